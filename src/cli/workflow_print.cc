#include "cli/workflow_print.h"

#include <algorithm>

#include "core/json_object.h"
#include "core/one_line.h"
#include "core/time.h"

namespace millrace {
namespace {

// A step of a run, from its attempts; if the step was visited several times, from those of the newest visit.
struct StepSummary {
  std::string label;
  int64_t visit = 0;
  int attempts = 0;
  std::string_view state;
  std::string error;
  std::string report;
};

std::string_view StateOf(AttemptOutcome outcome) {
  return outcome == AttemptOutcome::kStopped ? WorkflowStateName(WorkflowState::kWaiting) : AttemptOutcomeName(outcome);
}

StepSummary& Summarize(std::vector<StepSummary>& steps, const std::string& path, const std::string& step) {
  std::string label = StepLabel(path, step);
  const auto found = std::ranges::find(steps, label, &StepSummary::label);
  StepSummary& summary = found == steps.end() ? steps.emplace_back() : *found;
  summary.label = std::move(label);
  return summary;
}

std::vector<StepSummary> StepsOf(const RunDetails& run) {
  std::vector<StepSummary> steps;
  for (const WorkflowAttempt& attempt : run.attempts) {
    StepSummary& step = Summarize(steps, attempt.path, attempt.step);
    step.visit = attempt.visit;
    step.attempts = attempt.attempt - (attempt.outcome == AttemptOutcome::kStopped ? 1 : 0);
    step.state = StateOf(attempt.outcome);
    step.error = attempt.error;
    step.report = attempt.report;
  }
  // The current steps of the branches: those that wait for their next attempt, are parked, or have not started.
  for (const WorkflowBranch& branch : run.branches) {
    if (branch.step.empty()) continue;
    StepSummary& step = Summarize(steps, branch.path, branch.step);
    if (step.visit != branch.visits) step.report.clear();
    step.attempts = branch.attempts;
    step.state = WorkflowStateName(branch.state);
    step.error = branch.error;
  }
  return steps;
}

}  // namespace

std::string WorkflowSentence(const RunDetails& run) {
  if (run.run.over()) return {};
  const WorkflowBranch* branch = NewsOf(run);
  if (branch == nullptr) return std::string(WorkflowStateName(run.run.state));
  const std::string attempts = std::to_string(branch->attempts) + (branch->attempts == 1 ? " attempt" : " attempts");
  std::string text = std::string(WorkflowStateName(run.run.state)) + " at step " +
                     StepLabel(branch->path, branch->step) + " after " + attempts;
  if (!branch->error.empty()) text += ": " + OneLine(branch->error);
  if (run.run.state == WorkflowState::kParked) return text + "; `millrace retry` resumes";
  if (branch->wake_ns > 0) {
    text += (branch->error.empty() ? "; until " : "; next attempt at ") + FormatInstant(branch->wake_ns);
  }
  return text;
}

std::string WorkflowJson(const RunDetails& run) {
  std::vector<std::string> steps;
  for (const StepSummary& step : StepsOf(run)) {
    steps.push_back(JsonObject()
                        .Field("name", step.label)
                        .Field("state", step.state)
                        .Field("attempts", step.attempts)
                        .FieldOrNull("error", step.error)
                        .Json("result", step.report.empty() ? "null" : step.report)
                        .Finish());
  }
  return JsonObject()
      .Field("id", run.run.id)
      .Field("workflow", run.run.workflow)
      .Field("state", WorkflowStateName(run.run.state))
      .Field("started", FormatInstant(run.run.started_ns))
      .Json("steps", JsonArray(steps))
      .Finish();
}

std::string WorkflowsJson(const std::vector<RunDetails>& runs) {
  std::vector<std::string> objects;
  objects.reserve(runs.size());
  for (const RunDetails& each : runs) {
    objects.push_back(JsonObject()
                          .Field("id", each.run.id)
                          .Field("workflow", each.run.workflow)
                          .Field("state", WorkflowStateName(each.run.state))
                          .Finish());
  }
  return JsonArray(objects);
}

}  // namespace millrace
