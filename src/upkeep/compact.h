// `millrace compact`: merges the small files of a partition into large ones, and the rows of each user in user_v2 into
// one.
//
// Rows of events, items, sessions and rejects are copied as they are. Users are merged by UserAggregates, as in a run.
// Sessions are not merged (mergeable-rows.md).
//
// Each step is a job of its own (exactly-once.md): its outputs replace the files that it has read in one transaction of
// the ledger, then the old files are deleted. Readers that ask the ledger see either the one or the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lake/lake_files.h"
#include "pipeline/process_job.h"

namespace millrace {

struct CompactOptions {
  std::vector<TableId> tables;  // empty: all
  // Days of partitions, since the epoch, both included; null: open. user_v2 is always merged as a whole, because the
  // rows of a user lie on many days.
  std::optional<int32_t> first_day;
  std::optional<int32_t> last_day;
};

// The files that one job rewrites.
struct CompactStep {
  TableId table;
  Partition partition;               // its day is meaningless for user_v2: all days of the app
  std::vector<CommittedFile> files;  // sorted by path; their rows are read in this order
  uint64_t bytes = 0;
};

// Plans what Compact would do. Changes nothing and needs no lease. Reads user ids, so it takes a while for many users.
// Throws SystemError.
std::vector<CompactStep> PlanCompaction(FileSystem& files, Ledger& ledger, const PipelineOptions& options,
                                        const CompactOptions& compact);

// Takes the project's lease, recovers, plans, and runs one job per step. If one fails, the earlier ones stay committed.
// A second call finds nothing to do. Throws SystemError.
RunReport Compact(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const CompactOptions& compact);

}  // namespace millrace
