#include "workflow/engine.h"

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/time.h"

namespace millrace {
namespace {

bool SameSteps(const LinearWorkflow& workflow, const WorkflowRun& run) {
  return std::ranges::equal(workflow.steps, run.steps, {}, &LinearStep::name, &WorkflowStep::name);
}

}  // namespace

const std::string& StepView::ResultOf(std::string_view step) const {
  const auto found = std::ranges::find(run_.steps, step, &WorkflowStep::name);
  MILLRACE_CHECK(found != run_.steps.end() && found->state == WorkflowState::kDone);
  return found->result;
}

int64_t RetryDelayMs(const RetryPolicy& policy, int attempts_made, std::mt19937_64& random) {
  int64_t delay = policy.first_delay_ms;
  for (int i = 1; i < attempts_made && delay < policy.longest_delay_ms; ++i) delay *= 2;
  delay = std::min(delay, policy.longest_delay_ms);
  return delay - static_cast<int64_t>(random() % static_cast<uint64_t>(delay / 2 + 1));
}

Engine::Engine(Ledger& ledger, Clock& clock, const RetryPolicy& policy, uint64_t seed,
               std::function<void(const std::string&)> log, int64_t fence)
    : ledger_(ledger), clock_(clock), policy_(policy), random_(seed), log_(std::move(log)), fence_(fence) {}

WorkflowRun Engine::Start(const LinearWorkflow& workflow, const std::string& id, const std::string& input) {
  WorkflowRun run{.id = id,
                  .workflow = workflow.name,
                  .state = WorkflowState::kWaiting,
                  .started_ns = clock_.NowNs(),
                  .input = input,
                  .steps = {}};
  for (const LinearStep& step : workflow.steps) run.steps.push_back({.name = step.name, .result = {}, .error = {}});
  Save(run);
  return CarryOn(workflow, std::move(run));
}

WorkflowRun Engine::CarryOn(const LinearWorkflow& workflow, WorkflowRun run) {
  if (!SameSteps(workflow, run)) {
    run.state = WorkflowState::kAbandoned;
    run.finished_ns = clock_.NowNs();
    Save(run);
    return run;
  }
  for (size_t i = 0; i < workflow.steps.size(); ++i) {
    WorkflowStep& state = run.steps[i];
    if (state.state == WorkflowState::kRunning) {
      Fail(run, state, "its process was interrupted", false);
    }
    while (state.state == WorkflowState::kWaiting) {
      if (!clock_.WaitUntil(state.next_attempt_ns)) return run;
      if (!Attempt(workflow.steps[i], run, state)) return run;
    }
    if (state.state == WorkflowState::kParked) return run;
  }
  run.state = WorkflowState::kDone;
  run.finished_ns = clock_.NowNs();
  Save(run);
  return run;
}

// Returns false if the attempt was interrupted by a stop request.
bool Engine::Attempt(const LinearStep& step, WorkflowRun& run, WorkflowStep& state) {
  run.state = WorkflowState::kRunning;
  state.state = WorkflowState::kRunning;
  ++state.attempts;
  state.started_ns = clock_.NowNs();
  state.finished_ns = 0;
  Save(run);
  std::string reason;
  bool hopeless = false;
  try {
    state.result = step.act(StepView(run));
    state.state = WorkflowState::kDone;
    state.finished_ns = clock_.NowNs();
    state.error.clear();
    Save(run);
    return true;
  } catch (const UserError& error) {
    reason = error.what();
    hopeless = true;
  } catch (const InternalError& error) {
    reason = error.what();
    hopeless = true;
  } catch (const std::exception& error) {
    reason = error.what();
  }
  if (clock_.Stopping() && !hopeless) {
    // The step did not fail, so the attempt does not count.
    --state.attempts;
    state.state = WorkflowState::kWaiting;
    run.state = WorkflowState::kWaiting;
    state.finished_ns = clock_.NowNs();
    state.error = reason;
    Save(run);
    return false;
  }
  Fail(run, state, reason, hopeless);
  return true;
}

void Engine::Fail(WorkflowRun& run, WorkflowStep& state, const std::string& reason, bool hopeless) {
  const int64_t now = clock_.NowNs();
  const bool last = hopeless || state.attempts >= policy_.attempts;
  state.state = last ? WorkflowState::kParked : WorkflowState::kWaiting;
  run.state = state.state;
  state.finished_ns = now;
  state.error = reason;
  state.next_attempt_ns = last ? 0 : now + RetryDelayMs(policy_, state.attempts, random_) * 1'000'000;
  Save(run);
  if (!log_) return;
  log_(run.workflow + " " + run.id + ", step " + state.name + ", attempt " + std::to_string(state.attempts) + " of " +
       std::to_string(policy_.attempts) + " failed: " + reason +
       (last ? "; parked until `millrace retry`"
             : "; retrying in " + FormatDuration((state.next_attempt_ns - now) / 1'000'000)));
}

std::optional<WorkflowRun> UnfinishedRun(Ledger& ledger, std::string_view workflow) {
  std::vector<WorkflowRun> newest = ledger.workflows().Recent(workflow, 1);
  if (newest.empty() || newest[0].state == WorkflowState::kDone || newest[0].state == WorkflowState::kAbandoned) {
    return std::nullopt;
  }
  return std::move(newest[0]);
}

}  // namespace millrace
