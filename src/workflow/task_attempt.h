// One attempt of a task's function: its time limit, and what became of it. Thread-safe.
#pragma once

#include <string>

#include "workflow/engine.h"

namespace millrace {

struct AttemptResult {
  std::string error = {};   // the error name (definition.h); empty: it succeeded
  std::string reason = {};  // what the error says
  StateData data = {};      // with the result
  std::string report = {};
};

// Calls the function with the context, but for its `stop`, which is requested when the time limit is over or the
// engine has to abandon attempts. Exceptions that are no errors pass through.
AttemptResult Attempt(const EngineParts& parts, const TaskFunction& function, const Task& task, TaskContext context);

}  // namespace millrace
