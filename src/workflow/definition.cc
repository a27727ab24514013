#include "workflow/definition.h"

#include <algorithm>
#include <set>

#include "core/ascii.h"
#include "core/error.h"

namespace millrace {
namespace {

constexpr size_t kLongestName = 80;  // of Amazon States Language

class DefinitionCheck {
 public:
  explicit DefinitionCheck(const WorkflowDefinition& definition) : definition_(definition) {}

  void Run() {
    CheckName(definition_.name);
    CheckSteps(definition_.steps);
  }

 private:
  [[noreturn]] void Fail(const std::string& what) const {
    throw InternalError("workflow " + definition_.name + (step_.empty() ? "" : ", step " + step_) + ": " + what);
  }

  void CheckName(const std::string& name) const {
    const auto allowed = [](char c) { return IsLetter(c) || IsDigit(c) || c == '-' || c == '_'; };
    if (name.empty() || name.size() > kLongestName || name == kEnd || !std::ranges::all_of(name, allowed)) {
      Fail("not a name: `" + name + "`");
    }
  }

  void CheckSteps(const std::vector<Step>& steps) {
    if (steps.empty()) Fail("a sequence without steps");
    for (const Step& step : steps) {
      step_ = step.name;
      CheckName(step.name);
      if (!names_.insert(step.name).second) Fail("its name occurs twice");
      for (const std::string& next : NextNames(step)) {
        if (next != kEnd && FindStep(steps, next) == nullptr) Fail("no step `" + next + "` in its sequence");
      }
      CheckChoices(steps, step);
    }
    CheckReached(steps);
    for (const Step& step : steps) {
      step_ = step.name;
      std::visit([this](const auto& action) { Check(action); }, step.action);
    }
  }

  // Every step that can follow: rules, catches, and the next one.
  static std::vector<std::string> NextNames(const Step& step) {
    std::vector<std::string> names;
    if (!step.next.empty()) names.push_back(step.next);
    const auto add = [&](const auto& rules) {
      for (const auto& rule : rules) names.push_back(rule.next);
    };
    if (const auto* choice = std::get_if<Choice>(&step.action)) add(choice->rules);
    if (const auto* task = std::get_if<Task>(&step.action)) add(task->catches);
    if (const auto* parallel = std::get_if<Parallel>(&step.action)) add(parallel->catches);
    if (const auto* map = std::get_if<Map>(&step.action)) add(map->catches);
    return names;
  }

  void CheckReached(const std::vector<Step>& steps) {
    std::set<std::string> reached;
    std::vector<std::string> left = {steps[0].name};
    while (!left.empty()) {
      const std::string name = left.back();
      left.pop_back();
      if (name == kEnd || !reached.insert(name).second) continue;
      const Step& step = *FindStep(steps, name);
      for (const std::string& next : NextNames(step)) left.push_back(next);
      left.push_back(NextStep(steps, step, step.next));
    }
    for (const Step& step : steps) {
      step_ = step.name;
      if (!reached.contains(step.name)) Fail("no other step leads to it");
    }
  }

  // A circle of choices would never be saved, and never end.
  void CheckChoices(const std::vector<Step>& steps, const Step& first) const {
    std::set<std::string> seen;
    std::vector<std::string> left = {first.name};
    while (!left.empty()) {
      const std::string name = left.back();
      left.pop_back();
      const Step* step = name == kEnd ? nullptr : FindStep(steps, name);
      if (step == nullptr || !std::holds_alternative<Choice>(step->action)) continue;
      for (std::string next : NextNames(*step)) {
        if (next == first.name) Fail("choices lead in a circle");
        if (seen.insert(next).second) left.push_back(std::move(next));
      }
      std::string next = NextStep(steps, *step, step->next);
      if (next == first.name) Fail("choices lead in a circle");
      if (seen.insert(next).second) left.push_back(std::move(next));
    }
  }

  void Check(const Task& task) const {
    if (task.function.empty() == task.workflow.empty()) Fail("a task has a function or a workflow");
    CheckName(task.function.empty() ? task.workflow : task.function);
    if (task.workflow == definition_.name) Fail("a workflow cannot start itself");
    if (task.workflow.empty() ? !task.pass.empty() : !task.retry.empty() || task.time_limit_s != 0) {
      Fail("`pass` is for workflows, retries and time limit are for functions");
    }
    if (task.time_limit_s < 0) Fail("a negative time limit");
    for (const RetryRule& rule : task.retry) {
      if (rule.retries < 0 || rule.first_delay_ms < 0 || rule.backoff < 1 || rule.errors.empty()) {
        Fail("a retry rule with a wrong number, or without errors");
      }
    }
  }
  void Check(const Choice& choice) const {
    for (const ChoiceRule& rule : choice.rules) {
      const bool ordered = rule.comparison == ChoiceComparison::kLess || rule.comparison == ChoiceComparison::kGreater;
      if (ordered && !std::holds_alternative<int64_t>(rule.value)) Fail("less or greater than what is no number");
      if (rule.comparison == ChoiceComparison::kPresent && !std::holds_alternative<bool>(rule.value)) {
        Fail("present is true or false");
      }
    }
  }
  void Check(const Wait& wait) const {
    if ((wait.seconds > 0) == !wait.seconds_path.empty()) Fail("a wait has seconds or the path of seconds");
  }
  void Check(const Parallel& parallel) {
    if (parallel.branches.empty()) Fail("no branches");
    std::set<std::string> names;
    for (const Sequence& branch : parallel.branches) {
      CheckName(branch.name);
      if (!names.insert(branch.name).second) Fail("branch `" + branch.name + "` occurs twice");
    }
    for (const Sequence& branch : parallel.branches) CheckSteps(branch.steps);
  }
  void Check(const Map& map) {
    if (map.items.empty() || map.item.empty()) Fail("a map has the path of a list, and a key for its items");
    if (map.concurrency < 1) Fail("a concurrency below 1");
    CheckSteps(map.body.steps);
  }

  const WorkflowDefinition& definition_;
  std::string step_;
  std::set<std::string> names_;
};

// Calls `visit` for every task, also of branches.
template <typename Visit>
void ForEachTask(const std::vector<Step>& steps, const Visit& visit) {
  for (const Step& step : steps) {
    if (const auto* task = std::get_if<Task>(&step.action)) visit(*task);
    if (const auto* map = std::get_if<Map>(&step.action)) ForEachTask(map->body.steps, visit);
    if (const auto* parallel = std::get_if<Parallel>(&step.action)) {
      for (const Sequence& branch : parallel->branches) ForEachTask(branch.steps, visit);
    }
  }
}

std::vector<std::string> NamesOf(const WorkflowDefinition& definition, std::string Task::*member) {
  std::vector<std::string> names;
  ForEachTask(definition.steps, [&](const Task& task) {
    const std::string& name = task.*member;
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
  });
  return names;
}

}  // namespace

std::vector<RetryRule> RetryOfSystemErrors(const RetryRule& rule) {
  return {{.errors = {"UserError", "InternalError"}, .retries = 0}, rule};
}

const Step* FindStep(const std::vector<Step>& steps, std::string_view name) {
  const auto found = std::ranges::find(steps, name, &Step::name);
  return found == steps.end() ? nullptr : &*found;
}

std::string NextStep(const std::vector<Step>& steps, const Step& step, std::string_view next) {
  if (!next.empty()) return std::string(next);
  const size_t following = static_cast<size_t>(&step - steps.data()) + 1;
  return following < steps.size() ? steps[following].name : std::string(kEnd);
}

void CheckDefinition(const WorkflowDefinition& definition) {
  DefinitionCheck(definition).Run();
}

std::vector<std::string> FunctionsOf(const WorkflowDefinition& definition) {
  return NamesOf(definition, &Task::function);
}

std::vector<std::string> WorkflowsOf(const WorkflowDefinition& definition) {
  return NamesOf(definition, &Task::workflow);
}

}  // namespace millrace
