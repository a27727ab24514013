// The tree of commands and flags as plain data: what help, the man page, the completions and the reference are made of.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace millrace {

struct FlagView {
  std::string short_name;  // -c; may be empty
  std::string name;        // --config, or the name of an argument
  std::string value;       // FILE; empty for a switch
  std::string meaning;
  std::string default_value;  // may be empty
  std::string environment;    // may be empty
  std::vector<std::string> choices;
  bool required = false;
  bool repeatable = false;
};

struct ExampleView {
  std::string command;
  std::string meaning;
};

struct CommandView {
  std::string name;  // millrace, or of the command
  std::string summary;
  std::vector<FlagView> arguments;
  std::vector<FlagView> flags;
  std::vector<ExampleView> examples;
  std::vector<CommandView> commands;  // those that are not hidden

  // `millrace process [flags] FILE…`
  std::string Usage(const std::string& program) const;
};

CommandView ViewOf(const CLI::App& app);

// What -h prints for a command; `root` is the tree's root, whose flags every command takes.
std::string HelpText(const CommandView& command, const CommandView& root);

}  // namespace millrace
