#include "cli/command_view.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "cli/terminal.h"

namespace millrace {
namespace {

constexpr size_t kHelpWidth = 100;
constexpr size_t kMeaningColumn = 30;

FlagView ViewOfOption(const CLI::Option& option) {
  FlagView view;
  if (!option.get_snames().empty()) view.short_name = "-" + option.get_snames().front();
  view.name = option.get_positional() ? option.get_name(true) : "--" + option.get_lnames().front();
  const bool is_switch = option.get_items_expected_max() == 0;
  view.value = is_switch ? "" : option.get_type_name();
  view.meaning = option.get_description();
  view.default_value = is_switch ? "" : option.get_default_str();
  view.environment = option.get_envname();
  std::vector<std::string> choices = CLI::detail::split(view.value, '|');
  if (choices.size() > 1) view.choices = std::move(choices);
  view.required = option.get_required();
  view.repeatable = option.get_items_expected_max() > 1;
  return view;
}

// Breaks text into lines of at most `width` columns.
std::vector<std::string> Wrapped(const std::string& text, size_t width) {
  std::vector<std::string> lines(1);
  for (const std::string& word : CLI::detail::split(text, ' ')) {
    if (!lines.back().empty() && DisplayWidth(lines.back()) + 1 + DisplayWidth(word) > width) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
  }
  return lines;
}

// A name, and beside it, or below it when it is long, its meaning.
void AppendEntry(std::string& out, const std::string& name, const std::string& meaning) {
  out += "  " + name;
  size_t column = 2 + DisplayWidth(name);
  if (column + 2 > kMeaningColumn) {
    out += '\n';
    column = 0;
  }
  for (const std::string& line : Wrapped(meaning, kHelpWidth - kMeaningColumn)) {
    out += std::string(kMeaningColumn - column, ' ') + line + "\n";
    column = 0;
  }
}

void AppendFlags(std::string& out, const std::vector<FlagView>& flags) {
  for (const FlagView& flag : flags) {
    std::string name = flag.short_name.empty() ? "    " + flag.name : flag.short_name + ", " + flag.name;
    if (!flag.value.empty()) name += " " + flag.value;
    std::string meaning = flag.meaning;
    if (!flag.default_value.empty()) meaning += " [" + flag.default_value + "]";
    if (!flag.environment.empty()) meaning += " (" + flag.environment + ")";
    AppendEntry(out, name, meaning);
  }
}

}  // namespace

CommandView ViewOf(const CLI::App& app) {
  CommandView view;
  view.name = app.get_name();
  view.summary = app.get_description();
  for (const CLI::Option* option : app.get_options()) {
    (option->get_positional() ? view.arguments : view.flags).push_back(ViewOfOption(*option));
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

std::string HelpText(const CommandView& command, const CommandView& root) {
  std::string out = command.summary + "\n\nUsage: " + command.Usage(root.name) + "\n";
  if (!command.commands.empty()) {
    out += "\nCommands:\n";
    for (const CommandView& each : command.commands) AppendEntry(out, each.name, each.summary);
  }
  if (!command.arguments.empty()) {
    out += "\nArguments:\n";
    for (const FlagView& argument : command.arguments) AppendEntry(out, argument.name, argument.meaning);
  }
  const bool is_root = command.name == root.name;
  if (!is_root) {
    out += "\nFlags:\n";
    AppendFlags(out, command.flags);
  }
  out += is_root ? "\nFlags:\n" : "\nFlags of every command:\n";
  std::vector<FlagView> shared = root.flags;
  if (!is_root)
    std::erase_if(shared, [](const FlagView& flag) { return flag.name == "--help" || flag.name == "--version"; });
  AppendFlags(out, shared);
  if (!command.examples.empty()) {
    out += "\nExamples:\n";
    for (const ExampleView& example : command.examples) {
      if (!example.meaning.empty()) out += "  # " + example.meaning + "\n";
      out += "  " + example.command + "\n";
    }
  }
  if (is_root) out += "\n`millrace COMMAND --help` describes a command.\n";
  return out;
}

}  // namespace millrace
