#include "pipeline/process_workflow.h"

#include "workflow/lease_wait.h"

#include "core/error.h"
#include "core/json_object.h"
#include "core/quantity.h"
#include "core/time.h"
#include "core/utf8.h"
#include "ledger/held_lease.h"
#include "pipeline/estimate.h"
#include "pipeline/finished_days.h"
#include "pipeline/report_json.h"

namespace millrace {
namespace {

constexpr int64_t kNsPerMs = 1'000'000;
constexpr const char* kToMs = "to_ms";              // the key of the instant up to which a run reads
constexpr const char* kPlannedToMs = "plan.to_ms";  // the same, of a run that began without it

std::string Plural(uint64_t count, const std::string& noun) {
  return FormatCount(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

Workflow ProcessRunner::MakeWorkflow() const {
  const auto task = [this](const char* name, const char* result) {
    return Step{.name = name, .action = Task{.function = name, .result = result, .retry = RetryOfSystemErrors(retry)}};
  };
  return {.definition = {.name = kProcessWorkflow,
                         .steps = {task("plan", "plan"), task("process", ""), task("commit", "")}},
          .functions = {{"plan", [this](const TaskContext& context) { return PlanFiles(context); }},
                        {"process", [this](const TaskContext& context) { return ProcessFiles(context); }},
                        {"commit", [this](const TaskContext& context) { return FinishBrokenJobs(context); }}},
          .begin = [this] { return Begin(); }};
}

std::optional<StateData> ProcessRunner::Begin() const {
  StateData data;
  data.SetNumber(kToMs, clock.NowNs() / kNsPerMs);
  const Plan plan = PlanProcess(files, ledger, options, WindowOf(data));
  NoteListing(ledger, plan.listing);
  for (const UnlistedFolder& folder : plan.unlisted) warn(folder.Sentence());
  const bool nothing_to_read = plan.files == 0 && TimeToSettle(plan.unsettled, options.settle, clock.NowNs()) == 0;
  if (nothing_to_read && ledger.jobs().Unfinished().empty()) return std::nullopt;
  return data;
}

TaskResult ProcessRunner::PlanFiles(const TaskContext& context) const {
  StateData data = context.data;
  if (!data.Number(kToMs)) data.SetNumber(kToMs, clock.NowNs() / kNsPerMs);
  const Plan plan = PlanProcess(files, ledger, options, WindowOf(data));
  const Estimate estimate = EstimateFromHistory(ledger, plan, MeansOf(options));
  log("process " + context.run_id + ": " + Plural(plan.files, "file") + ", " + FormatSize(plan.bytes) + ", about " +
      FormatDuration(static_cast<int64_t>(estimate.seconds * 1000)));
  JsonObject output;
  output.Field("files", plan.files).Field("bytes", plan.bytes);
  if (!context.data.Number(kToMs)) output.Field(kToMs, *data.Number(kToMs));
  return {.output = output.Finish(),
          .report = JsonObject()
                        .Field("files", plan.files)
                        .Field("bytes_in", plan.bytes)
                        .Field("runs", plan.runs.size())
                        .Json("estimate", ToJson(estimate))
                        .Finish()};
}

TaskResult ProcessRunner::ProcessFiles(const TaskContext& context) const {
  WaitForLease(ledger, clock, kProjectLease, log);
  const RunReport report = process(WindowOf(context.data));
  const uint64_t written = report.counters.rows_written[static_cast<size_t>(TableId::kEvent)];
  log("process " + context.run_id + ": " + Plural(report.runs, "job") + " committed, " +
      Plural(report.counters.files, "file") + ", " + FormatCount(report.counters.events_read) +
      " events read = " + FormatCount(written) + " written + " + FormatCount(report.EventsRejected()) + " rejected, " +
      FormatDuration(static_cast<int64_t>(report.seconds * 1000)));
  if (const auto warning = WrongInputWarning(report.counters)) warn("process " + context.run_id + ": " + *warning);
  for (const FailedRead& file : report.failed_files) {
    warn("not processed: " + ShownName(file.name) + ": " + file.reason + "; failure " + std::to_string(file.failures) +
         (file.quarantined ? ", quarantined" : ", the next run tries it alone"));
  }
  return {.report = ReportJson(report, JobKind::kProcess)};
}

TaskResult ProcessRunner::FinishBrokenJobs(const TaskContext& /*context*/) const {
  WaitForLease(ledger, clock, kProjectLease, log);
  const uint64_t recovered = FinishJobs(files, ledger, options);
  return {.report = JsonObject().Field("recovered_jobs", recovered).Finish()};
}

// A run takes the files that existed when it started, however often it is continued.
ProcessWindow ProcessRunner::WindowOf(const StateData& data) const {
  const auto given_ms = data.Number(kToMs);
  const auto to_ms = given_ms ? given_ms : data.Number(kPlannedToMs);
  MILLRACE_CHECK(to_ms.has_value());
  return {.from_ns = {}, .to_ns = *to_ms * kNsPerMs, .max_bytes_per_run = max_bytes_per_run, .take_future = true};
}

}  // namespace millrace
