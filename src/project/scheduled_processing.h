// Processing of a project on the schedule of its configuration (pipeline/process_workflow.h).
#pragma once

#include "pipeline/process_workflow.h"
#include "project/workflows.h"

namespace millrace {

Workflow MakeScheduledProcessing(const WorkflowSurroundings& surroundings);

}  // namespace millrace
