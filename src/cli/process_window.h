// The flags that select raw files, --from, --to, --settle and --full-scan, and the plan for them.
#pragma once

#include <string>

#include "cli/command.h"
#include "project/process.h"

namespace millrace {

struct WindowFlags {
  std::string from;
  std::string to;
  std::string settle;
  bool full_scan = false;

  void AddTo(CLI::App& command);
  // Throws UserError for an invalid time or an empty window.
  ModifiedWindow Window() const;
  // Replaces `processing.settle` of the config by --settle. Throws UserError for an invalid duration.
  void ApplySettle(Config& config) const;
};

// Prints what `process` would do in this window. Returns the exit code.
int ShowPlan(const CommandLine& line, Project& project, const ModifiedWindow& window, bool on_spark, bool json);

}  // namespace millrace
