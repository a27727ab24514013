// The program without main: parses the command line, runs the command and prints its error.
#pragma once

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/command.h"

namespace millrace {

// Declares every command in `line.root`.
void RegisterCommands(CommandLine& line);

// Runs one command line and returns the exit code. Prints to stdout and stderr; never throws.
int RunCommandLine(int argc, const char* const* argv);

}  // namespace millrace
