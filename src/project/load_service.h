// Loads of lake files into the warehouse (load/load.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "load/load_report.h"

#include "project/job_control.h"
#include "project/project.h"

namespace millrace {

struct LoadRequest {
  bool scan = false;         // look through the lake for files that nobody announced
  bool retry = false;        // try failed and given-up files again
  bool again = false;        // load every file of the lake again
  std::string notices = {};  // text of notices (load/notices.h)
};

// Whether there is something to load, and whether files that others wrote are to be found in the lake: LoadHasWork and
// ScanForLoads (load/waiting.h) of the project.
bool LoadHasWork(Project& project, Ledger& ledger);
void ScanForLoads(Project& project, Ledger& ledger);
// AnnounceForLoads (load/waiting.h) of the project.
std::optional<uint64_t> AnnounceForLoads(Project& project, Ledger& ledger, std::vector<LoadItem>& items);

// Loads what waits, and stores the rows that it rejects. Finishes first what a crash left of the project's jobs, unless
// another process is at work on them; then the rejected rows wait for the next load, too.
// Throws UserError for a wrong configuration, and for notices where the lake is a directory, SystemError and Cancelled.
LoadReport LoadLake(Project& project, const LoadRequest& request, const JobControl& control);

}  // namespace millrace
