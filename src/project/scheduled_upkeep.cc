#include "project/scheduled_upkeep.h"

#include <chrono>

#include "workflow/schedule.h"

#include "core/json_object.h"
#include "core/one_line.h"
#include "core/quantity.h"
#include "core/time.h"
#include "project/app_metadata.h"
#include "project/expire_warehouse.h"
#include "project/one_task_workflow.h"

namespace millrace {
namespace {

constexpr int64_t kMinutesBetweenLooks = 60;
// Waits for a command that runs models between two checks.
constexpr auto kUpkeepPatience = std::chrono::seconds(5);

ModelWatch UpkeepWatch(const WorkflowSurroundings& surroundings, const TaskContext& context) {
  ModelWatch watch;
  watch.on_left_out = [&](const std::string& app, const FailedModel& model) {
    surroundings.warn(app + ": " + OneLine(model.error));
  };
  watch.patience = kUpkeepPatience;
  watch.stop = context.stop;
  return watch;
}

TaskResult ScanTask(const WorkflowSurroundings& surroundings, const TaskContext& context) {
  uint64_t days = 0;
  for (const AppMetadata& app :
       ScanApps(surroundings.project, {}, {.models = UpkeepWatch(surroundings, context), .on_step = {}})) {
    days += app.days;
    surroundings.log("metadata " + context.run_id + ": " + app.app + ": " + FormatCount(app.days) +
                     (app.days == 1 ? " day, " : " days, ") + FormatDuration(app.milliseconds));
  }
  return {.report = JsonObject().Field("days", days).Finish()};
}

TaskResult ExpireTask(const WorkflowSurroundings& surroundings, const TaskContext& context) {
  int64_t rows = 0;
  ExpiryWatch watch{.models = UpkeepWatch(surroundings, context), .on_chunk = {}, .on_retry = {}};
  watch.on_retry = [&](const std::string& app, const std::string& error) {
    surroundings.warn(app + ": " + OneLine(error));
  };
  for (const AppExpiry& app : ExpireWarehouse(surroundings.project, {}, false, watch)) {
    for (const TableExpiry& table : app.result.tables) {
      rows += table.rows;
      surroundings.log("expiry " + context.run_id + ": " + app.app + ": " + table.table + ": " +
                       FormatCount(static_cast<uint64_t>(table.rows)) + (table.rows == 1 ? " row" : " rows"));
      if (table.error.empty()) continue;
      surroundings.warn(app.app + ": rows of " + table.table +
                        " stay, although they are too old: " + OneLine(table.error));
      surroundings.note_left_behind();
    }
  }
  return {.report = JsonObject().Field("rows", rows).Finish()};
}

}  // namespace

Workflow MakeScheduledMetadata(const WorkflowSurroundings& surroundings) {
  Workflow workflow =
      MakeOneTaskWorkflow(surroundings, kMetadataWorkflow, "scan",
                          [surroundings](const TaskContext& context) { return ScanTask(surroundings, context); });
  workflow.schedule = RateEvery(kMinutesBetweenLooks);
  workflow.begin = [surroundings]() -> std::optional<StateData> {
    if (!ScanIsDue(surroundings.project, surroundings.clock.NowNs())) return std::nullopt;
    return StateData();
  };
  return workflow;
}

Workflow MakeScheduledExpiry(const WorkflowSurroundings& surroundings) {
  Workflow workflow =
      MakeOneTaskWorkflow(surroundings, kExpiryWorkflow, "expire",
                          [surroundings](const TaskContext& context) { return ExpireTask(surroundings, context); });
  workflow.schedule = RateEvery(kMinutesBetweenLooks);
  workflow.begin = [surroundings]() -> std::optional<StateData> {
    if (!ExpiryIsDue(surroundings.project, surroundings.clock.NowNs())) return std::nullopt;
    return StateData();
  };
  return workflow;
}

}  // namespace millrace
