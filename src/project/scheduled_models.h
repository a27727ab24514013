// Schemas and models of a project on the schedule of its configuration: schema → models. Both steps can be repeated
// from any point: an object of a schema, and an app's model run, are done or as they were before.
#pragma once

#include "project/workflows.h"

namespace millrace {

inline constexpr const char* kModelsWorkflow = "models";

// Every `models.interval`; where that is 0, the workflow of loads starts it. A run begins if the ledger says that a
// load changed something since the last run of all models, or that the models are others.
Workflow MakeScheduledModels(const WorkflowSurroundings& surroundings);

}  // namespace millrace
