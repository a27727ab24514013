// Replays of rejects as a workflow, which has no schedule: people ask for it (asked_runs.h). Its end starts a load, if
// the project has a warehouse.
#pragma once

#include <string>

#include "pipeline/reject_reader.h"
#include "project/workflows.h"

namespace millrace {

inline constexpr const char* kReplayWorkflow = "replay";

// The input of a run: a JSON object.
std::string ReplayInput(const RejectFilter& filter);

Workflow MakeScheduledReplay(const WorkflowSurroundings& surroundings);

}  // namespace millrace
