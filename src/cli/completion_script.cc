#include "cli/completion_script.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "core/config.h"

namespace millrace {
namespace {

// The words that the shell can offer after a flag or as an argument.
enum class Offer : uint8_t { kNothing, kFiles, kFolders, kChoices, kConfigKeys };

Offer OfferOf(const FlagView& flag) {
  if (!flag.choices.empty()) return Offer::kChoices;
  const std::string& what = flag.value.empty() ? flag.name : flag.value;
  if (what == "FILE") return Offer::kFiles;
  if (what == "DIRECTORY") return Offer::kFolders;
  return what == "KEY=VALUE" ? Offer::kConfigKeys : Offer::kNothing;
}

std::string Joined(const std::vector<std::string>& words, const std::string& between) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : between) + word;
  return out;
}

// `snappy, zstd or none` as words; empty if the type is not a choice. (The default of a choice is one of its words.)
std::vector<std::string> ChoicesOf(const ConfigKeyInfo& key) {
  std::string type(key.type);
  if (const size_t last = type.find(" or "); last != std::string::npos) type.replace(last, 4, ", ");
  std::vector<std::string> words = CLI::detail::split(type, ',');
  for (std::string& word : words) CLI::detail::trim(word);
  if (std::ranges::find(words, key.default_value) == words.end()) return {};
  std::erase_if(words, [](const std::string& word) { return word.find(' ') != std::string::npos; });
  return words;
}

std::string ConfigKeyWords() {
  std::vector<std::string> words;
  for (const ConfigKeyInfo& key : ConfigKeys()) {
    const std::string name = std::string(key.name) + "=";
    const std::vector<std::string> choices = ChoicesOf(key);
    if (choices.empty()) words.push_back(name);
    for (const std::string& choice : choices) words.push_back(name + choice);
  }
  return Joined(words, " ");
}

std::vector<FlagView> FlagsOf(const CommandView& command, const CommandView& root) {
  std::vector<FlagView> flags = command.flags;
  for (const FlagView& flag : root.flags) {
    if (flag.name != "--help" && flag.name != "--version") flags.push_back(flag);
  }
  return flags;
}

std::string BashNames(const FlagView& flag) {
  return flag.short_name.empty() ? flag.name : flag.short_name + "|" + flag.name;
}

std::string BashReply(const FlagView& flag) {
  switch (OfferOf(flag)) {
    case Offer::kChoices:
      return "COMPREPLY=($(compgen -W '" + Joined(flag.choices, " ") + "' -- \"$word\"))";
    case Offer::kFiles:
      return "COMPREPLY=($(compgen -f -- \"$word\"))";
    case Offer::kFolders:
      return "COMPREPLY=($(compgen -d -- \"$word\"))";
    case Offer::kConfigKeys:
      return "COMPREPLY=($(compgen -W '" + ConfigKeyWords() + "' -- \"$word\")); compopt -o nospace 2>/dev/null";
    case Offer::kNothing:
      return "COMPREPLY=()";
  }
  return {};
}

// Quotes a text for the shell.
std::string Quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

// Escapes the characters that have a meaning in zsh's descriptions.
std::string ZshText(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string ZshValue(const FlagView& flag) {
  std::string what = ":" + ZshText(flag.value.empty() ? flag.name : flag.choices.empty() ? flag.value : "value") + ":";
  switch (OfferOf(flag)) {
    case Offer::kChoices:
      return what + "(" + Joined(flag.choices, " ") + ")";
    case Offer::kFiles:
      return what + "_files";
    case Offer::kFolders:
      return what + "_files -/";
    case Offer::kConfigKeys:
      return what + "(" + ConfigKeyWords() + ")";
    case Offer::kNothing:
      return what;
  }
  return {};
}

}  // namespace

std::string BashCompletion(const CommandView& root) {
  std::vector<std::string> names;
  names.reserve(root.commands.size());
  for (const CommandView& command : root.commands) names.push_back(command.name);
  std::string out =
      "# Bash completion of millrace. Use: source <(millrace completion bash)\n"
      "_millrace() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= each\n"
      "  for each in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case $each in " +
      Joined(names, "|") +
      ") command=$each; break ;; esac\n"
      "  done\n"
      "  case $command in\n";
  for (const CommandView& command : root.commands) {
    std::vector<std::string> words;
    out += "    " + command.name + ")\n      case $before in\n";
    for (const FlagView& flag : FlagsOf(command, root)) {
      words.push_back(flag.name);
      if (!flag.value.empty()) out += "        " + BashNames(flag) + ") " + BashReply(flag) + "; return ;;\n";
    }
    out += "      esac\n";
    out +=
        "      case $word in -*) COMPREPLY=($(compgen -W '" + Joined(words, " ") + "' -- \"$word\")); return ;; esac\n";
    if (!command.arguments.empty()) out += "      " + BashReply(command.arguments.front()) + "\n";
    out += "      ;;\n";
  }
  std::vector<std::string> flags;
  flags.reserve(root.flags.size());
  out += "    *)\n      case $before in\n";
  for (const FlagView& flag : root.flags) {
    flags.push_back(flag.name);
    if (!flag.value.empty()) out += "        " + BashNames(flag) + ") " + BashReply(flag) + "; return ;;\n";
  }
  out += "      esac\n      COMPREPLY=($(compgen -W '" + Joined(names, " ") + " " + Joined(flags, " ") +
         "' -- \"$word\"))\n"
         "      ;;\n"
         "  esac\n"
         "}\n"
         "complete -F _millrace millrace\n";
  return out;
}

std::string ZshCompletion(const CommandView& root) {
  std::string out =
      "#compdef millrace\n# Zsh completion of millrace. Use: source <(millrace completion zsh), or as _millrace in a "
      "directory of $fpath\n_millrace() {\n  local -a commands=(\n";
  for (const CommandView& command : root.commands) {
    out += "    " + Quoted(command.name + ":" + ZshText(command.summary)) + "\n";
  }
  out +=
      "  )\n"
      "  local context state line curcontext=$curcontext\n"
      "  _arguments -C '1: :->command' '*:: :->rest'\n"
      "  case $state in\n"
      "    command) _describe command commands ;;\n"
      "    rest)\n"
      "      case $line[1] in\n";
  for (const CommandView& command : root.commands) {
    out += "        " + command.name + ")\n          _arguments";
    for (const FlagView& flag : FlagsOf(command, root)) {
      const std::string text = "[" + ZshText(flag.meaning) + "]" + (flag.value.empty() ? "" : ZshValue(flag));
      out += " \\\n            ";
      out += flag.repeatable           ? Quoted("*" + flag.name + text)
             : flag.short_name.empty() ? Quoted(flag.name + text)
                                       : "'(" + flag.short_name + " " + flag.name + ")'{" + flag.short_name + "," +
                                             flag.name + "}" + Quoted(text);
    }
    for (const FlagView& argument : command.arguments) {
      out += " \\\n            " + Quoted((argument.repeatable ? "*" : "") + ZshValue(argument));
    }
    out += " ;;\n";
  }
  out +=
      "      esac ;;\n"
      "  esac\n"
      "}\n"
      "if [ \"$funcstack[1]\" = _millrace ]; then _millrace \"$@\"; else compdef _millrace millrace; fi\n";
  return out;
}

std::string FishCompletion(const CommandView& root) {
  std::string out =
      "# Fish completion of millrace. Use: millrace completion fish | source\n"
      "complete -c millrace -f\n";
  for (const CommandView& command : root.commands) {
    out += "complete -c millrace -n __fish_use_subcommand -a " + command.name + " -d " + Quoted(command.summary) + "\n";
  }
  for (const FlagView& flag : root.flags) {
    out += "complete -c millrace -n __fish_use_subcommand -l " + flag.name.substr(2) + " -d " + Quoted(flag.meaning) +
           "\n";
  }
  for (const CommandView& command : root.commands) {
    const std::string start = "complete -c millrace -n '__fish_seen_subcommand_from " + command.name + "'";
    for (const FlagView& flag : FlagsOf(command, root)) {
      out += start;
      if (!flag.short_name.empty()) out += " -s " + flag.short_name.substr(1);
      out += " -l " + flag.name.substr(2);
      if (!flag.value.empty())
        out += OfferOf(flag) == Offer::kFiles || OfferOf(flag) == Offer::kFolders ? " -r -F" : " -x";
      if (OfferOf(flag) == Offer::kChoices) out += " -a " + Quoted(Joined(flag.choices, " "));
      if (OfferOf(flag) == Offer::kConfigKeys) out += " -a " + Quoted(ConfigKeyWords());
      out += " -d " + Quoted(flag.meaning) + "\n";
    }
    for (const FlagView& argument : command.arguments) {
      const Offer offer = OfferOf(argument);
      if (offer == Offer::kFiles || offer == Offer::kFolders) out += start + " -F\n";
      if (offer == Offer::kChoices) out += start + " -a " + Quoted(Joined(argument.choices, " ")) + "\n";
    }
  }
  return out;
}

}  // namespace millrace
