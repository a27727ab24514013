// One branch of a run while it is carried out (engine.h): the run itself, a branch of a parallel step, or an item of a
// map. Used by one thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/engine.h"

namespace millrace {

// A run at work, shared by the threads of its branches.
struct RunAtWork {
  const EngineParts& parts;
  const Workflow& workflow;
  const WorkflowRun run;                               // as it was when the engine took it up
  const std::map<std::string, WorkflowBranch> stored;  // its branches then, by path

  void Save(const WorkflowBranch& branch, const WorkflowAttempt* attempt) const;
  void Log(const std::string& text) const;
  void Warn(const std::string& text) const;
};

enum class BranchEnd : uint8_t { kDone, kParked, kStopped };

class RunBranch {
 public:
  // `input`: the data that it begins with. Everything must outlive it.
  RunBranch(const RunAtWork& at_work, const std::vector<Step>& steps, std::string path, const StateData& input);

  BranchEnd Go();
  // Why it is parked: the step, and its error.
  std::string Reason() const { return Label() + ": " + branch_.error; }

 private:
  struct Part {  // a branch below this one
    std::string name;
    const std::vector<Step>& steps;
    StateData input;
  };

  void TakeUp();
  // Each returns false when the branch does not go on: it is parked, or was told to stop.
  bool Visit(const Step& step, const Task& task);
  bool Visit(const Step& step, const Choice& choice);
  bool Visit(const Step& step, const Wait& wait);
  bool Visit(const Step& step, const Parallel& parallel);
  bool Visit(const Step& step, const Map& map);

  bool CallFunction(const Step& step, const Task& task);
  bool HandleFailure(const Step& step, const Task& task, const std::string& error, const std::string& reason);
  bool RunOther(const Step& step, const Task& task);
  void RecordOther(const Step& step, const Task& task, const std::string& id);
  std::string OtherId(const Step& step) const;
  bool CarryOtherOn(const std::string& workflow, const std::string& id);
  bool RunParts(const Step& step, const std::vector<Part>& parts, size_t concurrency, bool in_order,
                const std::vector<CatchRule>& catches);

  // Begins an attempt, ends it. Both save.
  void BeginAttempt();
  void EndAttempt(AttemptOutcome outcome, const std::string& error, const std::string& report = {});
  // The branch is at a step that is not a function's attempt.
  void BeginStep();
  void Enter(const std::string& step);
  // Catches a failure, or parks the branch; saves.
  bool CatchOrPark(const Step& step, const std::vector<CatchRule>& catches, const std::string& error,
                   const std::string& reason);
  bool Park(const std::string& reason);
  bool Stop();
  bool Sleep();
  void Save();

  // `load r1, step tables/events/merge`.
  std::string Title() const;
  std::string Label() const;

  const RunAtWork& at_work_;
  const std::vector<Step>& steps_;
  const StateData input_;
  WorkflowBranch branch_;
  StateData data_;
  WorkflowAttempt attempt_;  // the newest
  bool saved_ = false;       // branch_ is as in the ledger
};

}  // namespace millrace
