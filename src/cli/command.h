// How a command is declared: its name, flags and examples in CLI11's tree, which is the one table that parsing, -h, the
// man page, the completions and docs/reference/cli.md are made from. Each command has one file, cli/<name>.cc, with one
// Register function.
#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/table_print.h"
#include "cli/terminal.h"
#include "core/config.h"
#include "schema/table.h"

namespace millrace {

// Exit codes, documented in docs/reference/cli.md.
inline constexpr int kExitDone = 0;      // also when there was nothing to do
inline constexpr int kExitFailed = 1;    // a failure of the machine, or a bug
inline constexpr int kExitUsage = 2;     // wrong usage or config
inline constexpr int kExitRejected = 3;  // --strict: more was rejected than the share allows

// The result of parsing a command line.
struct CommandLine {
  explicit CommandLine(CLI::App& tree) : root(tree) {}

  CLI::App& root;
  std::string color_name = "auto";  // --color
  bool quiet = false;               // --quiet
  std::function<int()> run;         // executes the chosen command; returns the exit code

  bool Color(std::FILE* stream) const {
    return UseColor(color_name == "always"  ? ColorMode::kAlways
                    : color_name == "never" ? ColorMode::kNever
                                            : ColorMode::kAuto,
                    stream);
  }
};

// Declares a command. `examples`: one command line each, followed by ` # ` and its meaning.
CLI::App& AddCommand(CLI::App& root, const std::string& name, const std::string& summary,
                     const std::vector<std::string>& examples);

// MILLRACE_PROCESS_DRY_RUN for --dry-run of process.
std::string FlagEnvironmentName(const CLI::App& command, const std::string& names);

// How a value is named: `FILE`; `table|json|csv` for a choice, which help shows as it stands; `TABLES=event_v2|session`
// for a name, with words that completion offers.
struct ValueName {
  std::string shown;
  std::vector<std::string> choices;
};
ValueName ParseValueName(const std::string& name);

// Accepts only the words of a choice.
CLI::Validator IsOneOf(std::vector<std::string> choices);

// A flag with a value. `value_name` as above; of a choice only its words are accepted. A default that is not empty is
// shown.
template <typename Value>
CLI::Option* AddFlag(CLI::App& command, const std::string& names, Value& value, const std::string& value_name,
                     const std::string& meaning) {
  CLI::Option* option = command.add_option(names, value, meaning);
  option->type_name(value_name)->envname(FlagEnvironmentName(command, names));
  const ValueName value_is = ParseValueName(value_name);
  if (value_is.shown == value_name && !value_is.choices.empty()) option->check(IsOneOf(value_is.choices));
  return option;
}

// For flags that are counts: rejects numbers below `least`.
CLI::Validator AtLeast(int least);

// For flags that are 64-bit counts: a greater number would be taken for the greatest one.
CLI::Validator IsCount();

// For flags whose value is a duration in the form of config keys: `90s`, `3d`.
CLI::Validator IsDuration();

// For flags whose value is a size: `640MiB`, `50GB`.
CLI::Validator IsSize();

// For flags whose value is a fraction from 0 to 1.
CLI::Validator IsShare();

// A flag without a value.
CLI::Option* AddSwitch(CLI::App& command, const std::string& names, bool& value, const std::string& meaning);

// A positional argument. `choices`: the accepted words, as `list|check`; empty: any.
template <typename Value>
CLI::Option* AddArgument(CLI::App& command, const std::string& name, Value& value, const std::string& meaning,
                         const std::string& choices = "") {
  CLI::Option* option = command.add_option(name, value, meaning)->type_name(choices);
  if (!choices.empty()) option->check(IsOneOf(CLI::detail::split(choices, '|')));
  return option;
}

// --config and --set, shared by all commands that read the configuration.
struct ConfigFlags {
  std::string file;
  std::vector<std::string> settings;

  void AddTo(CLI::App& command);
  // If the file was found in a parent directory, one line on stderr names it.
  Config Load() const;
  // For commands that need an existing project: warns if there is none.
  Config LoadExisting() const;
  // For commands that write: throws UserError where there is no project, so that none begins in the wrong directory.
  Config LoadForJobs() const;
};

// The times of --from and --to. Throws UserError that names the flag.
std::optional<int64_t> InstantFlag(const std::string& flag, const std::string& text);

// The days of --from and --to of partitions, since the epoch. Throws UserError that names the flag.
std::optional<int32_t> DayFlag(const std::string& flag, const std::string& text);
// The tables of --table. Throws UserError with the most similar name.
std::vector<TableId> TableFlag(const std::string& flag, const std::vector<std::string>& names);

// The words of flags that name tables and reject reasons, for ParseValueName: `event_v2|…`.
std::string TableChoices();
std::string ReasonChoices();

// The style for --format table|json|csv, with the width and colours of a table on stdout.
OutputFormat FormatOf(const std::string& name);
TableStyle StyleForStdout(const CommandLine& line, const std::string& format);

void RegisterHelp(CommandLine& line);
void RegisterInit(CommandLine& line);
void RegisterDemo(CommandLine& line);
void RegisterGenerate(CommandLine& line);
void RegisterTry(CommandLine& line);
void RegisterExplain(CommandLine& line);
void RegisterPlan(CommandLine& line);
void RegisterPlugins(CommandLine& line);
void RegisterProcess(CommandLine& line);
void RegisterTask(CommandLine& line);
void RegisterReplay(CommandLine& line);
void RegisterRun(CommandLine& line);
void RegisterRetry(CommandLine& line);
void RegisterSchedule(CommandLine& line);
void RegisterServe(CommandLine& line);
void RegisterToken(CommandLine& line);
void RegisterCompact(CommandLine& line);
void RegisterExpire(CommandLine& line);
void RegisterErase(CommandLine& line);
void RegisterReenrich(CommandLine& line);
void RegisterCatalog(CommandLine& line);
void RegisterLoad(CommandLine& line);
void RegisterModel(CommandLine& line);
void RegisterSchema(CommandLine& line);
void RegisterMetadata(CommandLine& line);
void RegisterExport(CommandLine& line);
void RegisterQuery(CommandLine& line);
void RegisterStatus(CommandLine& line);
void RegisterRuns(CommandLine& line);
void RegisterDoctor(CommandLine& line);
void RegisterCompletion(CommandLine& line);
void RegisterMan(CommandLine& line);
void RegisterDocs(CommandLine& line);
void RegisterVersion(CommandLine& line);

}  // namespace millrace
