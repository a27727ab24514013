#include "upkeep/compact.h"

#include <map>
#include <unordered_set>
#include <utility>

#include <arrow/record_batch.h>

#include "upkeep/rewrite.h"

#include "core/error.h"
#include "lake/lake_file_reader.h"
#include "pipeline/lake_view.h"
#include "pipeline/merge_users.h"

namespace millrace {
namespace {

std::unordered_set<std::string> CompactJobs(Ledger& ledger) {
  std::unordered_set<std::string> ids;
  for (LedgerJob& job : ledger.jobs().Recent(kAllJobs)) {
    if (job.kind == JobKind::kCompact) ids.insert(std::move(job.id));
  }
  return ids;
}

bool InWindow(const CompactOptions& compact, int32_t day) {
  return !(compact.first_day && day < *compact.first_day) && !(compact.last_day && day > *compact.last_day);
}

using ByPartition = std::map<Partition, std::vector<CommittedFile>>;

// One step per partition with at least two small files (below half of the full size); larger files are not changed. At
// most one file that a step writes is small, so a second compaction finds nothing to do.
void PlanFiles(TableId table, const std::vector<CommittedFile>& listed, const PipelineOptions& options,
               const CompactOptions& compact, std::vector<CompactStep>& steps) {
  ByPartition small;
  for (const CommittedFile& file : listed) {
    if (file.file.size >= options.writer.target_file_bytes / 2 || !InWindow(compact, file.partition.day)) continue;
    small[file.partition].push_back(file);
  }
  for (auto& [partition, files] : small) {
    if (files.size() < 2) continue;
    steps.push_back({.table = table, .partition = partition, .files = std::move(files)});
  }
}

// One step per app. Files of earlier compactions contain each user once. Those that contain none of the users in newer
// files are not changed.
void PlanUsers(FileSystem& files, Ledger& ledger, const std::vector<CommittedFile>& listed,
               std::vector<CompactStep>& steps) {
  const auto compact_jobs = CompactJobs(ledger);
  std::map<std::string, std::vector<CommittedFile>> by_app;
  for (const CommittedFile& file : listed) by_app[file.partition.app].push_back(file);
  for (auto& [app, app_files] : by_app) {
    std::vector<CommittedFile> chosen;
    std::vector<CommittedFile> merged;
    for (CommittedFile& file : app_files) {
      (compact_jobs.contains(file.job_id) ? merged : chosen).push_back(std::move(file));
    }
    if (chosen.empty()) continue;
    UserFilter users;
    for (const CommittedFile& file : chosen) users.AddUsersOf(files, file.file.path);
    for (CommittedFile& file : merged) {
      if (users.MayKnowUserOf(files, file.file.path)) chosen.push_back(std::move(file));
    }
    steps.push_back({.table = TableId::kUser, .partition = {.app = app, .day = 0}, .files = std::move(chosen)});
  }
}

void CopyRows(FileSystem& files, const CompactStep& step, BatchSink& sink, RunReport& report) {
  uint64_t written = 0;
  for (const CommittedFile& file : step.files) {
    LakeFileReader reader(files, file.file.path, step.table);
    report.rewrite.rows_read += reader.rows();
    while (const auto batch = reader.Next()) {
      written += static_cast<uint64_t>(batch->num_rows());
      sink.Write(step.table, step.partition, batch);
    }
  }
  MILLRACE_CHECK(written == report.rewrite.rows_read);
  report.counters.rows_written[static_cast<size_t>(step.table)] = written;
}

}  // namespace

std::vector<CompactStep> PlanCompaction(FileSystem& files, Ledger& ledger, const PipelineOptions& options,
                                        const CompactOptions& compact) {
  const std::vector<TableId> tables = TablesOrAll(compact.tables);
  const auto lists = CommittedFiles(files, ledger, options.lake, options.project, tables);
  std::vector<CompactStep> steps;
  for (size_t i = 0; i < tables.size(); ++i) {
    if (tables[i] == TableId::kUser) {
      PlanUsers(files, ledger, lists[i], steps);
    } else {
      PlanFiles(tables[i], lists[i], options, compact, steps);
    }
  }
  for (CompactStep& step : steps) {
    for (const CommittedFile& file : step.files) step.bytes += file.file.size;
  }
  return steps;
}

RunReport Compact(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const CompactOptions& compact) {
  const HeldLease lease = TakeProject(ledger, options);
  const JobPlace place = PlaceOfCopies(files, ledger, lease, options);
  RunReport total = BeginRewrite(place, options);
  const std::vector<CompactStep> steps = PlanCompaction(files, ledger, options, compact);
  const auto work = [&](const CompactStep& step, const JobInfo& job, BatchSink& sink) {
    JobOutcome outcome;
    if (step.table == TableId::kUser) {
      MergeUsers(files, step.files, options.kernel.memory_bytes, job, sink, outcome.report);
    } else {
      CopyRows(files, step, sink, outcome.report);
    }
    for (const CommittedFile& file : step.files) {
      outcome.retired.push_back(RetiredFileOf(options, step.table, file));
    }
    outcome.report.threads = 1;
    outcome.report.price_per_core_hour = options.price_per_core_hour;
    return outcome;
  };
  RunSteps(place, JobKind::kCompact, options, steps, work, total);
  return total;
}

}  // namespace millrace
