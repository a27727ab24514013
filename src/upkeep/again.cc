#include "upkeep/again.h"

#include <algorithm>
#include <utility>

#include "upkeep/rewrite.h"
#include "upkeep/source_rows.h"

#include "core/error.h"
#include "pipeline/claims.h"
#include "pipeline/raw_file_failure.h"
#include "pipeline/raw_job.h"

namespace millrace {
namespace {

std::vector<PlannedFile> FilesOf(const AgainStep& step) {
  std::vector<PlannedFile> files;
  for (const JobFiles& job : step.jobs) files.insert(files.end(), job.files.begin(), job.files.end());
  return files;
}

// Copies the rows of other raw files that are stored among those that are read again.
void CopyOthers(FileSystem& files, const PipelineOptions& options, const AgainStep& step, BatchSink& sink,
                JobOutcome& outcome) {
  const RawFileNames sources = SourcesOf(step, options.raw);
  RunReport copied;  // apart: the counters of the job are those of the law
  for (const TableFile& file : step.rewritten) {
    CopyKept(files, file, *RowsReadAgain(files, file, sources, step), sink, copied);
    outcome.retired.push_back(RetiredFileOf(options, file.table, file.file));
  }
  outcome.report.rewrite.rows_read += copied.rewrite.rows_read;
}

// Reads all raw files of a step and copies the other rows.
JobOutcome DoStep(FileSystem& files, const PipelineOptions& options, const AgainStep& step,
                  const std::vector<PlannedFile>& raw, const ProgressCounts& before, const JobInfo& job,
                  BatchSink& sink) {
  WorkersResult result = RunWorkers(files, raw, WorkersOf(options, before), job, sink);
  // Its output is about to be retired.
  if (!result.unread.empty()) throw RawFileFailure(std::move(result.unread));
  JobOutcome outcome = OutcomeOf(std::move(result), options);
  outcome.retired = step.replaced;
  CopyOthers(files, options, step, sink, outcome);
  AgainCounts& again = outcome.report.again;
  again.jobs_replaced = step.jobs.size();
  for (const JobFiles& each : step.jobs) again.gone.insert(again.gone.end(), each.gone.begin(), each.gone.end());
  for (const PlannedFile& file : raw) {
    outcome.report.newest_file_ns = std::max(outcome.report.newest_file_ns, file.info.modified_ns);
  }
  return outcome;
}

}  // namespace

RunReport ProcessAgain(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const AgainChoice& choice,
                       uint64_t max_bytes_per_run) {
  const HeldLease lease = TakeProject(ledger, options);
  const JobPlace place = PlaceOf(files, ledger, lease, options);
  RunReport total;
  total.recovered = Recover(place, options);
  total.threads = options.threads;
  total.price_per_core_hour = options.price_per_core_hour;
  AgainPlan plan = PlanAgain(files, ledger, options, choice, max_bytes_per_run);
  total.again.erasures = plan.erasures;
  ProgressCounts progress;
  for (const AgainStep& step : plan.steps) {
    progress.bytes_total += step.bytes;
    for (const JobFiles& job : step.jobs) progress.files_total += job.files.size();
  }
  for (AgainStep& step : plan.steps) {
    CheckGoingOn(options);
    if (&step != &plan.steps.front()) {
      PlanFilesAnew(files, ledger, options, choice, &step == &plan.steps.back(), step);
    }
    const std::vector<PlannedFile> raw = FilesOf(step);
    const std::vector<LedgerFile> claims = ClaimsOf(raw);
    // The lake files of a job that also copies rows cannot be retired as a whole later.
    const JobKind kind = step.rewritten.empty() ? JobKind::kProcess : JobKind::kAgain;
    const RunReport report = RunJob(
        place, kind, {.files = claims, .again = true},
        [&](const JobInfo& job, BatchSink& sink) { return DoStep(files, options, step, raw, progress, job, sink); });
    total.Add(report);
    progress.AddDone(report.counters);
  }
  total.databases = options.databases();
  return total;
}

}  // namespace millrace
