// The program behind main: parses the command line, runs the command, says what went wrong.
#pragma once

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/command.h"

namespace millrace {

// Declares every command in `line.root`.
void RegisterCommands(CommandLine& line);

// Runs one command line and gives the exit code. Prints to stdout and stderr; throws nothing.
int RunCommandLine(int argc, const char* const* argv);

}  // namespace millrace
