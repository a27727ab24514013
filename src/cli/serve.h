// The console of an open project, as commands serve it.
#pragma once

#include <string>

#include "project/project.h"

namespace millrace {

// Prints the console's address, and serves it until somebody interrupts (interrupts.h); this process owns a DuckDB file
// meanwhile. Throws UserError for an address that cannot be had.
void ServeConsole(Project& project, const std::string& listen);

}  // namespace millrace
