#include "cli/parse_fault.h"

#include <cstdlib>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/command_view.h"
#include "core/did_you_mean.h"

namespace millrace {
namespace {

const CLI::App& ChosenCommand(const CLI::App& root) {
  const auto chosen = root.get_subcommands();
  return chosen.empty() ? root : *chosen.front();
}

// The message for a word that the parser does not expect, with what was probably meant.
std::string UnknownWord(const CLI::App& root) {
  const CLI::App& command = ChosenCommand(root);
  const std::vector<std::string> extras = root.remaining(true);
  if (extras.empty()) return {};
  const std::string& word = extras.front();
  const CommandView view = ViewOf(command);
  std::vector<std::string> names;
  if (word.starts_with('-')) {
    const CommandView root_view = ViewOf(root);
    for (const auto* flags : {&view.flags, &root_view.flags}) {
      for (const FlagView& flag : *flags) names.push_back(flag.name);
    }
  } else {
    for (const CommandView& each : view.commands) names.push_back(each.name);
  }
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string flag = word.substr(0, word.find('='));
  if (word.starts_with('-')) return "unknown flag `" + flag + "`" + DidYouMeanHint(flag, candidates);
  if (&command == &root) return "unknown command `" + word + "`" + DidYouMeanHint(word, candidates);
  return "unexpected argument `" + word + "`";
}

// The flag or argument that a message of the parser is about: its name is at the beginning, or after the first
// colon.
const CLI::Option* OptionOf(const CLI::App& root, const std::string& message) {
  constexpr std::string_view kConversion = "Could not convert: ";
  const std::string text = message.starts_with(kConversion) ? message.substr(kConversion.size()) : message;
  const std::string name = text.substr(0, text.find_first_of(": "));
  const CLI::Option* found = ChosenCommand(root).get_option_no_throw(name);
  return found != nullptr ? found : root.get_option_no_throw(name);
}

// A value that is not on the command line comes from the environment.
std::string SourceOf(const CLI::Option& option) {
  const std::string& variable = option.get_envname();
  const char* const value = variable.empty() ? nullptr : std::getenv(variable.c_str());
  // The parser reads the variable only if the flag is missing.
  const bool from_environment = value != nullptr && option.results() == std::vector<std::string>{value};
  return from_environment ? " (from the environment variable " + variable + ")" : "";
}

std::string ConversionFault(const CLI::Option& option, const FlagView& view) {
  const std::string value = CLI::detail::join(option.results(), " ");
  if (view.value.empty() && !option.get_positional()) return view.name + " takes no value, found `" + value + "`";
  // Only numbers are converted.
  const bool fraction = view.value == "SHARE";
  return view.name + ": expected a " + (fraction ? "number from 0 to 1" : "whole number") + ", found `" + value + "`";
}

}  // namespace

std::string ParseFault(const CLI::App& root, const CLI::ParseError& error) {
  if (std::string unknown = UnknownWord(root); !unknown.empty()) return unknown;
  if (root.get_subcommands().empty() && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    return "a command is missing";
  }
  std::string message = error.what();
  const CLI::Option* const option = OptionOf(root, message);
  if (option == nullptr) return message;
  const FlagView view = ViewOf(*option);
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && !view.choices.empty()) {
    message += ": " + CLI::detail::join(view.choices, ", ");
  }
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) message = ConversionFault(*option, view);
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    message = option->results().size() > 1
                  ? view.name + " is given " + std::to_string(option->results().size()) + " times; give it once"
                  : view.name + " needs a value: " + view.name + " " + view.value;
  }
  return message + SourceOf(*option);
}

}  // namespace millrace
