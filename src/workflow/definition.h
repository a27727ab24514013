// The definition of a workflow: plain data, apart from the functions that its tasks call (workflow.h), so that the same
// definition can be shown, compared and exported to another engine (Amazon States Language).
//
// A sequence is a list of named steps. A run begins at the first one and goes on to the next in the list, unless a step
// names another one, until the last or `kEnd`. A step is one of
//
//     Task      calls a function by its name, or starts a run of another workflow and waits for it or not
//     Choice    compares values of the run's data and goes on accordingly
//     Wait      for seconds that the definition or the data gives
//     Parallel  runs several sequences side by side, each as a branch of its own
//     Map       runs a sequence for each item of a list in the data, in order or several at a time
//
// The data of a run or a branch is one JSON object of at most 1 KiB (state_data.h): ids, numbers, short texts, no rows.
// A task reads it and adds one value to it. A branch begins with a copy, and gives nothing back: what it did is in the
// ledger or the warehouse, under the ids that it was given.
//
// Two patterns need no step of their own. Polling: Task `ask` (adds `{"done":…,"wait_s":…}`), Choice, Wait, and back to
// `ask`; every visit of a task has all its attempts, so polling consumes none. A loop over batches of unknown number:
// Task `next` (adds the id of the next batch, or null), Choice, Task `load`, and back to `next`. Each turn is durable,
// so a run that was killed goes on with the turn that it was at.
//
// A failed attempt has an error name: `UserError`, `SystemError`, `InternalError`, `Interrupted` (the process ended),
// kTimeout (the time limit of the task), kPartFailed (of Parallel, Map or another workflow), or one of the function's
// own (TaskError). Retry rules, then catch rules decide by this name; without a rule the run is parked.
//
// Definitions are values, checked by CheckDefinition. Thread-safe once built.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace millrace {

inline constexpr std::string_view kEnd = "end";                       // as the next step: the sequence is over
inline constexpr std::string_view kAnyError = "States.ALL";           // matches every error name
inline constexpr std::string_view kTimeout = "States.Timeout";        // the time limit of a task is over
inline constexpr std::string_view kPartFailed = "States.TaskFailed";  // a branch, an item or another workflow is parked

// Another attempt after `errors`: the first rule that matches decides.
struct RetryRule {
  std::vector<std::string> errors = {std::string(kAnyError)};
  int retries = 4;  // after the first attempt; 0: none
  int64_t first_delay_ms = 30'000;
  double backoff = 2;  // each delay is that many times the one before
  int64_t longest_delay_ms = 3'600'000;
  // Each delay is reduced by up to half, by the id of the run and the attempt, so that failures at the same time are
  // not retried at the same time.
  bool jitter = true;
};

// What to do after the last attempt: the first rule that matches decides.
struct CatchRule {
  std::vector<std::string> errors = {std::string(kAnyError)};
  std::string next = {};
  std::string result = {};  // the key that gets {"Error":name,"Cause":text}; empty: none
};

// Retries of everything but UserError and InternalError: waiting heals neither a wrong config nor a bug.
std::vector<RetryRule> RetryOfSystemErrors(const RetryRule& rule = {});

struct Task {
  std::string function = {};  // its name; or:
  std::string workflow = {};  // a run of this workflow, whose data are the keys `pass`
  bool awaited = true;        // with `workflow`: goes on when that run is done; otherwise when it is recorded
  std::vector<std::string> pass = {};
  std::string result = {};   // the key that gets the result (of a workflow: the id of the run); empty: none
  int64_t time_limit_s = 0;  // of an attempt of a function; 0: none
  std::vector<RetryRule> retry = {};
  std::vector<CatchRule> catches = {};
};

enum class ChoiceComparison : uint8_t { kIs, kLess, kGreater, kPresent };

// A condition on a value of the data. `path` is a key, or keys with points between them: `batch.files`. A null is
// present, and is nothing else. A comparison with a value that is missing parks the run.
struct ChoiceRule {
  std::string path = {};
  ChoiceComparison comparison = ChoiceComparison::kIs;
  std::variant<bool, int64_t, std::string> value = true;  // kLess, kGreater: a number; kPresent: true or false
  std::string next = {};
};

struct Choice {
  std::vector<ChoiceRule> rules = {};  // the first that holds decides; none: Step::next
};

struct Wait {
  int64_t seconds = 0;
  std::string seconds_path = {};  // of a number in the data, instead
};

struct Step;
struct Sequence {
  std::string name;
  std::vector<Step> steps;
};

// Goes on when all branches are done. A branch that is parked parks the run when the others have ended.
struct Parallel {
  std::vector<Sequence> branches;
  std::vector<CatchRule> catches = {};
};

// The data of an item's branch: the item under the key `item`, and the keys `pass`. When an item is parked no other
// begins, and the run is parked when those at work have ended.
struct Map {
  std::string items = {};  // the path of the list: texts, numbers or small objects
  std::string item = {};
  std::vector<std::string> pass = {};
  int concurrency = 1;
  Sequence body;
  std::vector<CatchRule> catches = {};
};

struct Step {
  std::string name = {};  // unique in its definition, at most 80 letters, digits, `-` and `_`
  std::variant<Task, Choice, Wait, Parallel, Map> action = {};
  std::string next = {};  // empty: the following one in the list
};

struct WorkflowDefinition {
  std::string name = {};  // of letters, digits, `-` and `_`
  std::vector<Step> steps = {};
};

// The step of a sequence with this name; null: there is none.
const Step* FindStep(const std::vector<Step>& steps, std::string_view name);
// The name of the step after `step`, `kEnd` after the last; `next` is what a rule says, or Step::next.
std::string NextStep(const std::vector<Step>& steps, const Step& step, std::string_view next);

// Throws InternalError, which names the workflow and the step, for a definition that no run could follow: unknown,
// repeated or wrong names, steps that are never reached, choices that only lead to each other, wrong numbers.
void CheckDefinition(const WorkflowDefinition& definition);
// The names of all functions, or of all other workflows, that its tasks name; each once, in order.
std::vector<std::string> FunctionsOf(const WorkflowDefinition& definition);
std::vector<std::string> WorkflowsOf(const WorkflowDefinition& definition);

}  // namespace millrace
