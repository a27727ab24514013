// Processing of a project on the schedule of its configuration (pipeline/process_workflow.h). Its end starts a load, if
// the project has a warehouse.
#pragma once

#include "pipeline/process_workflow.h"
#include "project/workflows.h"

namespace millrace {

Workflow MakeScheduledProcessing(const WorkflowSurroundings& surroundings);

}  // namespace millrace
