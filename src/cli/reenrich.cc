// millrace re-enrich: computes location, user agent and traffic source of stored events again.
#include <memory>

#include "cli/command.h"
#include "cli/job_run.h"
#include "cli/upkeep_print.h"
#include "core/error.h"
#include "project/lake_upkeep.h"

namespace millrace {
namespace {

const UpkeepWords kReenrichWords = {JobKind::kReenrich, "re-enrich", "re-enriched"};
constexpr const char* kKeptByReenrich = "finished partitions are kept; repeat the command for the others";

struct ReenrichFlags {
  ConfigFlags config;
  std::string from;
  std::string to;
  bool dry_run = false;
  JobFlags job;
};

int RunReenrich(const CommandLine& line, const ReenrichFlags& flags) {
  const ReenrichOptions reenrich{.first_day = DayFlag("--from", flags.from), .last_day = DayFlag("--to", flags.to)};
  if (*reenrich.first_day > *reenrich.last_day) throw UserError("--from must not be after --to");
  Project project(flags.config.LoadForJobs());
  if (flags.dry_run) return PrintChanges(line, kReenrichWords, ReenrichmentOf(project, reenrich), flags.job.json);
  const RunReport report =
      RunWithProgress(line, {"enriching", kKeptByReenrich, flags.job.wait.patience()},
                      [&](const JobControl& control) { return ReenrichLake(project, reenrich, control); });
  PrintRewrite(kReenrichWords, report, flags.job.json);
  return kExitDone;
}

}  // namespace

void RegisterReenrich(CommandLine& line) {
  auto flags = std::make_shared<ReenrichFlags>();
  CLI::App& command =
      AddCommand(line.root, "re-enrich",
                 "Compute location, user agent and traffic source of stored events again, with the current databases",
                 {"millrace re-enrich --from 2025-03-01 --to 2025-03-31",
                  "millrace re-enrich --from 2025-03-10 --to 2025-03-10 --dry-run # list the files"});
  flags->config.AddTo(command);
  AddFlag(command, "--from", flags->from, "DAY", "The first day of events")->required();
  AddFlag(command, "--to", flags->to, "DAY", "The last day of events, inclusive")->required();
  AddSwitch(command, "-n,--dry-run", flags->dry_run, "Print which partitions would be rewritten, change nothing");
  flags->job.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunReenrich(line, *flags); }; });
}

}  // namespace millrace
