// `millrace expire --lake`: removes partitions that are older than the retention of their table, in one job.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "lake/lake_files.h"
#include "pipeline/process_job.h"

namespace millrace {

struct ExpireOptions {
  // The first day that each table keeps, since the epoch; null: everything. Rows without a time, in the partition of
  // 1970-01-01, are older than any other.
  std::array<std::optional<int32_t>, kTableCount> first_kept_day;
};

struct ExpiredFile {
  TableId table;
  CommittedFile file;
};

// Lists what Expire would remove, by table and path. Changes nothing and needs no lease.
std::vector<ExpiredFile> PlanExpiry(FileSystem& files, Ledger& ledger, const PipelineOptions& options,
                                    const ExpireOptions& expire);

// Takes the project's lease, recovers, and removes. For readers that ask the ledger, the removal is atomic. Throws
// SystemError.
RunReport Expire(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const ExpireOptions& expire);

}  // namespace millrace
