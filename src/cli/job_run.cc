#include "cli/job_run.h"

#include "cli/interrupts.h"
#include "cli/plan_print.h"
#include "cli/progress.h"
#include "cli/report_lines.h"
#include "cli/report_print.h"
#include "core/error.h"
#include "core/log.h"
#include "core/quantity.h"
#include "core/time.h"
#include "core/utf8.h"
#include "pipeline/report_json.h"

namespace millrace {
namespace {

class JobProgress : public JobObserver {
 public:
  explicit JobProgress(Progress::Options style) : progress_(std::move(style)) {}
  void OnWait(const std::string& holder) override { LogInfo("waiting: " + holder); }
  void OnSettle(uint64_t files, int64_t wait_ns) override {
    const int64_t seconds = (wait_ns + 999'999'999) / 1'000'000'000;
    LogInfo("waiting " + FormatCount(static_cast<uint64_t>(seconds)) + " s for " + FormatCount(files) +
            (files == 1 ? " file" : " files") + " to settle; --settle 0s reads " + (files == 1 ? "it" : "them") +
            " now");
  }
  void OnProgress(const ProgressCounts& counts) override { progress_.Update(counts); }

 private:
  Progress progress_;
};

}  // namespace

void WaitFlag::AddTo(CLI::App& command) {
  AddFlag(command, "--wait", text, "DURATION", "How long to wait for another run of the project")->check(IsDuration());
}

std::chrono::milliseconds WaitFlag::patience() const {
  return std::chrono::milliseconds(*ParseDuration(text));
}

void JobFlags::AddTo(CLI::App& command) {
  AddSwitch(command, "--json", json, "Print the summary as one JSON object");
  wait.AddTo(command);
}

RunReport RunWithProgress(const CommandLine& line, const JobRunOptions& options,
                          const std::function<RunReport(const JobControl&)>& service) {
  Progress::Options style = Progress::ForStderr();
  style.label = options.label;
  if (line.quiet) style.write = [](std::string_view) {};
  const Interrupts interrupts({.kept = options.kept});
  try {
    JobProgress progress(std::move(style));
    return service({.observer = &progress, .patience = options.patience, .stop = interrupts.stop()});
  } catch (const SystemError&) {
    // A job that is stopped releases its files, so that none of them is blamed for the end of the process.
    if (!interrupts.came()) throw;
    interrupts.End();
  }
}

void PrintReport(const CommandLine& line, const RunReport& report, bool json) {
  for (const ChangedRead& file : report.changed_files) {
    LogWarning("not read again, because it changed after an earlier run read it: " + ShownName(file.name) + ": " +
               file.what);
  }
  for (const std::string& file : report.still_written) {
    LogWarning("still being written, left for the next run: " + ShownName(file));
  }
  for (const FailedRead& file : report.failed_files) {
    const std::string count = std::to_string(file.failures) + (file.failures == 1 ? " failure" : " failures");
    LogError("not processed: " + ShownName(file.name) + ": " + file.reason + "; " +
             (file.quarantined ? "quarantined after " + count + ", `millrace retry --file` releases it"
                               : count + ", the next run tries it alone"));
  }
  for (const UnlistedFolder& folder : report.unlisted) LogError(folder.Sentence());
  if (report.quarantined > 0) {
    LogWarning("not attempted: " + FormatCount(report.quarantined) + " quarantined file" +
               (report.quarantined == 1 ? "" : "s") + "; `millrace status` shows the reasons");
  }
  if (!report.lost_files.empty()) {
    LogWarning(Plural(report.lost_files.size(), "lake file") + " missing or changed, the first: " +
               report.lost_files.front() + "; `millrace process --again --lost` reads their raw files again");
  }
  if (report.recovered > 0) {
    LogInfo("recovered from a crash: " + Plural(report.recovered, "unfinished job"));
  }
  if (json) {
    PrintToStdout(ReportJson(report, JobKind::kProcess) + "\n");
  } else if (report.job_id.empty()) {
    PrintToStdout(NothingToDo(report.already_done, report.unsettled, report.days_not_listed));
  } else {
    PrintToStdout(RenderReport(report, line.Color(stdout)));
  }
  if (const auto warning = WrongInputWarning(report.counters)) LogWarning(*warning);
}

}  // namespace millrace
