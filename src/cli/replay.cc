// millrace replay: processes rejects again, after rules or configuration were corrected.
#include <memory>

#include "cli/command.h"
#include "cli/job_run.h"
#include "cli/report_lines.h"
#include "cli/report_print.h"
#include "core/did_you_mean.h"
#include "core/error.h"
#include "core/log.h"
#include "pipeline/report_json.h"
#include "project/process.h"

namespace millrace {
namespace {

constexpr const char* kKeptByReplay =
    "committed events are in the lake, and the next `millrace replay` processes the other rejects";

struct ReplayFlags {
  ConfigFlags config;
  std::vector<std::string> reasons;
  std::string from;
  std::string to;
  JobFlags job;
};

RejectReason ReasonOf(const std::string& name) {
  if (const auto reason = FindRejectReason(name)) return *reason;
  std::vector<std::string_view> names;
  names.reserve(kRejectReasonCount);
  for (int i = 0; i < kRejectReasonCount; ++i) names.push_back(RejectReasonName(static_cast<RejectReason>(i)));
  throw UserError("--reason: there is no reason `" + name + "`" + DidYouMeanHint(name, names));
}

int RunReplay(const CommandLine& line, const ReplayFlags& flags) {
  RejectFilter filter;
  for (const std::string& name : flags.reasons) filter.reasons.push_back(ReasonOf(name));
  filter.from_ns = InstantFlag("--from", flags.from);
  filter.to_ns = InstantFlag("--to", flags.to);
  Project project(flags.config.LoadForJobs());
  const RunReport report =
      RunWithProgress(line, {"replaying", kKeptByReplay, flags.job.wait.patience()},
                      [&](const JobControl& control) { return ReplayRejects(project, filter, control); });
  if (report.recovered > 0) LogInfo("recovered from a crash: " + Plural(report.recovered, "unfinished job"));
  if (flags.job.json) {
    PrintToStdout(ReportJson(report, JobKind::kReplay) + "\n");
  } else if (report.runs == 0) {
    PrintToStdout("nothing to replay: no such reject is left\n");
  } else {
    PrintToStdout(RenderReplay(report, line.Color(stdout)));
  }
  return kExitDone;
}

}  // namespace

void RegisterReplay(CommandLine& line) {
  auto flags = std::make_shared<ReplayFlags>();
  CLI::App& command = AddCommand(
      line.root, "replay", "Process rejects again, after rules or configuration are fixed; never creates duplicates",
      {"millrace replay --reason late --set processing.max_event_age=30d # accept late events after all",
       "millrace replay --reason bot,unknown_app --from 2025-03-01 # since the first of March"});
  flags->config.AddTo(command);
  AddFlag(command, "-r,--reason", flags->reasons, "REASONS=" + ReasonChoices(),
          "Reasons, separated by commas; see docs/reference/rejects.md")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->required();
  AddFlag(command, "--from", flags->from, "TIME", "Only rejects of requests that were ingested after this time");
  AddFlag(command, "--to", flags->to, "TIME", "Only rejects of requests that were ingested up to this time");
  flags->job.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunReplay(line, *flags); }; });
}

}  // namespace millrace
