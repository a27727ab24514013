// The parts of a run: parallel branches, items of a map, and runs of other workflows.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <optional>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "workflow/retry.h"
#include "workflow/run_branch.h"

#include "core/error.h"
#include "core/json_object.h"
#include "core/parallel.h"
#include "core/time.h"
#include "ledger/held_lease.h"

namespace millrace {
namespace {

// How often to ask whether a run of another workflow is done.
constexpr int64_t kOtherPollNs = kNanosecondsPerSecond;
// A run that has not begun does not become two, however many are queued.
constexpr size_t kQueueSeen = 100;

}  // namespace

bool RunBranch::Visit(const Step& step, const Parallel& parallel) {
  std::vector<Part> parts;
  parts.reserve(parallel.branches.size());
  for (const Sequence& branch : parallel.branches) parts.push_back({branch.name, branch.steps, data_});
  return RunParts(step, parts, parts.size(), /*in_order=*/false, parallel.catches);
}

bool RunBranch::Visit(const Step& step, const Map& map) {
  const auto items = data_.Items(map.items);
  if (!items) throw InternalError("the data have no list `" + map.items + "`: " + data_.json());
  std::vector<Part> parts;
  parts.reserve(items->size());
  for (size_t i = 0; i < items->size(); ++i) {
    StateData input = data_.Only(map.pass);
    input.Set(map.item, (*items)[i]);
    parts.push_back({std::to_string(i), map.body.steps, std::move(input)});
  }
  return RunParts(step, parts, static_cast<size_t>(map.concurrency), /*in_order=*/true, map.catches);
}

// `in_order`: no part begins when another one is parked.
bool RunBranch::RunParts(const Step& step, const std::vector<Part>& parts, size_t concurrency, bool in_order,
                         const std::vector<CatchRule>& catches) {
  BeginStep();
  const std::string prefix =
      branch_.path + (branch_.path.empty() ? "" : "/") + step.name + "#" + std::to_string(branch_.visits) + "/";
  std::atomic<bool> parked = false;
  std::vector<BranchEnd> ends(parts.size(), BranchEnd::kStopped);
  std::vector<std::string> reasons(parts.size());
  ParallelFor(concurrency, parts.size(), [&](size_t i) {
    if (in_order && parked) return;
    RunBranch part(at_work_, parts[i].steps, prefix + parts[i].name, parts[i].input);
    ends[i] = part.Go();
    if (ends[i] != BranchEnd::kParked) return;
    parked = true;
    reasons[i] = part.Reason();
  });
  // Those that were stopped go on first; then it is known what all have come to.
  if (at_work_.parts.clock.Stopping() && std::ranges::count(ends, BranchEnd::kStopped) > 0) return Stop();
  const auto reason = std::ranges::find_if(reasons, [](const std::string& text) { return !text.empty(); });
  if (reason != reasons.end()) {
    if (!CatchOrPark(step, catches, std::string(kPartFailed), *reason)) return false;
  } else {
    Enter(NextStep(steps_, step, step.next));
    Save();
  }
  const std::scoped_lock lock(*at_work_.parts.mutex);
  at_work_.parts.ledger.workflows().ForgetBranches(at_work_.run.id, prefix, at_work_.parts.lease);
  return true;
}

// Records that the step is at work; not again when it is taken up.
void RunBranch::BeginStep() {
  if (branch_.state == WorkflowState::kRunning) return;
  branch_.state = WorkflowState::kRunning;
  branch_.started_ns = at_work_.parts.clock.NowNs();
  branch_.error.clear();
  Save();
}

bool RunBranch::RunOther(const Step& step, const Task& task) {
  const std::string id = OtherId(step);
  Ledger& ledger = at_work_.parts.ledger;
  if (branch_.attempts == 0) {
    RecordOther(step, task, id);
    if (!task.awaited) return true;
  }
  BeginStep();
  while (true) {
    std::optional<WorkflowRun> other;
    std::optional<WorkflowRun> oldest;
    {
      const std::scoped_lock lock(*at_work_.parts.mutex);
      other = ledger.workflows().Find(id);
      oldest = UnfinishedRun(ledger, task.workflow);
    }
    // One that is pruned was done.
    if (!other || other->over()) {
      Enter(NextStep(steps_, step, step.next));
      Save();
      return true;
    }
    // Its own turn does not come either while an older run is parked.
    if (oldest && oldest->state == WorkflowState::kParked) {
      return CatchOrPark(step, task.catches, std::string(kPartFailed),
                         "run " + oldest->id + " of workflow " + task.workflow + " is parked");
    }
    if (CarryOtherOn(task.workflow, id)) continue;
    Clock& clock = at_work_.parts.clock;
    if (!clock.WaitUntil(clock.NowNs() + kOtherPollNs)) return Stop();
  }
}

void RunBranch::RecordOther(const Step& step, const Task& task, const std::string& id) {
  WorkflowStore& workflows = at_work_.parts.ledger.workflows();
  const std::string input = data_.Only(task.pass).json();
  std::string recorded = id;
  {
    const std::scoped_lock lock(*at_work_.parts.mutex);
    if (!task.awaited) {
      // A run that has not begun yet will do the same work.
      for (const WorkflowRun& queued : workflows.Unfinished(task.workflow, kQueueSeen)) {
        if (queued.state == WorkflowState::kQueued && queued.input == input) recorded = queued.id;
      }
    }
    if (recorded == id) {
      workflows.Add({.id = id,
                     .workflow = task.workflow,
                     .started_ns = at_work_.parts.clock.NowNs(),
                     .input = input,
                     .parent = at_work_.run.id});
    }
  }
  if (!task.result.empty()) data_.SetText(task.result, recorded);
  if (task.awaited) {
    ++branch_.attempts;
    return;
  }
  Enter(NextStep(steps_, step, step.next));
  Save();
}

// The same whenever this visit is repeated, and no other's.
std::string RunBranch::OtherId(const Step& step) const {
  const std::string visit = branch_.path + "/" + step.name + "#" + std::to_string(branch_.visits);
  char digits[17];
  std::snprintf(digits, sizeof digits, "%08x", static_cast<unsigned>(XXH3_64bits(visit.data(), visit.size())));
  return at_work_.run.id + "-" + digits;
}

// Carries the other workflow on until that run has ended. Returns false if somebody else does it, or has to.
bool RunBranch::CarryOtherOn(const std::string& workflow, const std::string& id) {
  const EngineParts& parts = at_work_.parts;
  if (parts.others == nullptr || !parts.others->contains(workflow)) return false;
  const std::string name = WorkflowLease(workflow);
  std::optional<HeldLease> lease;
  {
    const std::scoped_lock lock(*parts.mutex);
    if (!LeaseWatch(parts.ledger.leases(), name).Holder().empty()) return false;
    lease.emplace(parts.ledger, name, std::chrono::milliseconds(0), nullptr);
  }
  EngineParts theirs = parts;
  theirs.lease = {.name = name, .fence = lease->fence()};
  Engine engine(std::move(theirs));
  bool ended = false;
  while (!ended && !parts.clock.Stopping()) {
    std::optional<WorkflowRun> oldest;
    {
      const std::scoped_lock lock(*parts.mutex);
      oldest = UnfinishedRun(parts.ledger, workflow);
    }
    if (!oldest || oldest->state == WorkflowState::kParked) break;
    const WorkflowRun run = engine.CarryOn(parts.others->at(workflow), *oldest);
    ended = run.id == id && (run.over() || run.state == WorkflowState::kParked);
  }
  const std::scoped_lock lock(*parts.mutex);
  lease.reset();
  return ended;
}

}  // namespace millrace
