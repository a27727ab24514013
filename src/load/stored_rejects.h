// Rows that a load rejected, stored in the table `rejects` of the lake (load.md, difference 13): stage `load`, the lake
// file and the number of the row in it, and the row as JSON.
#pragma once

#include <cstdint>
#include <string>

#include "ledger/ledger.h"
#include "pipeline/process_job.h"
#include "storage/file_system.h"

namespace millrace {

// Stores the rejected rows of all loaded files that have some and whose rows no job has stored yet, a thousand files a
// job. Takes the project's lease. Files that have changed or are gone are left out. `temporary_folder`: for copies of
// lake files in a store. Returns the number of rows. Throws SystemError, also when another process has the lease;
// the next call stores what is left.
uint64_t StoreLoadRejects(FileSystem& files, Ledger& ledger, const PipelineOptions& options,
                          const std::string& temporary_folder);

}  // namespace millrace
