#include "cli/command_line.h"

#include <cstdio>
#include <new>

#include "cli/command_view.h"
#include "core/did_you_mean.h"
#include "core/error.h"
#include "core/log.h"
#include "core/source_position.h"
#include "core/utf8.h"

namespace millrace {
namespace {

class HelpFormatter final : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string /*name*/, CLI::AppFormatMode /*mode*/) const override {
    const CLI::App* root = app;
    while (root->get_parent() != nullptr) root = root->get_parent();
    return HelpText(ViewOf(*app), ViewOf(*root));
  }
};

void PrintError(const CommandLine& line, std::string_view message) {
  SetStatusLine("");
  const std::string text =
      Paint("millrace: error:", Color::kRed, line.Color(stderr)) + " " + EscapeInvalidUtf8(message) + "\n";
  (void)std::fwrite(text.data(), 1, text.size(), stderr);
}

// What the parser could not place: says which word it was and what was probably meant.
std::string UnknownWord(const CLI::App& root) {
  const auto chosen = root.get_subcommands();
  const CLI::App& command = chosen.empty() ? root : *chosen.front();
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
  if (chosen.empty()) return "unknown command `" + word + "`" + DidYouMeanHint(word, candidates);
  return "unexpected argument `" + word + "`";
}

int ReportParseError(const CommandLine& line, const CLI::ParseError& error) {
  const auto chosen = line.root.get_subcommands();
  const std::string name = chosen.empty() ? "millrace" : "millrace " + chosen.front()->get_name();
  std::string message = UnknownWord(line.root);
  if (message.empty()) message = chosen.empty() ? "a command is missing" : error.what();
  PrintError(line, message);
  const std::string hint = "Run `" + name + " --help` for its arguments.\n";
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
  // A terminal's user sees the time pass; a log file needs it written.
  SetUpLog({line.quiet ? LogLevel::kWarning : LogLevel::kInfo, color, !IsTerminal(stderr)});
  return line.run();
}

}  // namespace

void RegisterCommands(CommandLine& line) {
  CLI::App& root = line.root;
  root.name("millrace");
  root.description("Turns raw clickstream requests into a Parquet lake and queries it.");
  root.formatter(std::make_shared<HelpFormatter>());
  root.require_subcommand(1);
  root.option_defaults()->always_capture_default();
  root.set_help_flag("-h,--help", "Print this help");
  root.set_version_flag("-V,--version", "millrace " MILLRACE_VERSION, "Print the version");
  root.footer(
      "millrace demo # generate a day of traffic, process it, run some queries\nmillrace init shop # a new project in "
      "the directory shop\nmillrace process # all unread files");
  AddFlag(root, "--color", line.color_name, "auto|always|never", "When to use colors");
  AddSwitch(root, "-q,--quiet", line.quiet, "Print only warnings and errors to stderr");

  RegisterInit(line);
  RegisterDemo(line);
  RegisterGenerate(line);
  RegisterTry(line);
  RegisterExplain(line);
  RegisterPlan(line);
  RegisterProcess(line);
  RegisterReplay(line);
  RegisterRun(line);
  RegisterRetry(line);
  RegisterSchedule(line);
  RegisterCompact(line);
  RegisterReenrich(line);
  RegisterExpire(line);
  RegisterErase(line);
  RegisterCatalog(line);
  RegisterPlugins(line);
  RegisterQuery(line);
  RegisterStatus(line);
  RegisterDoctor(line);
  RegisterCompletion(line);
  RegisterMan(line);
  RegisterDocs(line);
  RegisterVersion(line);
}

int RunCommandLine(int argc, const char* const* argv) {
  CLI::App root;
  CommandLine line(root);
  try {
    RegisterCommands(line);
    return Parse(line, argc, argv);
  } catch (const SourceError& error) {
    // Complete as it is: it begins with the place.
    SetStatusLine("");
    const std::string text = std::string(error.what()) + "\n";
    (void)std::fwrite(text.data(), 1, text.size(), stderr);
    return kExitUsage;
  } catch (const UserError& error) {
    PrintError(line, error.what());
    return kExitUsage;
  } catch (const std::bad_alloc&) {
    PrintError(line, "out of memory; lower processing.memory or processing.threads");
    return kExitFailed;
  } catch (const std::exception& error) {
    PrintError(line, error.what());
    return kExitFailed;
  }
}

}  // namespace millrace
