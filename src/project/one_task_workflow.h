// A workflow of one task, which is tried again as `schedule.attempts` and `schedule.retry_delay` say.
#pragma once

#include "project/workflows.h"

namespace millrace {

// `step` names the task and its function. Without a schedule and a condition: the caller adds them.
Workflow MakeOneTaskWorkflow(const WorkflowSurroundings& surroundings, const char* name, const char* step,
                             TaskFunction function);

}  // namespace millrace
