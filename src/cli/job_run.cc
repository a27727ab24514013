#include "cli/job_run.h"

#include "cli/plan_print.h"
#include "cli/report_print.h"
#include "core/log.h"
#include "core/progress.h"
#include "core/quantity.h"
#include "ledger/sqlite_ledger.h"

namespace millrace {
RunReport RunJobs(const CommandLine& line, const Config& config, PipelineOptions& options, const JobRunOptions& run,
                  const std::function<RunReport(Ledger&)>& jobs) {
  LocalFileSystem().MakeDirectories(config.state);
  const auto ledger = OpenSqliteLedger(LedgerPath(config.state, config.project));
  Progress::Options style = Progress::ForStderr();
  style.label = run.label;
  if (line.quiet) style.write = [](std::string_view) {};
  Progress progress(style);
  options.lock_patience = std::chrono::seconds(run.wait_seconds);
  options.on_wait = [](const std::string& holder) { LogInfo("waiting: " + holder); };
  options.on_progress = [&progress](const ProgressCounts& counts) { progress.Update(counts); };
  RunReport report = jobs(*ledger);
  options.on_progress = nullptr;
  return report;
}

void PrintReport(const CommandLine& line, const RunReport& report, bool json) {
  for (const ChangedRead& file : report.changed_files) {
    LogWarning("not read again, it has changed since an earlier run read it: " + file.name + ": " + file.what);
  }
  for (const std::string& file : report.still_written) {
    LogWarning("still being written, left for the next run: " + file);
  }
  for (const FailedRead& file : report.failed_files) {
    const std::string count = std::to_string(file.failures) + (file.failures == 1 ? " failure" : " failures");
    LogError("left behind: " + file.name + ": " + file.reason + "; " +
             (file.quarantined ? "quarantined after " + count + ", `millrace retry --file` frees it"
                               : count + ", the next run tries it alone"));
  }
  if (report.quarantined > 0) {
    LogWarning("not tried: " + FormatCount(report.quarantined) + " quarantined file" +
               (report.quarantined == 1 ? "" : "s") + "; `millrace status` tells why");
  }
  if (report.recovered > 0) {
    LogInfo("recovered from a crash: " + FormatCount(report.recovered) + " unfinished job" +
            (report.recovered == 1 ? "" : "s"));
  }
  if (json) {
    PrintToStdout(ToJson(report) + "\n");
  } else if (report.job_id.empty()) {
    PrintToStdout(NothingToDo(report.already_done, report.unsettled));
  } else {
    PrintToStdout(RenderReport(report, line.Color(stdout)));
  }
  // A replay reads what was rejected before.
  const auto warning = report.replay.selected > 0 ? std::nullopt : WrongInputWarning(report.counters);
  if (warning) LogWarning(*warning);
}

}  // namespace millrace
