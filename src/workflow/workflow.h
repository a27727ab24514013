// A workflow: its definition, and the functions that its tasks name. Whoever adds one (load, models, expiry) writes a
// function that returns a Workflow, and adds it to the list of the room `project` (run_service.h).
//
// Functions are called by the thread of the workflow, those of branches by a thread of the branch. The engine never
// uses its ledger while the function of a run without branches is at work; functions of branches open a ledger of
// their own.
//
// **A function must be idempotent**: a process that is killed repeats the attempt that it was at. `token` is the same
// for all attempts of a visit, and differs from that of every other one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>

#include "workflow/definition.h"
#include "workflow/state_data.h"

namespace millrace {

struct TaskContext {
  std::string run_id;
  std::string token;  // of this visit, for what is submitted elsewhere
  const StateData& data;
  int attempt = 1;       // of this visit
  std::stop_token stop;  // the time limit is over, or the run has to be abandoned: throw at the next safe point
};

struct TaskResult {
  std::string output = "null";  // a JSON value for Task::result; small
  std::string report = {};      // a JSON value for people, of any size, kept in the history of attempts; empty: none
};

using TaskFunction = std::function<TaskResult(const TaskContext&)>;

// A failure with an error name of its own, for retry and catch rules: TaskError("Conflict", "the statement …").
class TaskError : public std::runtime_error {
 public:
  TaskError(std::string name, const std::string& message) : std::runtime_error(message), name_(std::move(name)) {}
  const std::string& name() const { return name_; }

 private:
  const std::string name_;
};

struct Workflow {
  WorkflowDefinition definition = {};
  std::map<std::string, TaskFunction> functions = {};
  // The data of a run that should begin now; null if there is nothing to do: then there is no run, and nothing is
  // recorded. Throws like a command does when it cannot tell.
  std::function<std::optional<StateData>()> begin = {};
  // A schedule expression (schedule.h); empty: it runs when another workflow or a command starts it.
  std::string schedule = {};

  const std::string& name() const { return definition.name; }
};

// CheckDefinition, and that each function exists. Throws InternalError.
void CheckWorkflow(const Workflow& workflow);

}  // namespace millrace
