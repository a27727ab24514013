#include "cli/command.h"

#include <cstdio>
#include <filesystem>

#include "core/did_you_mean.h"
#include "core/error.h"
#include "core/integer_text.h"
#include "core/log.h"
#include "core/store_address.h"
#include "core/time.h"
#include "ledger/sqlite_ledger.h"
#include "raw/reject.h"

namespace millrace {

CLI::App& AddCommand(CLI::App& root, const std::string& name, const std::string& summary,
                     const std::vector<std::string>& examples) {
  CLI::App* command = root.add_subcommand(name, summary);
  command->footer(CLI::detail::join(examples, "\n"));
  // Flags of the whole program are accepted after the command, too.
  command->fallthrough();
  return *command;
}

std::string FlagEnvironmentName(const CLI::App& command, const std::string& names) {
  const std::string name = "millrace" + (command.get_parent() == nullptr ? "" : "." + command.get_name()) + "." +
                           names.substr(names.find("--") + 2);
  std::string environment = EnvironmentNameOf(name.substr(name.find('.') + 1));
  std::replace(environment.begin(), environment.end(), '-', '_');
  return environment;
}

ValueName ParseValueName(const std::string& name) {
  const size_t equals = name.find('=');
  ValueName value{.shown = name.substr(0, equals), .choices = CLI::detail::split(name.substr(equals + 1), '|')};
  // A single word is the name of a value, not a choice: `FILE`, `KEY=VALUE`.
  if (value.choices.size() < 2) value = {.shown = name, .choices = {}};
  return value;
}

CLI::Validator IsOneOf(std::vector<std::string> choices) {
  return CLI::Validator(
      [choices = std::move(choices)](const std::string& text) {
        if (std::find(choices.begin(), choices.end(), text) != choices.end()) return std::string();
        const std::vector<std::string_view> words(choices.begin(), choices.end());
        return "expected " + (choices.size() == 1 ? choices[0] : "one of " + CLI::detail::join(choices, ", ")) +
               ", found `" + text + "`" + DidYouMeanHint(text, words);
      },
      "");
}

std::string TableChoices() {
  std::string choices;
  for (const Table& table : AllTables()) choices.append(choices.empty() ? "" : "|").append(table.name);
  return choices;
}

std::string ReasonChoices() {
  std::string choices;
  for (int i = 0; i < kRejectReasonCount; ++i) {
    choices.append(choices.empty() ? "" : "|").append(RejectReasonName(static_cast<RejectReason>(i)));
  }
  return choices;
}

CLI::Validator AtLeast(int least) {
  return CLI::Validator(
      [least](const std::string& text) {
        const auto value = ParseWhole<int>(text);
        return value && *value >= least ? std::string()
                                        : "expected " + std::to_string(least) + " or more, found `" + text + "`";
      },
      "");
}

CLI::Validator IsCount() {
  return CLI::Validator(
      [](const std::string& text) -> std::string {
        if (ParseWhole<uint64_t>(text)) return {};
        const bool too_large = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
        return std::string(too_large ? "expected less than 2^64" : "expected a whole number") + ", found `" + text +
               "`";
      },
      "");
}

CLI::Validator IsDuration() {
  return CLI::Validator(
      [](const std::string& text) { return ParseDuration(text) ? std::string() : NotADuration(text); }, "");
}

CLI::Validator IsSize() {
  return CLI::Validator([](const std::string& text) { return ParseSize(text) ? std::string() : NotASize(text); }, "");
}

CLI::Validator IsShare() {
  return CLI::Validator(
      [](const std::string& text) {
        double share = -1;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), share);
        const bool fits = error == std::errc() && end == text.data() + text.size() && share >= 0 && share <= 1;
        return fits ? std::string() : "expected a share from 0 to 1, found `" + text + "`";
      },
      "");
}

CLI::Option* AddSwitch(CLI::App& command, const std::string& names, bool& value, const std::string& meaning) {
  return command.add_flag(names, value, meaning)->envname(FlagEnvironmentName(command, names));
}

void ConfigFlags::AddTo(CLI::App& command) {
  AddFlag(command, "-c,--config", file, "FILE",
          "The configuration; default: millrace.yml of the current directory or the nearest parent that has one")
      ->envname("MILLRACE_CONFIG");
  // One value per flag: `--set a=1 FILE` must not take the argument after it.
  AddFlag(command, "-s,--set", settings, "KEY=VALUE",
          "Set a configuration key; overrides the file and the environment variable of the key")
      ->envname("")
      ->allow_extra_args(false);
}

Config ConfigFlags::Load() const {
  Config config = LoadConfig({file.empty() ? std::nullopt : std::optional(file), settings, {}});
  if (file.empty() && config.file.starts_with("../")) LogInfo("using " + config.file);
  return config;
}

namespace {

constexpr const char* kNoProject =
    "there is no project here: neither millrace.yml (here or in a parent directory) nor raw files nor earlier runs; "
    "`millrace init` creates a project, --config names one elsewhere";

bool HasProject(const Config& config) {
  std::error_code ignored;
  const auto exists = [&](const std::string& path) {
    return IsStoreAddress(path) || std::filesystem::exists(path, ignored);
  };
  return !config.file.empty() || exists(config.raw) || exists(LedgerPath(config.state, config.project));
}

}  // namespace

Config ConfigFlags::LoadExisting() const {
  Config config = Load();
  if (!HasProject(config)) LogWarning(kNoProject);
  return config;
}

Config ConfigFlags::LoadForJobs() const {
  Config config = Load();
  // A raw directory that was named by a flag or a variable is reported as missing by the command; a lake that was named
  // may be one that others write.
  const Config defaults;
  if (!HasProject(config) && config.raw == defaults.raw && config.lake == defaults.lake) throw UserError(kNoProject);
  return config;
}

namespace {

TableId TableNamed(const std::string& flag, const std::string& name) {
  if (const auto table = FindTable(name)) return *table;
  std::string known;
  for (const Table& table : AllTables()) known.append(known.empty() ? "" : ", ").append(table.name);
  throw UserError(flag + ": there is no table `" + name + "`; the tables are " + known);
}

}  // namespace

std::optional<int64_t> InstantFlag(const std::string& flag, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const std::optional<int64_t> instant = ParseInstant(text);
  if (!instant) {
    throw UserError(flag + ": expected a time like 2025-03-10 or 2025-03-10T12:00:00Z, found `" + text + "`");
  }
  return instant;
}

std::optional<int32_t> DayFlag(const std::string& flag, const std::string& text) {
  constexpr int64_t kDayNs = 86'400'000'000'000;
  if (text.empty()) return std::nullopt;
  const std::optional<int64_t> instant = ParseInstant(text);
  if (!instant || *instant % kDayNs != 0)
    throw UserError(flag + ": expected a day like 2025-03-10, found `" + text + "`");
  return static_cast<int32_t>(*instant / kDayNs);
}

std::vector<TableId> TableFlag(const std::string& flag, const std::vector<std::string>& names) {
  std::vector<TableId> tables;
  tables.reserve(names.size());
  for (const std::string& name : names) tables.push_back(TableNamed(flag, name));
  return tables;
}

OutputFormat FormatOf(const std::string& name) {
  return name == "json" ? OutputFormat::kJson : name == "csv" ? OutputFormat::kCsv : OutputFormat::kTable;
}

TableStyle StyleForStdout(const CommandLine& line, const std::string& format) {
  TableStyle style;
  style.format = FormatOf(format);
  style.width = TerminalWidth(stdout, 0);
  style.color = line.Color(stdout);
  return style;
}

}  // namespace millrace
