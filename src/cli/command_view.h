// The tree of commands and flags as plain data: what help, the man page, the completions and the reference are made of.
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
  std::vector<std::string> choices;  // what completion offers
  bool required = false;
  bool repeatable = false;

  // What stands in the place of the default: a value, `repeatable`, or nothing.
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
// The commands below their headings, in their order. Points into `root`.
std::vector<CommandGroup> GroupsOf(const CommandView& root);

// Columns of help on stdout: those of the terminal, as far as lines are good to read; 100 elsewhere.
size_t HelpWidth();

// What -h prints for a command, in lines of at most `width` columns (examples, which are to be copied, stay whole);
// `root` is the tree's root, whose flags every command takes.
std::string HelpText(const CommandView& command, const CommandView& root, size_t width);

}  // namespace millrace
