// Runs of workflows as text and JSON, for `status`, `run`, `retry` and `runs`.
#pragma once

#include <string>
#include <vector>

#include "project/workflow_runs.h"

namespace millrace {

// `parked at step process after 5 attempts: disk full; millrace retry resumes`; empty for a run that is over.
std::string WorkflowSentence(const RunDetails& run);
// The steps of a run in the order in which they started, each with its newest attempts.
std::string WorkflowJson(const RunDetails& run);
// In short: id, workflow and state.
std::string WorkflowsJson(const std::vector<RunDetails>& runs);

}  // namespace millrace
