// millrace run: executes the workflows on their schedules, until it is stopped; millrace retry: tries parked runs
// again.
#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/workflow_print.h"
#include "core/error.h"
#include "core/json_object.h"
#include "core/log.h"
#include "core/one_line.h"
#include "core/time.h"
#include "pipeline/process_workflow.h"
#include "project/run_service.h"
#include "serve/console_server.h"

namespace millrace {
namespace {

struct RunFlags {
  ConfigFlags config;
  bool once = false;
  bool json = false;
};

struct RetryFlags {
  ConfigFlags config;
  std::vector<std::string> files;
  bool json = false;
};

constexpr const char* kKeptByRun = "committed jobs are in the lake, and the next start continues the unfinished run";

class RunLog : public JobObserver {
 public:
  void OnWait(const std::string& holder) override { LogInfo("waiting: " + holder); }
  void OnNote(const std::string& text) override { LogInfo(text); }
  void OnWarning(const std::string& text) override { LogWarning(text); }
};

// A run service with the observer and the tokens of the process.
struct RunningService {
  explicit RunningService(Project& project)
      : interrupts({.kept = kKeptByRun,
                    .drain = std::chrono::milliseconds(project.config().schedule.stop_timeout_ms),
                    .announcement = "stopping; the run in progress has " +
                                    FormatDuration(project.config().schedule.stop_timeout_ms) + " to end"}),
        service(project, {.observer = &log, .drain = interrupts.drain(), .stop = interrupts.stop()}) {}

  RunLog log;
  Interrupts interrupts;
  RunService service;
};

// The JSON object of `run --once` and `retry`.
void PrintRunsJson(const std::vector<RunDetails>& runs) {
  const auto processing =
      std::ranges::find(runs, kProcessWorkflow, [](const RunDetails& each) { return each.run.workflow; });
  PrintToStdout(JsonObject()
                    .Json("scheduled_run", processing == runs.end() ? "null" : WorkflowJson(*processing))
                    .Json("runs", WorkflowsJson(runs))
                    .Finish() +
                "\n");
}

int RunOnce(RunningService& running, bool json, const std::vector<std::string>& workflows = {}) {
  std::vector<RunDetails> runs;
  try {
    runs = running.service.RunOnce(workflows);
  } catch (const SystemError&) {
    if (!running.interrupts.came()) throw;
    running.interrupts.End();
  }
  const bool all_done = std::ranges::all_of(runs, [](const RunDetails& each) { return each.run.over(); });
  if (running.interrupts.came() && (runs.empty() || !all_done)) running.interrupts.End();
  if (json) PrintRunsJson(runs);
  if (runs.empty()) LogInfo("nothing to do");
  for (const RunDetails& each : runs) {
    if (each.run.state != WorkflowState::kParked) continue;
    LogError(each.run.workflow + " " + each.run.id + " is parked: " + OneLine(each.branches[0].error) +
             "; `millrace retry` resumes");
  }
  return all_done && !running.service.left_behind() ? kExitDone : kExitFailed;
}

int Run(const RunFlags& flags) {
  if (flags.json && !flags.once) throw UserError("--json needs --once: without it, `run` prints log lines");
  Project project(flags.config.LoadForJobs());
  RunningService running(project);
  if (flags.once) return RunOnce(running, flags.json);
  // It sees the warehouse that the service keeps open.
  std::unique_ptr<ConsoleServer> console;
  if (const std::string& listen = project.config().serve.listen; !listen.empty()) {
    console = std::make_unique<ConsoleServer>(
        project, listen, [](const std::string& line) { LogWarning(line); }, AskedRunsBy::kService);
    LogInfo("the console is at " + console->address());
  }
  running.service.RunOnSchedule();
  console.reset();
  // A service normally ends because it is stopped, so the exit code is 0; the next start continues unfinished runs.
  LogInfo(running.interrupts.came() ? "stopped; the next start continues the run" : "stopped");
  return kExitDone;
}

int RetryRuns(Project& project, bool json) {
  const std::vector<RetriedRun> retried = RetryParkedRuns(project);
  if (retried.empty()) {
    if (json) {
      PrintRunsJson({});
    } else {
      PrintToStdout("nothing is parked\n");
    }
    return kExitDone;
  }
  std::vector<std::string> here;  // workflows that no service carries out
  const RetriedRun* left = nullptr;
  for (const RetriedRun& each : retried) {
    if (each.service.empty()) {
      here.push_back(each.workflow);
      continue;
    }
    left = &each;
    if (!json) PrintToStdout(each.workflow + " " + each.id + " will be tried again: " + each.service + "\n");
  }
  if (here.empty()) {
    if (json) {
      PrintToStdout(JsonObject().Field("run_freed", left->id).Field("running", left->service).Finish() + "\n");
    }
    return kExitDone;
  }
  RunningService running(project);
  return RunOnce(running, json, here);
}

int Retry(const RetryFlags& flags) {
  Project project(flags.config.LoadForJobs());
  if (!flags.files.empty()) {
    const std::vector<std::string> freed = FreeFailingFiles(project, flags.files);
    if (flags.json) {
      PrintToStdout(JsonObject().Json("files_freed", JsonTexts(freed)).Finish() + "\n");
      return kExitDone;
    }
    for (const std::string& name : freed) PrintToStdout(name + " will be tried again by the next run\n");
    return kExitDone;
  }
  return RetryRuns(project, flags.json);
}

}  // namespace

void RegisterRun(CommandLine& line) {
  auto flags = std::make_shared<RunFlags>();
  CLI::App& command = AddCommand(
      line.root, "run", "Process, load and refresh metrics on the schedule of the configuration, until stopped",
      {"millrace run # in the foreground, with plain log lines; SIGTERM ends it",
       "millrace run --once # one run now, with its retries",
       "millrace run --set 'schedule.process=rate(10 minutes)'"});
  flags->config.AddTo(command);
  AddSwitch(command, "--once", flags->once, "Run once, now, and exit: 0 if done or nothing to do, 1 if parked");
  AddSwitch(command, "--json", flags->json, "With --once: print one JSON object, the runs with their steps");
  command.callback([&line, flags] { line.run = [flags] { return Run(*flags); }; });
}

void RegisterRetry(CommandLine& line) {
  auto flags = std::make_shared<RetryFlags>();
  CLI::App& command = AddCommand(line.root, "retry", "Retry parked runs, or a file that failed",
                                 {"millrace retry # by the running `millrace run`, or in this process",
                                  "millrace retry --file year=2025/month=03/day=10/a.gz # release a quarantined file"});
  flags->config.AddTo(command);
  AddFlag(command, "--file", flags->files, "FILE",
          "Only this raw file, which runs failed to read: the next run tries it again");
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  command.callback([&line, flags] { line.run = [flags] { return Retry(*flags); }; });
}

}  // namespace millrace
