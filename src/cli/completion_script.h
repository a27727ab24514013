// Generates completion scripts for shells from the tree of commands.
#pragma once

#include <string>

#include "cli/command_view.h"

namespace millrace {

std::string BashCompletion(const CommandView& root);
std::string ZshCompletion(const CommandView& root);
std::string FishCompletion(const CommandView& root);

}  // namespace millrace
