#include "cli/command_line.h"

#include <array>
#include <cstdio>
#include <new>
#include <span>

#include "cli/command_view.h"
#include "cli/parse_fault.h"
#include "core/error.h"
#include "core/log.h"
#include "core/source_position.h"
#include "core/utf8.h"
#include "ledger/held_lease.h"

namespace millrace {
namespace {

// The commands in the order of help.
struct Group {
  std::string_view title;
  std::span<void (*const)(CommandLine&)> commands;
};
using Register = void (*)(CommandLine&);
constexpr std::array<Register, 5> kStart = {RegisterInit, RegisterDemo, RegisterGenerate, RegisterHelp,
                                            RegisterVersion};
constexpr std::array<Register, 7> kProcess = {RegisterPlan, RegisterProcess, RegisterTask,    RegisterReplay,
                                              RegisterRun,  RegisterRetry,   RegisterSchedule};
constexpr std::array<Register, 5> kWarehouse = {RegisterLoad, RegisterModel, RegisterMetadata, RegisterSchema,
                                                RegisterExport};
constexpr std::array<Register, 7> kAsk = {RegisterServe,   RegisterQuery, RegisterStatus, RegisterRuns,
                                          RegisterExplain, RegisterTry,   RegisterCatalog};
constexpr std::array<Register, 6> kKeep = {RegisterDoctor, RegisterCompact, RegisterReenrich,
                                           RegisterExpire, RegisterErase,   RegisterToken};
constexpr std::array<Register, 4> kExtend = {RegisterPlugins, RegisterCompletion, RegisterMan, RegisterDocs};
constexpr std::array<Group, 6> kGroups = {{{"Start", kStart},
                                           {"Process", kProcess},
                                           {"Warehouse", kWarehouse},
                                           {"Ask", kAsk},
                                           {"Keep in order", kKeep},
                                           {"Extend", kExtend}}};

class HelpFormatter final : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string /*name*/, CLI::AppFormatMode /*mode*/) const override {
    const CLI::App* root = app;
    while (root->get_parent() != nullptr) root = root->get_parent();
    return HelpText(ViewOf(*app), ViewOf(*root), HelpWidth());
  }
};

void PrintError(const CommandLine& line, std::string_view message) {
  SetStatusLine("");
  const std::string text = Paint("millrace: error:", Color::kRed, line.Color(stderr)) + " " + ShownText(message) + "\n";
  (void)std::fwrite(text.data(), 1, text.size(), stderr);
}

// Only the command knows whether it can wait for another one.
std::string WaitHint(const CLI::App& root) {
  const auto chosen = root.get_subcommands();
  const bool can_wait = !chosen.empty() && chosen.front()->get_option_no_throw("--wait") != nullptr;
  return can_wait ? "; `--wait 10m` waits for it up to ten minutes" : "";
}

int ReportParseError(const CommandLine& line, const CLI::ParseError& error) {
  const auto chosen = line.root.get_subcommands();
  const std::string name = "millrace " + (chosen.empty() ? "" : chosen.front()->get_name());
  PrintError(line, ParseFault(line.root, error));
  const std::string hint = chosen.empty() ? "`millrace help` lists the commands and flags.\n"
                                          : "Run `" + name + " --help` for its arguments.\n";
  (void)std::fwrite(hint.data(), 1, hint.size(), stderr);
  return kExitUsage;
}

int Parse(CommandLine& line, int argc, const char* const* argv) {
  try {
    line.root.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const auto chosen = line.root.get_subcommands();
    PrintToStdout((chosen.empty() ? line.root : *chosen.front()).help());
    return kExitDone;
  } catch (const CLI::CallForVersion& version) {
    PrintToStdout(std::string(version.what()) + "\n");
    return kExitDone;
  } catch (const CLI::ParseError& error) {
    return ReportParseError(line, error);
  }
  const bool color = line.Color(stderr);
  // Times are needed in a log file, not on a terminal.
  SetUpLog({line.quiet ? LogLevel::kWarning : LogLevel::kInfo, color, !IsTerminal(stderr)});
  return line.run();
}

}  // namespace

void RegisterCommands(CommandLine& line) {
  CLI::App& root = line.root;
  root.name("millrace");
  root.description("Turns raw clickstream requests into a Parquet lake, a warehouse of daily metrics, and dashboards.");
  root.formatter(std::make_shared<HelpFormatter>());
  root.require_subcommand(1);
  root.option_defaults()->always_capture_default();
  root.set_help_flag("-h,--help", "Print this help");
  root.set_version_flag("-V,--version", "millrace " MILLRACE_VERSION, "Print the version");
  root.footer(
      "millrace demo # generate two weeks of traffic, run the whole cycle, show the result\nmillrace init shop # a new "
      "project in the directory shop\nmillrace process # all unread files");
  AddFlag(root, "--color", line.color_name, "auto|always|never", "When to use colors");
  AddSwitch(root, "-q,--quiet", line.quiet, "Print only warnings and errors to stderr");

  for (const Group& group : kGroups) {
    for (void (*register_command)(CommandLine&) : group.commands) {
      const size_t before = root.get_subcommands({}).size();
      register_command(line);
      // A hidden command has no group.
      CLI::App* const command = root.get_subcommands({})[before];
      if (!command->get_group().empty()) command->group(std::string(group.title));
    }
  }
  // Completion offers the topics of `help`.
  std::vector<std::string> names;
  for (const CommandView& command : ViewOf(root).commands) names.push_back(command.name);
  root.get_subcommand("help")->get_option("COMMAND")->type_name(CLI::detail::join(names, "|"));
}

int RunCommandLine(int argc, const char* const* argv) {
  CLI::App root;
  CommandLine line(root);
  try {
    RegisterCommands(line);
    return Parse(line, argc, argv);
  } catch (const SourceError& error) {
    // The message is complete: it begins with the position.
    SetStatusLine("");
    const std::string text = std::string(error.what()) + "\n";
    (void)std::fwrite(text.data(), 1, text.size(), stderr);
    return kExitUsage;
  } catch (const UserError& error) {
    PrintError(line, error.what());
    return kExitUsage;
  } catch (const LeaseHeld& error) {
    PrintError(line, error.what() + WaitHint(root));
    return kExitFailed;
  } catch (const std::bad_alloc&) {
    PrintError(line, "out of memory; lower processing.memory or processing.threads");
    return kExitFailed;
  } catch (const std::exception& error) {
    PrintError(line, error.what());
    return kExitFailed;
  }
}

}  // namespace millrace
