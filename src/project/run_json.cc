#include "project/run_json.h"

#include "core/time.h"

namespace millrace {
namespace {

std::string TimeOrNone(int64_t time_ns) {
  return time_ns == 0 ? "" : FormatInstant(time_ns);
}

}  // namespace

JsonObject RunObject(const RunDetails& details) {
  const WorkflowRun& run = details.run;
  const WorkflowBranch* news = run.over() ? nullptr : NewsOf(details);
  JsonObject object;
  object.Field("id", run.id)
      .Field("workflow", run.workflow)
      .Field("state", WorkflowStateName(run.state))
      .Field("started", FormatInstant(run.started_ns))
      .FieldOrNull("finished", TimeOrNone(run.finished_ns))
      .Json("input", run.input)
      .FieldOrNull("step", news == nullptr ? "" : StepLabel(news->path, news->step))
      .FieldOrNull("error", news == nullptr ? "" : news->error);
  return object;
}

std::string AttemptJson(const WorkflowAttempt& attempt) {
  return JsonObject()
      .Field("step", StepLabel(attempt.path, attempt.step))
      .Field("visit", attempt.visit)
      .Field("attempt", attempt.attempt)
      .Field("outcome", AttemptOutcomeName(attempt.outcome))
      .Field("started", FormatInstant(attempt.started_ns))
      .FieldOrNull("finished", TimeOrNone(attempt.finished_ns))
      .FieldOrNull("error", attempt.error)
      .Json("report", attempt.report.empty() ? "null" : attempt.report)
      .Finish();
}

}  // namespace millrace
