#include "workflow/run_branch.h"

#include <algorithm>
#include <utility>

#include "workflow/retry.h"
#include "workflow/task_attempt.h"

#include "core/error.h"
#include "core/json_object.h"
#include "core/time.h"

namespace millrace {
namespace {

constexpr size_t kLongestCause = 200;  // bytes of an error in the data

template <typename Number>
bool Compare(ChoiceComparison comparison, const Number& value, const Number& limit) {
  switch (comparison) {
    case ChoiceComparison::kLess:
      return value < limit;
    case ChoiceComparison::kGreater:
      return value > limit;
    default:
      return value == limit;
  }
}

bool Holds(const ChoiceRule& rule, const StateData& data) {
  const bool present = data.Json(rule.path).has_value();
  if (rule.comparison == ChoiceComparison::kPresent) return present == std::get<bool>(rule.value);
  if (!present) throw InternalError("the data have no `" + rule.path + "`: " + data.json());
  // A value of another type is not equal, less or greater.
  if (const auto* limit = std::get_if<int64_t>(&rule.value)) {
    const auto value = data.Number(rule.path);
    return value && Compare(rule.comparison, *value, *limit);
  }
  if (const auto* text = std::get_if<std::string>(&rule.value)) return data.Text(rule.path) == *text;
  return data.Flag(rule.path) == std::get<bool>(rule.value);
}

}  // namespace

void RunAtWork::Save(const WorkflowBranch& branch, const WorkflowAttempt* attempt) const {
  const std::scoped_lock lock(*parts.mutex);
  parts.ledger.workflows().Save(run.id, branch, attempt, parts.lease);
}

void RunAtWork::Log(const std::string& text) const {
  const std::scoped_lock lock(*parts.mutex);
  if (parts.log) parts.log(text);
}

void RunAtWork::Warn(const std::string& text) const {
  const std::scoped_lock lock(*parts.mutex);
  if (parts.warn) parts.warn(text);
}

RunBranch::RunBranch(const RunAtWork& at_work, const std::vector<Step>& steps, std::string path, const StateData& input)
    : at_work_(at_work), steps_(steps), input_(input) {
  branch_.path = std::move(path);
}

BranchEnd RunBranch::Go() {
  try {
    TakeUp();
  } catch (const InternalError& error) {
    Park(error.what());
  }
  while (branch_.state != WorkflowState::kDone) {
    if (branch_.state == WorkflowState::kParked) return BranchEnd::kParked;
    const Step& step = *FindStep(steps_, branch_.step);
    bool on = false;
    try {
      on = std::visit([&](const auto& action) { return Visit(step, action); }, step.action);
    } catch (const InternalError& error) {
      on = Park(error.what());
    }
    if (!on && branch_.state != WorkflowState::kParked) return BranchEnd::kStopped;
  }
  if (!saved_) Save();
  return BranchEnd::kDone;
}

// The branch as the ledger has it, or at its first step.
void RunBranch::TakeUp() {
  const auto stored = at_work_.stored.find(branch_.path);
  if (stored == at_work_.stored.end()) {
    data_ = input_;
    Enter(steps_[0].name);
    return;
  }
  branch_ = stored->second;
  data_ = StateData(branch_.data);
  saved_ = true;
  if (branch_.state == WorkflowState::kDone) return;
  const Step* step = FindStep(steps_, branch_.step);
  if (step == nullptr) {
    at_work_.Warn(Title() + " is not part of the workflow any more; starting again at step " + steps_[0].name);
    data_ = input_;
    Enter(steps_[0].name);
    return;
  }
  const auto* task = std::get_if<Task>(&step->action);
  const bool function = task != nullptr && task->workflow.empty();
  if (branch_.state == WorkflowState::kParked && branch_.retries < at_work_.run.retries) {
    branch_.state = WorkflowState::kWaiting;
    branch_.wake_ns = 0;
    // Parts that are done stay done.
    if (function || std::holds_alternative<Choice>(step->action) || std::holds_alternative<Wait>(step->action)) {
      branch_.attempts = 0;
    }
  } else if (branch_.state == WorkflowState::kRunning && function) {
    attempt_ = {.path = branch_.path,
                .visit = branch_.visits,
                .retries = branch_.retries,
                .attempt = branch_.attempts,
                .step = branch_.step,
                .started_ns = branch_.started_ns};
    HandleFailure(*step, *task, "Interrupted", "its process was interrupted");
  }
}

bool RunBranch::Visit(const Step& step, const Task& task) {
  return task.workflow.empty() ? CallFunction(step, task) : RunOther(step, task);
}

bool RunBranch::Visit(const Step& step, const Choice& choice) {
  const auto rule = std::ranges::find_if(choice.rules, [&](const ChoiceRule& each) { return Holds(each, data_); });
  Enter(NextStep(steps_, step, rule == choice.rules.end() ? step.next : rule->next));
  return true;
}

bool RunBranch::Visit(const Step& step, const Wait& wait) {
  if (branch_.attempts == 0) {
    const std::optional<int64_t> seconds = wait.seconds_path.empty() ? wait.seconds : data_.Number(wait.seconds_path);
    if (!seconds) throw InternalError("the data have no number `" + wait.seconds_path + "`: " + data_.json());
    ++branch_.attempts;
    branch_.started_ns = at_work_.parts.clock.NowNs();
    branch_.wake_ns = branch_.started_ns + *seconds * kNanosecondsPerSecond;
    Save();
  }
  if (!Sleep()) return false;
  Enter(NextStep(steps_, step, step.next));
  return true;
}

bool RunBranch::CallFunction(const Step& step, const Task& task) {
  while (branch_.state != WorkflowState::kParked && branch_.step == step.name) {
    if (!Sleep()) return false;
    BeginAttempt();
    const std::string token = at_work_.run.id + "/" + branch_.path + "#" + std::to_string(branch_.visits);
    const AttemptResult result =
        Attempt(at_work_.parts, at_work_.workflow.functions.at(task.function), task,
                {.run_id = at_work_.run.id, .token = token, .data = data_, .attempt = branch_.attempts, .stop = {}});
    if (result.error.empty()) {
      data_ = result.data;
      Enter(NextStep(steps_, step, step.next));
      EndAttempt(AttemptOutcome::kDone, {}, result.report);
      return true;
    }
    const bool hopeless = result.error == "UserError" || result.error == "InternalError";
    if (at_work_.parts.clock.Stopping() && !hopeless) {
      // The function did not fail, so the attempt does not count.
      --branch_.attempts;
      branch_.state = WorkflowState::kWaiting;
      EndAttempt(AttemptOutcome::kStopped, result.reason);
      return false;
    }
    if (!HandleFailure(step, task, result.error, result.reason)) return false;
  }
  return true;
}

// Decides what follows a failed attempt, and saves it. Returns false if that is nothing.
bool RunBranch::HandleFailure(const Step& step, const Task& task, const std::string& error, const std::string& reason) {
  const int64_t now = at_work_.parts.clock.NowNs();
  const std::string failure = Title() + ", attempt " + std::to_string(branch_.attempts) + " of " +
                              std::to_string(AttemptsAllowed(task.retry)) + " failed: " + reason;
  const RetryRule* retry = RuleFor(task.retry, error);
  if (retry != nullptr && branch_.attempts <= retry->retries) {
    const std::string name = at_work_.run.id + branch_.path + std::to_string(branch_.visits);
    const int64_t delay_ms = RetryDelayMs(*retry, branch_.attempts, name + "#" + std::to_string(branch_.attempts));
    branch_.state = WorkflowState::kWaiting;
    branch_.wake_ns = now + delay_ms * 1'000'000;
    EndAttempt(AttemptOutcome::kFailed, reason);
    at_work_.Warn(failure + "; retrying in " + FormatDuration(delay_ms));
    return true;
  }
  if (const CatchRule* rule = RuleFor(task.catches, error)) {
    if (!rule->result.empty()) {
      data_.Set(rule->result,
                JsonObject().Field("Error", error).Field("Cause", reason.substr(0, kLongestCause)).Finish());
    }
    Enter(NextStep(steps_, step, rule->next));
    EndAttempt(AttemptOutcome::kFailed, reason);
    at_work_.Warn(failure + "; going on at step " + rule->next);
    return true;
  }
  branch_.state = WorkflowState::kParked;
  EndAttempt(AttemptOutcome::kFailed, reason);
  at_work_.Warn(failure + "; parked until `millrace retry`");
  return false;
}

void RunBranch::BeginAttempt() {
  branch_.retries = at_work_.run.retries;
  branch_.state = WorkflowState::kRunning;
  ++branch_.attempts;
  branch_.started_ns = at_work_.parts.clock.NowNs();
  branch_.finished_ns = 0;
  branch_.wake_ns = 0;
  attempt_ = {.path = branch_.path,
              .visit = branch_.visits,
              .retries = branch_.retries,
              .attempt = branch_.attempts,
              .step = branch_.step,
              .started_ns = branch_.started_ns};
  branch_.data = data_.json();
  at_work_.Save(branch_, &attempt_);
  saved_ = true;
}

void RunBranch::EndAttempt(AttemptOutcome outcome, const std::string& error, const std::string& report) {
  attempt_.outcome = outcome;
  attempt_.finished_ns = branch_.finished_ns = at_work_.parts.clock.NowNs();
  attempt_.error = error;
  attempt_.report = report;
  branch_.error = outcome == AttemptOutcome::kDone ? "" : error;
  branch_.data = data_.json();
  branch_.retries = at_work_.run.retries;
  at_work_.Save(branch_, &attempt_);
  saved_ = true;
}

// Goes on to a step, or to the end. The next change of the ledger has it.
void RunBranch::Enter(const std::string& step) {
  const bool end = step == kEnd;
  branch_.step = end ? "" : step;
  branch_.state = end ? WorkflowState::kDone : WorkflowState::kWaiting;
  branch_.finished_ns = at_work_.parts.clock.NowNs();
  branch_.wake_ns = 0;
  branch_.attempts = 0;
  branch_.error.clear();
  if (!end) ++branch_.visits;
  saved_ = false;
}

void RunBranch::Save() {
  branch_.data = data_.json();
  branch_.retries = at_work_.run.retries;
  at_work_.Save(branch_, nullptr);
  saved_ = true;
}

bool RunBranch::Park(const std::string& reason) {
  branch_.state = WorkflowState::kParked;
  branch_.finished_ns = at_work_.parts.clock.NowNs();
  branch_.error = reason;
  Save();
  at_work_.Warn(Title() + ": " + reason + "; parked until `millrace retry`");
  return false;
}

bool RunBranch::CatchOrPark(const Step& step, const std::vector<CatchRule>& catches, const std::string& error,
                            const std::string& reason) {
  const CatchRule* rule = RuleFor(catches, error);
  if (rule == nullptr) return Park(reason);
  const std::string title = Title();
  if (!rule->result.empty()) {
    data_.Set(rule->result,
              JsonObject().Field("Error", error).Field("Cause", reason.substr(0, kLongestCause)).Finish());
  }
  Enter(NextStep(steps_, step, rule->next));
  Save();
  at_work_.Warn(title + ": " + reason + "; going on at step " + rule->next);
  return true;
}

// What is at work below is told to stop; nothing has failed.
bool RunBranch::Stop() {
  branch_.state = WorkflowState::kWaiting;
  Save();
  return false;
}

bool RunBranch::Sleep() {
  Clock& clock = at_work_.parts.clock;
  const int64_t since = std::max(branch_.started_ns, branch_.finished_ns);
  const int64_t now = clock.NowNs();
  // A wall clock that was set back does not prolong a wait.
  const bool set_back = branch_.wake_ns > since && now < since;
  return clock.WaitUntil(set_back ? now + branch_.wake_ns - since : branch_.wake_ns);
}

std::string RunBranch::Title() const {
  return at_work_.workflow.name() + " " + at_work_.run.id + ", step " + Label();
}

// The path without the numbers of visits, and the step.
std::string RunBranch::Label() const {
  std::string label;
  bool number = false;
  for (const char c : branch_.path) {
    if (c == '#') number = true;
    if (c == '/') number = false;
    if (!number) label += c;
  }
  return label + (label.empty() ? "" : "/") + branch_.step;
}

}  // namespace millrace
