#include "pipeline/process_workflow.h"

#include "core/error.h"
#include "core/integer_text.h"
#include "core/json_object.h"
#include "core/quantity.h"
#include "core/time.h"
#include "ledger/held_lease.h"
#include "pipeline/estimate.h"
#include "pipeline/job_id.h"
#include "pipeline/report_json.h"

namespace millrace {
namespace {

std::string Plural(uint64_t count, const std::string& noun) {
  return FormatCount(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

std::optional<WorkflowRun> ProcessRunner::Tick() {
  Engine engine(ledger, clock, retry, seed, warn, fence);
  if (auto unfinished = UnfinishedRun(ledger, kProcessWorkflow)) {
    if (unfinished->state == WorkflowState::kParked) return unfinished;
    log("process " + unfinished->id + " continues at step " +
        (unfinished->Current() == nullptr ? "commit" : unfinished->Current()->name));
    return engine.CarryOn(MakeWorkflow(), std::move(*unfinished));
  }
  const int64_t now = clock.NowNs();
  const Plan plan = PlanProcess(files, ledger, options, {.from_ns = {}, .to_ns = now, .take_future = true});
  NoteListing(ledger, plan.listing);
  const bool nothing_to_read = plan.files == 0 && TimeToSettle(plan.unsettled, options.settle, now) == 0;
  if (nothing_to_read && ledger.jobs().Unfinished().empty()) return std::nullopt;
  return engine.Start(MakeWorkflow(), NewJobId(now), std::to_string(now));
}

LinearWorkflow ProcessRunner::MakeWorkflow() {
  return {kProcessWorkflow,
          {{"plan",
            [this](const StepView& view) {
              const Plan plan = PlanProcess(files, ledger, options, WindowOf(view));
              const Estimate estimate = EstimateFromHistory(ledger, plan, MeansOf(options));
              log("process " + view.run_id() + ": " + Plural(plan.files, "file") + ", " + FormatSize(plan.bytes) +
                  ", about " + FormatDuration(static_cast<int64_t>(estimate.seconds * 1000)));
              return JsonObject()
                  .Field("files", plan.files)
                  .Field("bytes_in", plan.bytes)
                  .Field("runs", plan.runs.size())
                  .Json("estimate", ToJson(estimate))
                  .Finish();
            }},
           {"process",
            [this](const StepView& view) {
              WaitForProject();
              const RunReport report = process(WindowOf(view));
              const uint64_t written = report.counters.rows_written[static_cast<size_t>(TableId::kEvent)];
              log("process " + view.run_id() + ": " + Plural(report.runs, "job") + " committed, " +
                  Plural(report.counters.files, "file") + ", " + FormatCount(report.counters.events_read) +
                  " events read = " + FormatCount(written) + " written + " + FormatCount(report.EventsRejected()) +
                  " rejected, " + FormatDuration(static_cast<int64_t>(report.seconds * 1000)));
              if (const auto warning = WrongInputWarning(report.counters))
                warn("process " + view.run_id() + ": " + *warning);
              for (const FailedRead& file : report.failed_files) {
                warn("not processed: " + file.name + ": " + file.reason + "; failure " + std::to_string(file.failures) +
                     (file.quarantined ? ", quarantined" : ", the next run tries it alone"));
              }
              return ReportJson(report, JobKind::kProcess);
            }},
           {"commit", [this](const StepView& view) {
              WaitForProject();
              const uint64_t recovered = FinishJobs(files, ledger, options);
              log("process " + view.run_id() + " is done");
              return JsonObject().Field("recovered_jobs", recovered).Finish();
            }}}};
}

// A run takes the files that existed when it started, however often it is continued.
ProcessWindow ProcessRunner::WindowOf(const StepView& view) const {
  const auto to = ParseWhole<int64_t>(view.input());
  MILLRACE_CHECK(to.has_value());
  return {.from_ns = {}, .to_ns = to, .max_bytes_per_run = max_bytes_per_run, .take_future = true};
}

// A manual run that holds the lease is not a failure, however long it takes.
void ProcessRunner::WaitForProject() {
  LeaseWatch watch(ledger.leases(), std::string(kProjectLease));
  bool told = false;
  for (std::string holder = watch.Holder(); !holder.empty(); holder = watch.Holder()) {
    if (!told) log("waiting: " + holder);
    told = true;
    if (!clock.WaitUntil(clock.NowNs() + kNanosecondsPerSecond))
      throw SystemError("told to stop while waiting: " + holder);
  }
}

}  // namespace millrace
