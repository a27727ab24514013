// Finds the raw files that `process --again` reads: from the user's selection to jobs, and from jobs to all of their
// raw files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "upkeep/again.h"

namespace millrace {

// The jobs whose raw files are chosen, oldest first. Throws UserError for a name that no committed job has read.
std::vector<JobFiles> ChooseJobs(FileSystem& files, Ledger& ledger, const PipelineOptions& options,
                                 const AgainChoice& choice);

}  // namespace millrace
