#include "project/scheduled_processing.h"

#include <chrono>
#include <memory>
#include <utility>

#include "project/progress_note.h"
#include "project/project_parts.h"
#include "project/project_warehouse.h"
#include "project/scheduled_load.h"

namespace millrace {
namespace {

// Waits for a manual run that starts between two checks.
constexpr auto kPatience = std::chrono::seconds(5);

RunReport ProcessOnce(const WorkflowSurroundings& surroundings, const ProcessWindow& window) {
  // Opened for each run: databases and rules may have been replaced since the last one.
  const OpenEnrichments enrichments(surroundings.project.config());
  PipelineOptions options = PipelineOptionsOf(surroundings.project.config(), enrichments);
  options.lock_patience = kPatience;
  options.drain = surroundings.control.drain;
  options.stop = surroundings.control.stop;
  ProgressNote note(surroundings.project.config(), kProcessWorkflow);
  options.on_progress = [&note](const ProgressCounts& counts) { note.Tell(counts); };
  RunReport report = Process(surroundings.project.files(), surroundings.ledger, options, window);
  if (!report.failed_files.empty() || !report.unlisted.empty()) surroundings.note_left_behind();
  return report;
}

}  // namespace

Workflow MakeScheduledProcessing(const WorkflowSurroundings& surroundings) {
  const Config& config = surroundings.project.config();
  const auto runner = std::make_shared<ProcessRunner>(ProcessRunner{
      .files = surroundings.project.files(),
      .ledger = surroundings.ledger,
      .clock = surroundings.clock,
      .options = PipelineOptionsOf(config),
      .max_bytes_per_run = config.processing.max_bytes_per_run,
      .retry = {.retries = config.schedule.attempts - 1, .first_delay_ms = config.schedule.retry_delay_ms},
      .process = [surroundings](const ProcessWindow& window) { return ProcessOnce(surroundings, window); },
      .log = surroundings.log,
      .warn = surroundings.warn});
  Workflow workflow = runner->MakeWorkflow();
  // The runner lives as long as the workflow that uses it.
  workflow.begin = [runner, begin = std::move(workflow.begin)] { return begin(); };
  if (HasWarehouse(config)) {
    workflow.definition.steps.push_back({.name = "load", .action = Task{.workflow = kLoadWorkflow, .awaited = false}});
  }
  workflow.schedule = config.schedule.process;
  return workflow;
}

}  // namespace millrace
