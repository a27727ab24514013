#include "project/process.h"

#include <utility>

#include "pipeline/do_task.h"
#include "pipeline/process_workflow.h"
#include "pipeline/replay.h"
#include "project/job_run.h"
#include "project/known_places.h"
#include "project/progress_note.h"
#include "project/project_parts.h"

namespace millrace {
namespace {

ProcessWindow WindowOf(const Config& config, const ModifiedWindow& window) {
  return {.from_ns = window.from_ns,
          .to_ns = window.to_ns,
          .max_bytes_per_run = config.processing.max_bytes_per_run,
          .full_scan = window.full_scan || window.from_ns || window.to_ns};
}

}  // namespace

RunReport ProcessRawFiles(Project& project, const ModifiedWindow& window, bool profile, const JobControl& control,
                          const TaskWay& way) {
  const OpenEnrichments enrichments(project.config());
  PipelineOptions options = PipelineOptionsOf(project.config(), enrichments);
  options.profile = profile;
  options.settle.wait = true;
  options.tasks = way.runner;
  options.task_bytes = way.task_bytes;
  CheckInput(project.files(), options);
  ProgressNote note(project.config(), kProcessWorkflow);
  options.on_progress = [&note](const ProgressCounts& counts) { note.Tell(counts); };
  return RunJobs(project, std::move(options), control, [&](Ledger& ledger, const PipelineOptions& opened) {
    return Process(project.files(), ledger, opened, WindowOf(project.config(), window));
  });
}

TaskAnswer DoTaskOfJob(Project& project, const JobTask& task, const JobControl& control,
                       const std::function<void(const TaskAnswer&)>& tell) {
  const OpenEnrichments enrichments(project.config());
  PipelineOptions options = PipelineOptionsOf(project.config(), enrichments);
  options.stop = control.stop;
  // Another machine has no state directory.
  if (!LocalFileSystem().Stat(options.writer.scratch)) options.writer.scratch.clear();
  return DoTask(project.files(), options, task, tell);
}

ProcessForecast ForecastProcess(Project& project, const ModifiedWindow& window) {
  // Nothing of it is used to plan, but what a run would refuse is refused.
  const OpenEnrichments enrichments(project.config());
  const PipelineOptions options = PipelineOptionsOf(project.config());
  CheckInput(project.files(), options);
  const auto ledger = project.OpenLedgerToRead();
  CheckPlaces(project, *ledger);
  ProcessForecast forecast;
  forecast.means = MeansOf(options);
  forecast.plan = PlanProcess(project.files(), *ledger, options, WindowOf(project.config(), window));
  forecast.estimate = EstimatePlan(project.files(), *ledger, forecast.plan, forecast.means);
  return forecast;
}

RunReport ReplayRejects(Project& project, const RejectFilter& filter, const JobControl& control) {
  const OpenEnrichments enrichments(project.config());
  return RunJobs(project, PipelineOptionsOf(project.config(), enrichments), control,
                 [&](Ledger& ledger, const PipelineOptions& options) {
                   ReplayOptions replay;
                   replay.filter = filter;
                   return Replay(project.files(), ledger, options, replay);
                 });
}

}  // namespace millrace
