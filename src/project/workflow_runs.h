// The runs of workflows that `millrace status` and `millrace runs` show, and the retry of parked ones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/ledger.h"
#include "project/project.h"

namespace millrace {

struct RunDetails {
  WorkflowRun run;
  std::vector<WorkflowBranch> branches;   // by path; that of the run is the first
  std::vector<WorkflowAttempt> attempts;  // the newest, oldest first
};

// With up to `attempts` attempts.
RunDetails DetailsOf(Ledger& ledger, const WorkflowRun& run, size_t attempts = 1000);

// The newest runs, newest first, without attempts; of all workflows if the name is empty. Throws UserError for a name
// that is not a workflow of the project.
std::vector<RunDetails> RecentRuns(const Project& project, const std::string& workflow, size_t limit);
// Null: no such run.
std::optional<RunDetails> MaybeFindRun(const Project& project, const std::string& id, size_t attempts);
// Throws UserError if there is no such run.
RunDetails FindRun(const Project& project, const std::string& id, size_t attempts);

struct RunPage {
  std::vector<RunDetails> runs;  // the newest first, with their attempts
  uint64_t total = 0;
};
// Those of a workflow; of all if the name is empty.
RunPage PageOfRuns(const Project& project, const std::string& workflow, size_t limit, size_t offset);

// The branch that shows the position of a run best: one that is parked, otherwise one that failed or runs, and of these
// the innermost. Null for a run that has not started.
const WorkflowBranch* NewsOf(const RunDetails& run);

// The step of a branch, or of an attempt, below its parallel steps: `tables/events/merge`.
std::string StepLabel(std::string_view path, std::string_view step);

// The result of retrying a parked run.
struct RetriedRun {
  std::string id;
  std::string workflow;
  std::string service;  // the service at work that will carry it on, as a sentence; empty: RunService::RunOnce does
};
// Gives all parked runs all their attempts again, the oldest first.
std::vector<RetriedRun> RetryParkedRuns(Project& project);

}  // namespace millrace
