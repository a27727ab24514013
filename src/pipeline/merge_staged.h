// Merging of what the tasks of a job have staged. Each task stages a file for every table and partition that it has
// rows of, so a thousand tasks leave a thousand small files in a partition. When all of them have results, tasks of a
// second kind write the rows of such files again, into few files, and the job publishes these instead. A file is small
// if it has less than half of the target size; partitions with few small files are left alone.
//
// Rows are copied as they are. Rows of users are merged by key, as compaction does (merge_users.h).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernel/counters.h"
#include "kernel/kernel.h"
#include "lake/lake_writer.h"
#include "ledger/outputs.h"
#include "storage/file_system.h"

namespace millrace {

struct MergePlan {
  std::vector<LedgerOutput> kept;  // published as they are
  // The files that each task merges; those of a partition follow each other.
  std::vector<std::vector<LedgerOutput>> tasks;
};

// Chooses the files to merge. A task gets as many bytes as four files of the target size have, and the files of a
// partition (of user_v2: of an app) are divided among tasks only if they have more.
MergePlan PlanMerges(std::vector<LedgerOutput> outputs, uint64_t target_file_bytes);

// Does the work of such a task. The counters have only the rows, of the lake, that were read and written. Throws
// SystemError, and UserError if a file is not one of a table of the lake.
Counters MergeStaged(FileSystem& files, const std::string& lake, std::span<const LedgerOutput> merge,
                     uint64_t memory_bytes, const JobInfo& job, BatchSink& sink);

}  // namespace millrace
