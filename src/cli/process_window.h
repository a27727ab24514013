// Which raw files a command means: --from, --to and --settle, and the plan of them.
#pragma once

#include <string>

#include "cli/command.h"
#include "pipeline/process_job.h"

namespace millrace {

struct WindowFlags {
  std::string from;
  std::string to;
  std::string settle;

  void AddTo(CLI::App& command);
  // Throws UserError for what is no time, or a window that is empty.
  ProcessWindow Window(const Config& config) const;
  // --settle in place of the config's `processing.settle`. Throws UserError for what is no duration.
  void ApplySettle(Config& config) const;
};

// Prints what `process` would do in this window. Gives the exit code.
int ShowPlan(const CommandLine& line, const Config& config, const ProcessWindow& window, bool json);

}  // namespace millrace
