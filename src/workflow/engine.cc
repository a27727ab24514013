#include "workflow/engine.h"

#include <utility>

#include "workflow/run_branch.h"

#include "core/error.h"

namespace millrace {

WorkflowRun Engine::Start(const Workflow& workflow, const std::string& id, const StateData& input) {
  WorkflowRun run{.id = id, .workflow = workflow.name(), .started_ns = parts_.clock.NowNs(), .input = input.json()};
  {
    const std::scoped_lock lock(*parts_.mutex);
    MILLRACE_CHECK(parts_.ledger.workflows().Add(run));
  }
  return CarryOn(workflow, run);
}

WorkflowRun Engine::CarryOn(const Workflow& workflow, const WorkflowRun& run) {
  MILLRACE_CHECK(run.workflow == workflow.name());
  if (run.over() || run.state == WorkflowState::kParked) return run;
  CheckWorkflow(workflow);
  std::map<std::string, WorkflowBranch> stored;
  {
    const std::scoped_lock lock(*parts_.mutex);
    for (WorkflowBranch& branch : parts_.ledger.workflows().Branches(run.id)) {
      std::string path = branch.path;
      stored.emplace(std::move(path), std::move(branch));
    }
  }
  const RunAtWork at_work{.parts = parts_, .workflow = workflow, .run = run, .stored = std::move(stored)};
  RunBranch(at_work, workflow.definition.steps, "", StateData(run.input)).Go();
  const std::scoped_lock lock(*parts_.mutex);
  return parts_.ledger.workflows().Find(run.id).value_or(run);
}

std::optional<WorkflowRun> UnfinishedRun(Ledger& ledger, std::string_view workflow) {
  std::vector<WorkflowRun> oldest = ledger.workflows().Unfinished(workflow, 1);
  if (oldest.empty()) return std::nullopt;
  return std::move(oldest[0]);
}

}  // namespace millrace
