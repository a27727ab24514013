// millrace load: lake files into the warehouse.
#include <iostream>
#include <iterator>
#include <memory>

#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/job_run.h"
#include "cli/load_print.h"
#include "cli/progress.h"
#include "cli/report_lines.h"
#include "cli/table_print.h"
#include "core/error.h"
#include "core/log.h"
#include "core/one_line.h"
#include "project/load_service.h"
#include "storage/read_whole.h"

namespace millrace {
namespace {

constexpr const char* kKeptByLoad =
    "committed batches are in the warehouse, and the next `millrace load` loads the others";

struct LoadFlags {
  ConfigFlags config;
  bool scan = false;
  bool retry = false;
  bool again = false;
  std::string notices;
  JobFlags job;
};

// Warnings of a load, and how far it is.
class LoadObserver : public JobObserver {
 public:
  explicit LoadObserver(Progress::Options style) : progress_(std::move(style)) {}
  void OnWait(const std::string& holder) override { LogInfo("waiting: " + holder); }
  void OnWarning(const std::string& text) override { LogWarning(text); }
  void OnProgress(const ProgressCounts& counts) override { progress_.Update(counts); }

 private:
  Progress progress_;
};

std::string ReadNoticesFrom(Project& project, const std::string& source) {
  if (source.empty()) return {};
  if (source == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  return ReadWhole(project.files(), source);
}

LoadReport LoadWithProgress(const CommandLine& line, Project& project, const LoadFlags& flags) {
  const LoadRequest request{.scan = flags.scan,
                            .retry = flags.retry,
                            .again = flags.again,
                            .notices = ReadNoticesFrom(project, flags.notices)};
  Progress::Options style = Progress::ForStderr();
  style.label = "loading";
  if (line.quiet) style.write = [](std::string_view) {};
  const Interrupts interrupts({.kept = kKeptByLoad});
  try {
    LoadObserver observer(std::move(style));
    return LoadLake(project, request,
                    {.observer = &observer, .patience = flags.job.wait.patience(), .stop = interrupts.stop()});
  } catch (const SystemError&) {
    if (!interrupts.came()) throw;
    interrupts.End();
  }
}

// `3 × user_pseudo_id is null, 1 × event_id is null`
std::string ColumnsText(const std::map<std::string, uint64_t>& by_column) {
  std::string text;
  for (const auto& [column, count] : by_column) {
    text += (text.empty() ? "" : ", ") + FormatCount(count) + " × " + column + " is null";
  }
  return text;
}

void WarnOfLoad(const LoadReport& report) {
  if (report.recovered > 0) LogInfo("recovered from a crash: " + Plural(report.recovered, "unfinished batch"));
  for (const UnusedNotice& notice : report.notices.unused) {
    LogWarning("notice left out, line " + std::to_string(notice.line) + ": " + notice.what);
  }
  if (const uint64_t rejected = report.Total().rows.rejects(); rejected > 0) {
    LogWarning(Plural(rejected, "row") + " broke a rule of the table and " + (rejected == 1 ? "is" : "are") +
               " left out: " + ColumnsText(report.Total().rows.rejected));
  }
  if (report.rejects_stored > 0) {
    LogInfo(Plural(report.rejects_stored, "rejected row") +
            " stored; `millrace query \"SELECT * FROM rejects WHERE stage = 'load'\"` shows them");
  }
  for (const auto& [column, count] : report.Total().rows.not_finite) {
    LogWarning("NaN or infinity became NULL: " + Plural(count, "value") + " of `" + column + "`");
  }
  for (const FailedFile& file : report.failed) LogError("not loaded: " + file.path + ": " + OneLine(file.error));
  if (report.files_given_up > 0) {
    LogWarning("not attempted: " + Plural(report.files_given_up, "lake file") +
               " that failed three times; they wait until they change, or for `millrace load --retry`");
  }
  if (report.files_unknown_app > 0) {
    LogWarning(Plural(report.files_unknown_app, "lake file") +
               " of apps without a schema in the warehouse; add the apps to `apps`, or raise `warehouse.max_apps`");
  }
}

int RunLoad(const CommandLine& line, const LoadFlags& flags) {
  Project project(flags.config.LoadForJobs());
  const LoadReport report = LoadWithProgress(line, project, flags);
  WarnOfLoad(report);
  PrintToStdout(flags.job.json ? LoadJson(report) + "\n" : RenderLoad(report, line.Color(stdout)));
  return report.failed.empty() ? kExitDone : kExitFailed;
}

}  // namespace

void RegisterLoad(CommandLine& line) {
  auto flags = std::make_shared<LoadFlags>();
  CLI::App& command = AddCommand(
      line.root, "load", "Load new lake files into the warehouse",
      {"millrace load # what was processed since the last load",
       "millrace load --scan # also files that other programs wrote into the lake",
       "millrace load --retry # also files that failed three times, after their cause is gone",
       "aws sqs receive-message --queue-url URL | millrace load --notices - # files that an object store announced"});
  flags->config.AddTo(command);
  AddSwitch(command, "--scan", flags->scan, "Look through the lake for files that nobody announced");
  AddSwitch(command, "--retry", flags->retry, "Try files that failed again, also those that failed three times");
  AddSwitch(command, "--again", flags->again, "Load every lake file again: brings back what the warehouse has lost");
  AddFlag(command, "--notices", flags->notices, "FILE",
          "Read notices of new objects: S3 events, also inside SQS, SNS and EventBridge messages; `-` is stdin");
  flags->job.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunLoad(line, *flags); }; });
}

}  // namespace millrace
