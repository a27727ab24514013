// `millrace replay`: rejects of the lake, processed again after rules or config were corrected; never a duplicate.
//
// A chosen reject becomes a raw line again and goes through the kernel. One that reaches the tables is marked in the
// ledger by the transaction that publishes its rows, so it is never chosen again. One that is rejected again stays as
// it is: no second reject row, no mark. A whole row that now gives events is settled; those of its events that are
// rejected become rejects of their own.
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
