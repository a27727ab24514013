// Runs of workflows as text and JSON, for `status`, `run`, `retry` and `runs`.
#pragma once

#include <string>
#include <vector>

#include "project/workflow_runs.h"

namespace millrace {

// The branch that says most of where a run is: one that is parked, else one that failed or runs, below all others.
// Null for a run that has not begun.
const WorkflowBranch* NewsOf(const RunDetails& run);

// `parked at step process after 5 attempts: disk full; millrace retry resumes`; empty for a run that is over.
std::string WorkflowSentence(const RunDetails& run);
// With its steps in the order in which they began, each with its newest attempts.
std::string WorkflowJson(const RunDetails& run);
// In short: id, workflow and state.
std::string WorkflowsJson(const std::vector<RunDetails>& runs);

}  // namespace millrace
