#include "project/scheduled_models.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "workflow/lease_wait.h"
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

// A line of counts names so many apps.
constexpr size_t kAppsCounted = 3;

ModelWatch WatchOf(const TaskContext& context) {
  ModelWatch watch;
  watch.patience = kModelsPatience;
  watch.stop = context.stop;
  return watch;
}

// `2 days of shop, 1 day of market`; of more apps `5 days of 4 apps`. Empty if no app has any.
std::string CountsByApp(const std::vector<std::pair<std::string, size_t>>& apps, const std::string& noun) {
  const auto plural = [&](size_t count) { return FormatCount(count) + " " + noun + (count == 1 ? "" : "s"); };
  std::string each;
  size_t sum = 0;
  size_t with_any = 0;
  for (const auto& [app, count] : apps) {
    if (count == 0) continue;
    sum += count;
    ++with_any;
    each += (each.empty() ? "" : ", ") + plural(count) + " of " + app;
  }
  return with_any <= kAppsCounted ? each : plural(sum) + " of " + FormatCount(with_any) + " apps";
}

TaskResult ApplySchemasTask(const WorkflowSurroundings& surroundings, const TaskContext& context) {
  WaitForLease(surroundings.ledger, surroundings.clock, kModelLease, surroundings.log);
  std::vector<std::pair<std::string, size_t>> changed;
  size_t steps = 0;
  // What is left out is told by the next step, which tries it again.
  for (const AppSchema& app : ApplySchemas(surroundings.project, WatchOf(context))) {
    steps += app.plan.steps.size();
    changed.emplace_back(app.app, app.plan.steps.size());
  }
  if (steps > 0) surroundings.log("models " + context.run_id + ": schema, " + CountsByApp(changed, "object"));
  return {.report = JsonObject().Field("objects", steps).Finish()};
}

TaskResult RunModelsTask(const WorkflowSurroundings& surroundings, const TaskContext& context) {
  WaitForLease(surroundings.ledger, surroundings.clock, kModelLease, surroundings.log);
  ModelRequest request;
  request.is_manual = false;
  const auto began = std::chrono::steady_clock::now();
  std::vector<std::pair<std::string, size_t>> built;
  size_t days = 0;
  std::vector<std::pair<std::string, FailedModel>> failed;
  for (const AppModels& app : RunModels(surroundings.project, request, WatchOf(context))) {
    days += app.result.run.days.size();
    built.emplace_back(app.app, app.result.run.days.size());
    for (const FailedModel& each : app.result.failed) failed.emplace_back(app.app, each);
  }
  for (const std::string& line : FailureLines(failed)) {
    surroundings.warn(line + "; the other models are built, this one when it is repaired");
    surroundings.note_left_behind();
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  surroundings.log("models " + context.run_id + ": " + (days > 0 ? CountsByApp(built, "day") : "no day changed") +
                   ", " + FormatDuration(took.count()));
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
        if (!ModelsMayHaveWork(surroundings.project, surroundings.ledger)) return std::nullopt;
        return StateData();
      }};
  const int64_t minutes = config.models.interval_ms / kMinuteMs;
  if (minutes > 0) workflow.schedule = RateEvery(minutes);
  return workflow;
}

}  // namespace millrace
