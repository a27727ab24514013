// The tree of commands and flags as plain data, from which help, man page, completions and reference are generated.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace millrace {

struct FlagView {
  std::string short_name;  // -c; may be empty
  std::string name;        // --config, or the name of an argument
  std::string value;       // FILE, or choices as `table|json|csv`; empty for a switch
  std::string meaning;
  std::string default_value;         // may be empty
  std::string environment;           // may be empty
  std::vector<std::string> choices;  // offered by completion
  bool required = false;
  bool repeatable = false;

  // The text in place of the default: a value, `repeatable`, or nothing.
  std::string Default() const;
};

struct ExampleView {
  std::string command;
  std::string meaning;
};

struct CommandView {
  std::string name;   // millrace, or of the command
  std::string group;  // the heading that help lists it under
  std::string summary;
  std::vector<FlagView> arguments;
  std::vector<FlagView> flags;
  std::vector<ExampleView> examples;
  std::vector<CommandView> commands;  // those that are not hidden

  // `millrace process [flags] FILE…`
  std::string Usage(const std::string& program) const;
};

CommandView ViewOf(const CLI::App& app);
FlagView ViewOf(const CLI::Option& option);

struct CommandGroup {
  std::string title;
  std::vector<const CommandView*> commands;
};
// The commands by heading, in order. Points into `root`.
std::vector<CommandGroup> GroupsOf(const CommandView& root);

// The width of help on stdout; 100 if that is no terminal.
size_t HelpWidth();

// The output of -h for a command, in lines of at most `width` columns (examples are not wrapped, so that they can be
// copied). `root` is the root of the tree, whose flags every command accepts.
std::string HelpText(const CommandView& command, const CommandView& root, size_t width);

}  // namespace millrace
