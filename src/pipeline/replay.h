// `millrace replay`: processes rejects of the lake again, after rules or configuration were corrected. Never creates a
// duplicate.
//
// A chosen reject is turned back into a raw line and passed to the kernel. If it reaches the tables, the job that
// publishes its rows marks it in the ledger, and it is never chosen again. If it is rejected again, it stays as it is,
// without a second row or a mark. A whole row that now has events is settled; its rejected events become new rejects.
#pragma once

#include "pipeline/process_job.h"
#include "pipeline/reject_reader.h"

namespace millrace {

struct ReplayOptions {
  RejectFilter filter;
  // Maximum number of rejects in one job; bounds the memory for their keys.
  size_t max_rejects_per_job = 1'000'000;
};

// Takes the project's lease and recovers, as Process does. Reads rejects of committed jobs only.
RunReport Replay(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const ReplayOptions& replay);

}  // namespace millrace
