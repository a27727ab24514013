#include "project/one_task_workflow.h"

#include <utility>

namespace millrace {

Workflow MakeOneTaskWorkflow(const WorkflowSurroundings& surroundings, const char* name, const char* step,
                             TaskFunction function) {
  const Config::Schedule& schedule = surroundings.project.config().schedule;
  const RetryRule rule{.retries = schedule.attempts - 1, .first_delay_ms = schedule.retry_delay_ms};
  Workflow workflow;
  workflow.definition = {
      .name = name,
      .steps = {{.name = step, .action = Task{.function = step, .result = "", .retry = RetryOfSystemErrors(rule)}}}};
  workflow.functions = {{step, std::move(function)}};
  return workflow;
}

}  // namespace millrace
