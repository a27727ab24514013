// millrace process: everything unread, into the lake, exactly once.
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <memory>

#include "project/project_parts.h"

#include "cli/command.h"
#include "cli/job_run.h"
#include "cli/process_window.h"
#include "cli/report_print.h"
#include "core/error.h"
#include "core/log.h"
#include "core/quantity.h"
#include "storage/all_file_systems.h"

namespace millrace {
namespace {

struct ProcessFlags {
  ConfigFlags config;
  WindowFlags window;
  bool dry_run = false;
  bool json = false;
  bool profile = false;
  double strict = -1;
  int wait_seconds = 0;
};

// The signal that asked to stop; 0: none did.
std::atomic<int> interrupted = 0;
static_assert(std::atomic<int>::is_always_lock_free);

void OnInterrupt(int number) {
  interrupted = number;
}

// From the first question on, Ctrl-C and SIGTERM give up the job at work, so that its files are not taken for the cause
// of the end. A second signal ends the process at once.
StopWish InterruptWish() {
  static const bool once = [] {
    struct sigaction action {};
    action.sa_handler = OnInterrupt;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    return true;
  }();
  (void)once;
  return interrupted == 0 ? StopWish::kGoOn : StopWish::kAbandon;
}

// Ends the process as the signal would have done.
[[noreturn]] void EndByInterrupt(const std::exception& error) {
  LogError(error.what());
  ::signal(interrupted, SIG_DFL);
  ::raise(interrupted);
  std::_Exit(kExitFailed);
}

int RunProcess(const CommandLine& line, const ProcessFlags& flags) {
  Config config = flags.config.Load();
  flags.window.ApplySettle(config);
  const ProcessWindow window = flags.window.Window(config);
  if (flags.dry_run) return ShowPlan(line, config, window, flags.json);

  const OpenEnrichments enrichments(config);
  PipelineOptions options = PipelineOptionsOf(config, enrichments);
  options.profile = flags.profile;
  options.settle.wait = true;
  options.settle.on_wait = [](uint64_t files, int64_t wait_ns) {
    const int64_t seconds = (wait_ns + 999'999'999) / 1'000'000'000;
    LogInfo("waiting " + FormatCount(static_cast<uint64_t>(seconds)) + " s for " + FormatCount(files) +
            (files == 1 ? " file" : " files") + " to settle; --settle 0s takes " + (files == 1 ? "it" : "them") +
            " now");
  };
  AllFileSystems files(config);
  options.stop_wish = InterruptWish;
  RunReport report;
  try {
    report = RunJobs(line, config, options, {"processing", flags.wait_seconds},
                     [&](Ledger& ledger) { return Process(files, ledger, options, window); });
  } catch (const SystemError& error) {
    if (interrupted == 0) throw;
    EndByInterrupt(error);
  }
  PrintReport(line, report, flags.json);
  if (!report.failed_files.empty()) return kExitFailed;
  if (flags.strict >= 0 && RejectedShare(report) > flags.strict) {
    LogError("rejected " + FormatDecimal(100 * RejectedShare(report)) + " % of what was read; --strict allows " +
             FormatDecimal(100 * flags.strict) + " %");
    return kExitRejected;
  }
  return kExitDone;
}

}  // namespace

void RegisterProcess(CommandLine& line) {
  auto flags = std::make_shared<ProcessFlags>();
  CLI::App& command =
      AddCommand(line.root, "process", "Read every unread raw file into the lake, exactly once",
                 {"millrace process # everything that is unread",
                  "millrace process --dry-run # what would be read, and why the rest not",
                  "millrace process --from 2025-03-10 --to 2025-03-11 # files modified on that day",
                  "millrace process --settle 0s # also files that were written just now",
                  "millrace process --json --strict 0.01 # for a schedule: exit code 3 when more than 1 % is rejected",
                  "millrace process --set processing.threads=8 --set privacy.ip=truncate"});
  flags->config.AddTo(command);
  flags->window.AddTo(command);
  AddSwitch(command, "-n,--dry-run", flags->dry_run,
            "Say what would be read, what it will need and why, like `millrace plan`");
  AddSwitch(command, "--json", flags->json, "Print the summary as one JSON object");
  AddSwitch(command, "--profile", flags->profile, "Measure the stages; the summary names where time went");
  AddFlag(command, "--strict", flags->strict, "SHARE", "Exit with 3 when more than this share is rejected: 0.01")
      ->default_str("")
      ->check([](const std::string& text) {
        const double share = std::strtod(text.c_str(), nullptr);
        return share >= 0 && share <= 1 ? std::string() : "expected a share from 0 to 1, found `" + text + "`";
      });
  AddFlag(command, "--wait", flags->wait_seconds, "SECONDS", "How long to wait for another run of the project")
      ->check(AtLeast(0));
  command.callback([&line, flags] { line.run = [&line, flags] { return RunProcess(line, *flags); }; });
}

}  // namespace millrace
