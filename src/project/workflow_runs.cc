#include "project/workflow_runs.h"

#include <algorithm>
#include <filesystem>
#include <limits>

#include "core/error.h"
#include "ledger/held_lease.h"
#include "ledger/sqlite_ledger.h"
#include "project/workflows.h"

namespace millrace {
namespace {

int NewsRank(const WorkflowBranch& branch) {
  switch (branch.state) {
    case WorkflowState::kParked:
      return 3;
    case WorkflowState::kDone:
      return 0;
    default:
      return branch.error.empty() ? 1 : 2;
  }
}

}  // namespace

RunDetails DetailsOf(Ledger& ledger, const WorkflowRun& run, size_t attempts) {
  RunDetails details{.run = run, .branches = ledger.workflows().Branches(run.id), .attempts = {}};
  if (attempts > 0) details.attempts = ledger.workflows().Attempts(run.id, attempts);
  std::ranges::reverse(details.attempts);
  return details;
}

std::vector<RunDetails> RecentRuns(const Project& project, const std::string& workflow, size_t limit) {
  const auto known = ProjectWorkflows(project.config());
  if (!workflow.empty() && std::ranges::find(known, workflow, &ProjectWorkflow::name) == known.end()) {
    std::string names;
    for (const ProjectWorkflow& each : known) names += (names.empty() ? "" : ", ") + std::string(each.name);
    throw UserError("--workflow: no workflow `" + workflow + "`; there are: " + names);
  }
  const auto ledger = project.OpenLedgerToRead();
  std::vector<RunDetails> runs;
  for (const WorkflowRun& run : ledger->workflows().Recent(workflow, limit)) runs.push_back(DetailsOf(*ledger, run, 0));
  return runs;
}

std::optional<RunDetails> MaybeFindRun(const Project& project, const std::string& id, size_t attempts) {
  const auto ledger = project.OpenLedgerToRead();
  const auto run = ledger->workflows().Find(id);
  if (!run) return std::nullopt;
  return DetailsOf(*ledger, *run, attempts);
}

RunDetails FindRun(const Project& project, const std::string& id, size_t attempts) {
  auto run = MaybeFindRun(project, id, attempts);
  if (!run) throw UserError("no run `" + id + "` in the ledger; `millrace runs` lists them");
  return std::move(*run);
}

RunPage PageOfRuns(const Project& project, const std::string& workflow, size_t limit, size_t offset) {
  const auto ledger = project.OpenLedgerToRead();
  RunPage page{.runs = {}, .total = ledger->workflows().Count(workflow)};
  for (const WorkflowRun& run : ledger->workflows().Recent(workflow, limit, offset)) {
    page.runs.push_back(DetailsOf(*ledger, run));
  }
  return page;
}

const WorkflowBranch* NewsOf(const RunDetails& run) {
  const WorkflowBranch* news = nullptr;
  for (const WorkflowBranch& branch : run.branches) {
    // A parallel step shows less than the branch below it.
    const bool below = news != nullptr && branch.path.size() > news->path.size();
    if (news == nullptr || NewsRank(branch) > NewsRank(*news) || (below && NewsRank(branch) == NewsRank(*news))) {
      news = &branch;
    }
  }
  return news;
}

std::string StepLabel(std::string_view path, std::string_view step) {
  std::string label;
  bool number = false;  // of a visit
  for (const char c : path) {
    if (c == '#') number = true;
    if (c == '/') number = false;
    if (!number) label += c;
  }
  return label + (label.empty() ? "" : "/") + std::string(step);
}

std::vector<RetriedRun> RetryParkedRuns(Project& project) {
  const Config& config = project.config();
  std::vector<RetriedRun> retried;
  // Do not create the state of a project that has never run.
  if (!LedgerExists(LedgerPath(config.state, config.project))) return retried;
  const auto ledger = project.OpenLedger();
  for (const WorkflowRun& run : ledger->workflows().Unfinished("", std::numeric_limits<int32_t>::max())) {
    if (run.state != WorkflowState::kParked || !ledger->workflows().RetryParked(run.id)) continue;
    retried.push_back({.id = run.id,
                       .workflow = run.workflow,
                       .service = LeaseWatch(ledger->leases(), WorkflowLease(run.workflow)).Holder()});
  }
  return retried;
}

}  // namespace millrace
