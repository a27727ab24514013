#include "project/scheduled_segments.h"

#include <chrono>

#include "workflow/schedule.h"

#include "core/json_object.h"
#include "core/one_line.h"
#include "core/quantity.h"
#include "project/app_data.h"
#include "project/one_task_workflow.h"
#include "project/saved_console.h"
#include "project/segment_refresh.h"

namespace millrace {
namespace {

constexpr int64_t kMinutesBetweenSegmentLooks = 1;
constexpr auto kQuestionsTime = std::chrono::seconds(30);  // about the apps of the warehouse

// A segment that cannot be computed has a run that says so, and does not stop the others. One that is stopped has none:
// it is still due when the task is tried again.
TaskResult RefreshTask(const WorkflowSurroundings& surroundings, const TaskContext& context) {
  AppsWithData apps(surroundings.project, std::chrono::milliseconds(0), kQuestionsTime);
  SavedConsole saved(surroundings.project, apps);
  uint64_t computed = 0;
  for (const DueSegment& due : DueSegments(surroundings.project.config(), surroundings.ledger.console_documents(),
                                           surroundings.clock.NowNs())) {
    const auto run = saved.RunSegment(due.app, due.id, context.stop);
    if (!run) continue;  // it was removed meanwhile
    const std::string name = "segments " + context.run_id + ": " + due.app + "/" + due.id + ": ";
    if (run->is_done) {
      ++computed;
      surroundings.log(name + FormatCount(static_cast<uint64_t>(run->segment_size)) + " users");
    } else {
      surroundings.warn(name + OneLine(run->error));
    }
  }
  return {.report = JsonObject().Field("segments", computed).Finish()};
}

}  // namespace

Workflow MakeScheduledSegments(const WorkflowSurroundings& surroundings) {
  Workflow workflow =
      MakeOneTaskWorkflow(surroundings, kSegmentsWorkflow, "refresh",
                          [surroundings](const TaskContext& context) { return RefreshTask(surroundings, context); });
  workflow.begin = [surroundings]() -> std::optional<StateData> {
    const auto due =
        DueSegments(surroundings.project.config(), surroundings.ledger.console_documents(), surroundings.clock.NowNs());
    if (due.empty()) return std::nullopt;
    return StateData();
  };
  workflow.schedule = RateEvery(kMinutesBetweenSegmentLooks);
  return workflow;
}

}  // namespace millrace
