// millrace process: reads every unread raw file into the lake, exactly once.
#include "project/process.h"

#include <memory>

#include "cli/again.h"
#include "cli/command.h"
#include "cli/job_run.h"
#include "cli/process_window.h"
#include "cli/report_print.h"
#include "cli/task_pipe.h"
#include "core/error.h"
#include "core/log.h"
#include "core/quantity.h"

namespace millrace {
namespace {

constexpr const char* kKeptByProcess =
    "committed jobs are in the lake, and the next `millrace process` reads the files of the unfinished job";
constexpr const char* kKeptAgain =
    "committed replacements are in the lake, everything else is unchanged; repeat the command for the rest";

struct ProcessFlags {
  ConfigFlags config;
  WindowFlags window;
  AgainFlags again;
  bool dry_run = false;
  bool json = false;
  bool profile = false;
  double strict = -1;
  bool tasks = false;
  std::string task_bytes = "128MiB";
  WaitFlag wait;
};

int RunProcess(const CommandLine& line, const ProcessFlags& flags) {
  const ModifiedWindow window = flags.window.Window();
  const AgainChoice again = flags.again.Choice(window);
  if (flags.tasks && (flags.again.again || flags.dry_run)) throw UserError("--tasks is not for --again and --dry-run");
  PipedTaskRunner runner;
  const TaskWay way = flags.tasks ? TaskWay{.runner = &runner, .task_bytes = *ParseSize(flags.task_bytes)} : TaskWay{};
  Config config = flags.config.LoadForJobs();
  flags.window.ApplySettle(config);
  Project project(std::move(config));
  if (flags.dry_run && flags.again.again) return ShowAgain(project, again, flags.json);
  if (flags.dry_run) return ShowPlan(line, project, window, false, flags.json);

  const JobRunOptions options{"processing", flags.again.again ? kKeptAgain : kKeptByProcess, flags.wait.patience()};
  const RunReport report = RunWithProgress(line, options, [&](const JobControl& control) {
    return flags.again.again ? ReadRawFilesAgain(project, again, flags.profile, control)
                             : ProcessRawFiles(project, window, flags.profile, control, way);
  });
  WarnOfAgain(report.again);
  PrintReport(line, report, flags.json || flags.tasks);
  if (!report.failed_files.empty() || !report.unlisted.empty()) return kExitFailed;
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
  CLI::App& command = AddCommand(
      line.root, "process", "Read every unread raw file into the lake, exactly once",
      {"millrace process # all unread files", "millrace process --dry-run # what would be read and what is skipped",
       "millrace process --from 2025-03-10 --to 2025-03-11 # files modified on that day",
       "millrace process --settle 0s # including files that were modified just now",
       "millrace process --again --file year=2025/month=03/day=10/a.gz # replace the output of this file",
       "millrace process --again --lost # restore missing lake files from their raw files",
       "millrace process --json --strict 0.01 # for a schedule: exits with 3 if more than 1 % is rejected",
       "millrace process --tasks --task-bytes 1GiB # other processes do the work: docs/reference/tasks.md",
       "millrace process --set processing.threads=8 --set privacy.ip=truncate"});
  flags->config.AddTo(command);
  flags->window.AddTo(command);
  flags->again.AddTo(command);
  AddSwitch(command, "-n,--dry-run", flags->dry_run,
            "Print what would be read, what it would need and why, like `millrace plan`");
  AddSwitch(command, "--json", flags->json, "Print the summary as one JSON object");
  AddSwitch(command, "--profile", flags->profile, "Measure the stages; the summary shows where the time went");
  AddFlag(command, "--strict", flags->strict, "SHARE", "Exit with 3 if more than this share is rejected: 0.01")
      ->default_str("")
      ->check(IsShare());
  AddSwitch(command, "--tasks", flags->tasks,
            "Print the work as tasks for `millrace task`, one JSON object a line, and read their answers from stdin");
  AddFlag(command, "--task-bytes", flags->task_bytes, "SIZE", "About how many stored bytes a task reads")
      ->check(IsSize());
  flags->wait.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunProcess(line, *flags); }; });
}

}  // namespace millrace
