// Generates the man page and the pages of docs/reference that are derived from tables in the code.
#pragma once

#include <string>

#include "cli/command_view.h"

namespace millrace {

std::string ManPage(const CommandView& root);  // troff, for man(1)

std::string CliReference(const CommandView& root);  // docs/reference/cli.md
std::string ConfigReference();                      // docs/reference/config.md
std::string ColumnsReference();                     // docs/reference/columns.md
std::string PluginColumnsReference();               // docs/reference/plugin-columns.md
std::string JsonReference();                        // docs/reference/json.md

}  // namespace millrace
