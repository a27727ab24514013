#include "pipeline/merge_staged.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include <arrow/record_batch.h>

#include "core/error.h"
#include "lake/lake_file_reader.h"
#include "lake/lake_files.h"
#include "lake/partition_path.h"
#include "pipeline/job_task.h"
#include "pipeline/merge_users.h"
#include "pipeline/run_report.h"

namespace millrace {
namespace {

// Fewer are not worth reading and writing their rows once more.
constexpr size_t kFewestFiles = 4;
// Of the target size, in a task.
constexpr uint64_t kFilesOfATask = 4;

using Group = std::pair<std::string, std::string>;  // table, partition

// Of an app, the users of all days are merged together: one row may be of the first day of its user, another of the
// last.
Group GroupOf(const LedgerOutput& output) {
  const bool users = FindTable(output.table) == TableId::kUser;
  return {output.table, users ? output.partition.substr(0, output.partition.find('/')) : output.partition};
}

void CopyRows(FileSystem& files, const std::string& path, TableId table, const Partition& partition, BatchSink& sink,
              Counters& counters) {
  LakeFileReader reader(files, path, table);
  while (const auto batch = reader.Next()) {
    const auto rows = static_cast<uint64_t>(batch->num_rows());
    counters.rows_read += rows;
    counters.rows_written[static_cast<size_t>(table)] += rows;
    sink.Write(table, partition, batch);
  }
}

}  // namespace

MergePlan PlanMerges(std::vector<LedgerOutput> outputs, uint64_t target_file_bytes) {
  MergePlan plan;
  std::map<Group, std::vector<LedgerOutput>> groups;
  for (LedgerOutput& output : outputs) {
    const bool small = output.bytes < target_file_bytes / 2;
    (small ? groups[GroupOf(output)] : plan.kept).push_back(std::move(output));
  }
  const uint64_t most = kFilesOfATask * target_file_bytes;
  uint64_t filled = most;
  for (auto& [group, files] : groups) {
    if (files.size() < kFewestFiles) {
      std::ranges::move(files, std::back_inserter(plan.kept));
      continue;
    }
    uint64_t bytes = 0;
    for (const LedgerOutput& file : files) bytes += file.bytes + kBytesOfAnOpening;
    // A group that fits into a task is not divided.
    bool full = filled + bytes > most;
    for (LedgerOutput& file : files) {
      const uint64_t cost = file.bytes + kBytesOfAnOpening;
      if (full || filled + cost > most) {
        plan.tasks.emplace_back();
        filled = 0;
        full = false;
      }
      filled += cost;
      plan.tasks.back().push_back(std::move(file));
    }
  }
  return plan;
}

Counters MergeStaged(FileSystem& files, const std::string& lake, std::span<const LedgerOutput> merge,
                     uint64_t memory_bytes, const JobInfo& job, BatchSink& sink) {
  Counters counters;
  std::map<std::string, std::vector<CommittedFile>> users;  // by app
  for (const LedgerOutput& file : merge) {
    const auto table = FindTable(file.table);
    const auto partition = ParsePartitionFolder(file.partition);
    if (!table || !partition)
      throw UserError("a task: \"merge\" has a file of no table of the lake: " + file.staged_path);
    const std::string path = lake + "/" + file.staged_path;
    if (*table == TableId::kUser) {
      users[partition->app].push_back(
          {.file = {.path = path, .size = file.bytes}, .job_id = job.job_id, .partition = *partition});
    } else {
      CopyRows(files, path, *table, *partition, sink, counters);
    }
  }
  for (const auto& [app, of_app] : users) {
    RunReport report;
    MergeUsers(files, of_app, memory_bytes, job, sink, report);
    counters.Add(report.counters);
    counters.rows_read += report.rewrite.rows_read;
  }
  return counters;
}

}  // namespace millrace
