#include "project/scheduled_models.h"

#include <chrono>

#include "workflow/schedule.h"

#include "core/json_object.h"
#include "core/quantity.h"
#include "core/time.h"
#include "project/app_models.h"

namespace millrace {
namespace {

constexpr int64_t kMinuteMs = 60'000;
// Waits for a command that runs models between two checks.
constexpr auto kModelsPatience = std::chrono::seconds(5);

ModelWatch WatchOf(const TaskContext& context) {
  ModelWatch watch;
  watch.patience = kModelsPatience;
  watch.stop = context.stop;
  return watch;
}

TaskResult ApplySchemasTask(const WorkflowSurroundings& surroundings, const TaskContext& context) {
  uint64_t steps = 0;
  for (const AppSchema& app : ApplySchemas(surroundings.project, WatchOf(context))) {
    steps += app.plan.steps.size();
    if (!app.plan.empty()) {
      surroundings.log("models " + context.run_id + ": schema of " + app.app + ": " +
                       FormatCount(app.plan.steps.size()) + (app.plan.steps.size() == 1 ? " object" : " objects"));
    }
  }
  return {.report = JsonObject().Field("objects", steps).Finish()};
}

TaskResult RunModelsTask(const WorkflowSurroundings& surroundings, const TaskContext& context) {
  ModelRequest request;
  request.is_manual = false;
  uint64_t days = 0;
  for (const AppModels& app : RunModels(surroundings.project, request, WatchOf(context))) {
    days += app.result.run.days.size();
    if (!app.result.run.is_up_to_date) {
      surroundings.log("models " + context.run_id + ": " + app.app + ": " + FormatCount(app.result.run.days.size()) +
                       (app.result.run.days.size() == 1 ? " day, " : " days, ") + FormatDuration(app.milliseconds));
    }
    for (const FailedModel& failed : app.result.failed) {
      surroundings.warn(app.app + ": " + failed.error + "; the other models are built, this one when it is repaired");
      surroundings.note_left_behind();
    }
  }
  return {.report = JsonObject().Field("days", days).Finish()};
}

}  // namespace

Workflow MakeScheduledModels(const WorkflowSurroundings& surroundings) {
  const Config& config = surroundings.project.config();
  const RetryRule rule{.retries = config.schedule.attempts - 1, .first_delay_ms = config.schedule.retry_delay_ms};
  const auto task = [&](const char* name) {
    return Step{.name = name, .action = Task{.function = name, .result = "", .retry = RetryOfSystemErrors(rule)}};
  };
  Workflow workflow{
      .definition = {.name = kModelsWorkflow, .steps = {task("schema"), task("models")}},
      .functions = {{"schema",
                     [surroundings](const TaskContext& context) { return ApplySchemasTask(surroundings, context); }},
                    {"models",
                     [surroundings](const TaskContext& context) { return RunModelsTask(surroundings, context); }}},
      .begin = [surroundings]() -> std::optional<StateData> {
        if (!ModelsHaveWork(surroundings.project)) return std::nullopt;
        return StateData();
      }};
  const int64_t minutes = config.models.interval_ms / kMinuteMs;
  if (minutes > 0) workflow.schedule = RateEvery(minutes);
  return workflow;
}

}  // namespace millrace
