#include "project/scheduled_replay.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "workflow/lease_wait.h"

#include "core/error.h"
#include "core/json_object.h"
#include "core/quantity.h"
#include "core/time.h"
#include "pipeline/report_json.h"
#include "project/one_task_workflow.h"
#include "project/process.h"
#include "project/project_warehouse.h"
#include "project/scheduled_load.h"

namespace millrace {
namespace {

// Waits for a manual run that starts between two checks.
constexpr auto kReplayPatience = std::chrono::seconds(5);
constexpr const char* kReasons = "reasons";
constexpr const char* kFrom = "from";
constexpr const char* kTo = "to";

RejectFilter FilterOf(const StateData& data) {
  RejectFilter filter;
  const auto reasons = data.Text(kReasons);
  MILLRACE_CHECK(reasons.has_value());
  for (size_t begin = 0; begin < reasons->size();) {
    const size_t end = std::min(reasons->find(' ', begin), reasons->size());
    const auto reason = FindRejectReason(std::string_view(*reasons).substr(begin, end - begin));
    if (!reason) throw UserError("replay: this version knows no reason `" + reasons->substr(begin, end - begin) + "`");
    filter.reasons.push_back(*reason);
    begin = end + 1;
  }
  const auto instant = [&](const char* key) {
    const auto text = data.Text(key);
    return text ? ParseInstant(*text) : std::nullopt;
  };
  filter.from_ns = instant(kFrom);
  filter.to_ns = instant(kTo);
  return filter;
}

TaskResult ReplayTask(const WorkflowSurroundings& surroundings, const TaskContext& context) {
  WaitForLease(surroundings.ledger, surroundings.clock, kProjectLease, surroundings.log);
  const RunReport report =
      ReplayRejects(surroundings.project, FilterOf(context.data),
                    {.patience = kReplayPatience, .drain = surroundings.control.drain, .stop = context.stop});
  surroundings.log("replay " + context.run_id + ": " + FormatCount(report.replay.selected) + " rejects = " +
                   FormatCount(report.replay.replayed) + " replayed + " + FormatCount(report.replay.still_rejected) +
                   " rejected again, " + FormatDuration(static_cast<int64_t>(report.seconds * 1000)));
  return {.report = ReportJson(report, JobKind::kReplay)};
}

}  // namespace

std::string ReplayInput(const RejectFilter& filter) {
  std::string reasons;
  for (const RejectReason reason : filter.reasons) {
    reasons += (reasons.empty() ? "" : " ") + std::string(RejectReasonName(reason));
  }
  JsonObject object;
  object.Field(kReasons, reasons);
  if (filter.from_ns) object.Field(kFrom, FormatInstant(*filter.from_ns));
  if (filter.to_ns) object.Field(kTo, FormatInstant(*filter.to_ns));
  return object.Finish();
}

Workflow MakeScheduledReplay(const WorkflowSurroundings& surroundings) {
  Workflow workflow =
      MakeOneTaskWorkflow(surroundings, kReplayWorkflow, "replay",
                          [surroundings](const TaskContext& context) { return ReplayTask(surroundings, context); });
  if (HasWarehouse(surroundings.project.config())) {
    workflow.definition.steps.push_back({.name = "load", .action = Task{.workflow = kLoadWorkflow, .awaited = false}});
  }
  return workflow;
}

}  // namespace millrace
