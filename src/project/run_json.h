// Runs of workflows as JSON, as `millrace runs --json` and the API tell them.
#pragma once

#include <string>

#include "core/json_object.h"
#include "project/workflow_runs.h"

namespace millrace {

// The keys of a run; the caller adds others and finishes it.
JsonObject RunObject(const RunDetails& details);

std::string AttemptJson(const WorkflowAttempt& attempt);

}  // namespace millrace
