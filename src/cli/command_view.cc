#include "cli/command_view.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/terminal.h"

namespace millrace {
namespace {

constexpr size_t kMeaningColumn = 30;

// Formats lists of names and meanings in lines of a given width.
class HelpWriter {
 public:
  explicit HelpWriter(size_t width) : width_(width) {}

  void Text(const std::string& text) {
    for (const std::string& line : WrapToWidth(text, width_)) out_ += line + "\n";
  }
  void Heading(const std::string& text) { out_ += "\n" + text + ":\n"; }
  void Entry(const std::string& name, const std::string& meaning) {
    out_ += BesideLabel("  " + name, meaning, kMeaningColumn, width_);
  }
  void Flags(const std::vector<FlagView>& flags) {
    for (const FlagView& flag : flags) {
      std::string name = flag.short_name.empty() ? "    " + flag.name : flag.short_name + ", " + flag.name;
      if (!flag.value.empty()) name += " " + flag.value;
      std::string meaning = flag.meaning;
      if (const std::string value = flag.Default(); !value.empty()) meaning += " [" + value + "]";
      if (!flag.environment.empty()) meaning += " (" + flag.environment + ")";
      Entry(name, meaning);
    }
  }
  void Examples(const std::vector<ExampleView>& examples) {
    if (examples.empty()) return;
    Heading("Examples");
    for (const ExampleView& example : examples) {
      if (!example.meaning.empty()) {
        for (const std::string& line : WrapToWidth(example.meaning, width_ - 4)) out_ += "  # " + line + "\n";
      }
      out_ += "  " + example.command + "\n";
    }
  }
  std::string Take() { return std::move(out_); }

 private:
  const size_t width_;
  std::string out_;
};

}  // namespace

FlagView ViewOf(const CLI::Option& option) {
  FlagView view;
  if (!option.get_snames().empty()) view.short_name = "-" + option.get_snames().front();
  view.name = option.get_positional() ? option.get_name(true) : "--" + option.get_lnames().front();
  const bool is_switch = option.get_items_expected_max() == 0;
  if (option.get_positional()) {
    if (!option.get_type_name().empty()) view.choices = CLI::detail::split(option.get_type_name(), '|');
  } else if (!is_switch) {
    ValueName value = ParseValueName(option.get_type_name());
    view.value = std::move(value.shown);
    view.choices = std::move(value.choices);
  }
  view.meaning = option.get_description();
  view.default_value = is_switch || option.get_default_str() == "[]" ? "" : option.get_default_str();
  view.environment = option.get_envname();
  view.required = option.get_required();
  view.repeatable = option.get_items_expected_max() > 1;
  return view;
}

CommandView ViewOf(const CLI::App& app) {
  CommandView view;
  view.name = app.get_name();
  view.group = app.get_group();
  view.summary = app.get_description();
  for (const CLI::Option* option : app.get_options()) {
    (option->get_positional() ? view.arguments : view.flags).push_back(ViewOf(*option));
  }
  for (const std::string& line : CLI::detail::split(app.get_footer(), '\n')) {
    if (line.empty()) continue;
    const size_t mark = line.find(" # ");
    view.examples.push_back({line.substr(0, mark), mark == std::string::npos ? "" : line.substr(mark + 3)});
  }
  for (const CLI::App* command : app.get_subcommands({})) {
    if (!command->get_group().empty()) view.commands.push_back(ViewOf(*command));
  }
  return view;
}

std::string CommandView::Usage(const std::string& program) const {
  std::string usage = name == program ? program : program + " " + name;
  if (!commands.empty()) return usage + " COMMAND [flags]";
  usage += " [flags]";
  for (const FlagView& argument : arguments) {
    const std::string shown = argument.name + (argument.repeatable ? "…" : "");
    usage += argument.required ? " " + shown : " [" + shown + "]";
  }
  return usage;
}

std::string FlagView::Default() const {
  return default_value.empty() && repeatable && !value.empty() ? "repeatable" : default_value;
}

std::vector<CommandGroup> GroupsOf(const CommandView& root) {
  std::vector<CommandGroup> groups;
  for (const CommandView& command : root.commands) {
    auto group = std::ranges::find(groups, command.group, &CommandGroup::title);
    if (group == groups.end()) group = groups.insert(groups.end(), {command.group, {}});
    group->commands.push_back(&command);
  }
  return groups;
}

size_t HelpWidth() {
  return ReadableWidth(100);
}

std::string HelpText(const CommandView& command, const CommandView& root, size_t width) {
  HelpWriter help(width);
  help.Text(command.summary);
  help.Text("");
  help.Text("Usage: " + command.Usage(root.name));
  for (const CommandGroup& group : GroupsOf(command)) {
    help.Heading(group.title);
    for (const CommandView* each : group.commands) help.Entry(each->name, each->summary);
  }
  if (!command.arguments.empty()) {
    help.Heading("Arguments");
    for (const FlagView& argument : command.arguments) help.Entry(argument.name, argument.meaning);
  }
  const bool is_root = command.name == root.name;
  if (!is_root) {
    help.Heading("Flags");
    help.Flags(command.flags);
  }
  help.Heading(is_root ? "Flags" : "Flags of every command");
  std::vector<FlagView> shared = root.flags;
  if (!is_root) {
    std::erase_if(shared, [](const FlagView& flag) { return flag.name == "--help" || flag.name == "--version"; });
  }
  help.Flags(shared);
  help.Examples(command.examples);
  if (is_root) {
    help.Text("");
    help.Text("`millrace help COMMAND` describes a command.");
  }
  return help.Take();
}

}  // namespace millrace
