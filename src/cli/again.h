// The flags of `process --again`, and what it prints.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/process_window.h"
#include "project/read_again.h"

namespace millrace {

struct AgainFlags {
  bool again = false;
  std::vector<std::string> files;
  bool lost = false;

  void AddTo(CLI::App& command);
  // Throws UserError if the flags cannot be combined. Call this without --again, too.
  AgainChoice Choice(const ModifiedWindow& window) const;
};

// Prints what `process --again` would do. Returns the exit code.
int ShowAgain(Project& project, const AgainChoice& choice, bool json);

// Prints what the closing summary does not show: raw files that are gone, and erased persons that may be back.
void WarnOfAgain(const AgainCounts& again);

}  // namespace millrace
