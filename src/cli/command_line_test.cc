#include "cli/command_line.h"

#include <set>

#include <gtest/gtest.h>

#include "cli/command_view.h"
#include "cli/completion_script.h"
#include "cli/manual.h"
#include "cli/testing/printed_text.h"

namespace millrace {
namespace {

class CommandTree : public ::testing::Test {
 protected:
  CommandTree() {
    RegisterCommands(line_);
    root_ = ViewOf(app_);
  }

  const CommandView& Command(const std::string& name) const {
    for (const CommandView& command : root_.commands) {
      if (command.name == name) return command;
    }
    throw std::runtime_error("no command " + name);
  }

  CLI::App app_;
  CommandLine line_{app_};
  CommandView root_;
};

TEST_F(CommandTree, HoldsEveryCommandInTheOrderOfHelp) {
  std::vector<std::string> names;
  names.reserve(root_.commands.size());
  for (const CommandView& command : root_.commands) names.push_back(command.name);
  EXPECT_EQ(names,
            (std::vector<std::string>{
                "init",   "demo",   "generate", "help",    "version",    "plan",     "process", "task",    "replay",
                "run",    "retry",  "schedule", "load",    "model",      "metadata", "schema",  "export",  "serve",
                "query",  "status", "runs",     "explain", "try",        "catalog",  "doctor",  "compact", "re-enrich",
                "expire", "erase",  "token",    "plugins", "completion", "man"}));
}

TEST_F(CommandTree, EveryFlagHasAnEnvironmentNameOfItsOwn) {
  std::set<std::string> seen;
  for (const CommandView& command : root_.commands) {
    for (const FlagView& flag : command.flags) {
      // --config means the same everywhere; --set stands for the variables of the keys.
      if (flag.name == "--help" || flag.name == "--config" || flag.name == "--set") continue;
      EXPECT_TRUE(flag.environment.starts_with("MILLRACE_")) << command.name << " " << flag.name;
      EXPECT_TRUE(seen.insert(flag.environment).second) << flag.environment;
    }
  }
  // No flag takes the variable of a key.
  for (const ConfigKeyInfo& key : ConfigKeys()) {
    // The flag --listen of `serve` means the same as its key.
    if (key.name == "serve.listen") continue;
    EXPECT_FALSE(seen.contains(EnvironmentNameOf(key.name))) << key.name;
  }
}

TEST_F(CommandTree, EveryCommandHasASummaryAndAnExample) {
  for (const CommandView& command : root_.commands) {
    EXPECT_FALSE(command.summary.empty()) << command.name;
    EXPECT_FALSE(command.summary.ends_with(".")) << command.name;
    ASSERT_FALSE(command.examples.empty()) << command.name;
    EXPECT_TRUE(Contains(command.examples.front().command, "millrace " + command.name)) << command.name;
    for (const FlagView& flag : command.flags) EXPECT_FALSE(flag.meaning.empty()) << flag.name;
  }
}

TEST_F(CommandTree, UsageShowsWhatIsOptional) {
  EXPECT_EQ(Command("explain").Usage("millrace"), "millrace explain [flags] FILE");
  EXPECT_EQ(Command("try").Usage("millrace"), "millrace try [flags] FILE…");
  EXPECT_EQ(Command("query").Usage("millrace"), "millrace query [flags] [SQL]");
  EXPECT_EQ(root_.Usage("millrace"), "millrace COMMAND [flags]");
}

TEST_F(CommandTree, CompletionsNameEveryCommandAndFlag) {
  const std::string scripts[] = {BashCompletion(root_), ZshCompletion(root_), FishCompletion(root_)};
  for (const std::string& script : scripts) {
    for (const CommandView& command : root_.commands) {
      EXPECT_TRUE(Contains(script, command.name)) << command.name;
      for (const FlagView& flag : command.flags) EXPECT_TRUE(Contains(script, flag.name.substr(2))) << flag.name;
    }
    EXPECT_TRUE(Contains(script, "table json csv"));
    EXPECT_TRUE(Contains(script, "processing.threads="));
  }
}

TEST_F(CommandTree, TheManPageEscapesWhatTroffWouldTakeForCommands) {
  const std::string page = ManPage(root_);
  EXPECT_TRUE(page.starts_with(".TH MILLRACE 1 "));
  EXPECT_TRUE(Contains(page, "\\fB\\-\\-dry\\-run\\fR"));
  for (size_t at = 0; (at = page.find("\n.", at)) != std::string::npos; ++at) {
    const std::string_view macro = std::string_view(page).substr(at + 2, 2);
    const bool known = macro == "SH" || macro == "SS" || macro == "TP" || macro == "B\n" || macro == "B " ||
                       macro == "I " || macro == "PP" || macro == "nf" || macro == "fi";
    EXPECT_TRUE(known) << macro;
  }
}

TEST_F(CommandTree, ReferencesFollowFromTheTables) {
  const std::string cli = CliReference(root_);
  EXPECT_TRUE(Contains(cli, "## millrace replay"));
  EXPECT_TRUE(Contains(cli, "`MILLRACE_PROCESS_DRY_RUN`"));
  EXPECT_TRUE(Contains(cli, "`--color auto\\|always\\|never`"));
  EXPECT_TRUE(Contains(cli, "| `truncated_file` | a whole request |"));
  EXPECT_FALSE(Contains(cli, "## millrace docs"));
  const std::string config = ConfigReference();
  for (const ConfigKeyInfo& key : ConfigKeys()) {
    EXPECT_TRUE(Contains(config, "| `" + std::string(key.name) + "` |")) << key.name;
  }
  const std::string columns = ColumnsReference();
  EXPECT_TRUE(Contains(columns, "## event_v2\n\n104 columns."));
  EXPECT_TRUE(Contains(columns, "| `first_event_time_msec` | int64 |  | yes |"));
}

int Exit(std::vector<const char*> words) {
  words.insert(words.begin(), "millrace");
  return RunCommandLine(static_cast<int>(words.size()), words.data());
}

TEST(RunCommandLine, ExitCodesTellUsageFromSuccess) {
  EXPECT_EQ(Exit({"version"}), 0);
  EXPECT_EQ(Exit({"--help"}), 0);
  EXPECT_EQ(Exit({}), 2);
  EXPECT_EQ(Exit({"nosuch"}), 2);
  EXPECT_EQ(Exit({"version", "--nosuch"}), 2);
  EXPECT_EQ(Exit({"status", "--set", "nosuch=1"}), 2);
}

}  // namespace
}  // namespace millrace
