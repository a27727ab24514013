// Which raw files a command means: --from, --to, --settle and --full-scan, and the plan of them.
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
  // Throws UserError for what is no time, or a window that is empty.
  ModifiedWindow Window() const;
  // --settle in place of the config's `processing.settle`. Throws UserError for what is no duration.
  void ApplySettle(Config& config) const;
};

// Prints what `process` would do in this window. Gives the exit code.
int ShowPlan(const CommandLine& line, Project& project, const ModifiedWindow& window, bool json);

}  // namespace millrace
