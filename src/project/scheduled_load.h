// Loads of a project into its warehouse as a workflow: load → models. The step `load` can be repeated from any point:
// the ledger and the warehouse know what is done.
#pragma once

#include "project/workflows.h"

namespace millrace {

inline constexpr const char* kLoadWorkflow = "load";

// Started by the process workflow when it has committed, and looked for on its schedule. A run begins if the ledger
// knows of something to load. Its end starts the models, if they follow every load (`models.interval`) or have never
// run.
Workflow MakeScheduledLoad(const WorkflowSurroundings& surroundings);

}  // namespace millrace
