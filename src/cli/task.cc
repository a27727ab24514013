// millrace task: does one task of a job that `millrace process --tasks` runs.
#include <memory>

#include "cli/command.h"
#include "cli/interrupts.h"
#include "core/error.h"
#include "core/log.h"
#include "project/process.h"
#include "storage/read_whole.h"

namespace millrace {
namespace {

struct TaskFlags {
  ConfigFlags config;
  std::string file = "-";
};

// /dev/stdin is a file like any other, but its size is unknown.
JobTask TaskIn(const std::string& file) {
  const std::string text = ReadWhole(LocalFileSystem(), file == "-" ? "/dev/stdin" : file);
  return ParseJobTask(text.substr(0, text.find('\n')));
}

int RunTask(const TaskFlags& flags) {
  const JobTask task = TaskIn(flags.file);
  Project project(flags.config.LoadForJobs());
  const Interrupts interrupts({.kept = "the task has no result, and what it staged is removed"});
  try {
    const TaskAnswer answer = DoTaskOfJob(project, task, {.stop = interrupts.stop()},
                                          [](const TaskAnswer& told) { PrintToStdout(ToJson(told) + "\n"); });
    PrintToStdout(ToJson(answer) + "\n");
    if (answer.result) return kExitDone;
    LogError("task " + std::to_string(task.number) + " failed: " + *answer.failed);
    return kExitFailed;
  } catch (const SystemError&) {
    if (!interrupts.came()) throw;
    interrupts.End();
  }
}

}  // namespace

void RegisterTask(CommandLine& line) {
  auto flags = std::make_shared<TaskFlags>();
  CLI::App& command =
      AddCommand(line.root, "task", "Do one task of a job of `millrace process --tasks`, on this or another machine",
                 {"millrace task < task.json # prints progress and the result, one JSON object a line",
                  "millrace task task.json --config /etc/millrace.yml"});
  AddArgument(command, "FILE", flags->file, "The line of kind `read` that `process --tasks` printed; - is stdin")
      ->envname("MILLRACE_TASK_FILE");
  flags->config.AddTo(command);
  command.callback([&line, flags] { line.run = [flags] { return RunTask(*flags); }; });
}

}  // namespace millrace
