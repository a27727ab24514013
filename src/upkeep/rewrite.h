// The common parts of jobs that rewrite the lake: their environment, how they start, the loop over their steps, and the
// files that they retire.
#pragma once

#include <vector>

#include "lake/lake_files.h"
#include "pipeline/job_place.h"
#include "pipeline/lake_view.h"

namespace millrace {

// Rows are copied unchanged: privacy rules were applied when they were written.
inline JobPlace PlaceOfCopies(FileSystem& files, Ledger& ledger, const HeldLease& lease,
                              const PipelineOptions& options) {
  JobPlace place = PlaceOf(files, ledger, lease, options);
  place.privacy = nullptr;
  return place;
}

// The report with which a command of one thread that runs such jobs begins, after recovery.
inline RunReport BeginRewrite(const JobPlace& place, const PipelineOptions& options) {
  RunReport total;
  total.recovered = Recover(place, options);
  total.threads = 1;
  total.price_per_core_hour = options.price_per_core_hour;
  return total;
}

// Runs one job per step, in order, and reports progress after each. A step has `files` and `bytes`;
// `work(step, job, sink)` returns the outcome. If a job fails, the earlier ones stay committed. Throws Cancelled
// between two jobs.
template <typename Step, typename Work>
void RunSteps(const JobPlace& place, JobKind kind, const PipelineOptions& options, const std::vector<Step>& steps,
              const Work& work, RunReport& total) {
  ProgressCounts progress;
  for (const Step& step : steps) {
    progress.files_total += step.files.size();
    progress.bytes_total += step.bytes;
  }
  for (const Step& step : steps) {
    CheckGoingOn(options);
    total.Add(RunJob(place, kind, {}, [&](const JobInfo& job, BatchSink& sink) { return work(step, job, sink); }));
    progress.files_done += step.files.size();
    progress.bytes_done += step.bytes;
    if (options.on_progress) options.on_progress(progress);
  }
  total.peak_memory_bytes = PeakMemoryBytes();
}

inline RetiredFile RetiredFileOf(const PipelineOptions& options, TableId table, const CommittedFile& file) {
  return {.path = BelowLake(options.lake, file.file.path),
          .table = std::string(TableOf(table).name),
          .bytes = file.file.size};
}

inline std::vector<TableId> TablesOrAll(const std::vector<TableId>& tables) {
  if (!tables.empty()) return tables;
  std::vector<TableId> all;
  for (const Table& table : AllTables()) all.push_back(table.id);
  return all;
}

}  // namespace millrace
