// millrace compact: merges small files into large ones, and the rows of each user into one.
#include <memory>

#include "cli/command.h"
#include "cli/job_run.h"
#include "cli/upkeep_print.h"
#include "core/error.h"
#include "project/lake_upkeep.h"

namespace millrace {
namespace {

const UpkeepWords kCompactWords = {JobKind::kCompact, "compact", "compacted"};
constexpr const char* kKeptByCompact =
    "finished partitions are kept, and the next `millrace compact` merges the others";

struct CompactFlags {
  ConfigFlags config;
  std::vector<std::string> tables;
  std::string from;
  std::string to;
  bool dry_run = false;
  JobFlags job;
};

int RunCompact(const CommandLine& line, const CompactFlags& flags) {
  const CompactOptions compact{.tables = TableFlag("--table", flags.tables),
                               .first_day = DayFlag("--from", flags.from),
                               .last_day = DayFlag("--to", flags.to)};
  if (compact.first_day && compact.last_day && *compact.first_day > *compact.last_day) {
    throw UserError("--from must not be after --to");
  }
  Project project(flags.config.LoadForJobs());
  if (flags.dry_run) return PrintChanges(line, kCompactWords, CompactionOf(project, compact), flags.job.json);
  const RunReport report =
      RunWithProgress(line, {"compacting", kKeptByCompact, flags.job.wait.patience()},
                      [&](const JobControl& control) { return CompactLake(project, compact, control); });
  PrintRewrite(kCompactWords, report, flags.job.json);
  return kExitDone;
}

}  // namespace

void RegisterCompact(CommandLine& line) {
  auto flags = std::make_shared<CompactFlags>();
  CLI::App& command =
      AddCommand(line.root, "compact", "Merge the small files of each partition, and user_v2 to one row per user",
                 {"millrace compact --dry-run # list the files and partitions",
                  "millrace compact --table event_v2 --from 2025-03-01 --to 2025-03-31"});
  flags->config.AddTo(command);
  AddFlag(command, "-t,--table", flags->tables, "TABLES=" + TableChoices(), "Only these tables, separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false);
  AddFlag(command, "--from", flags->from, "DAY",
          "Only partitions from this day on; user_v2 is always merged completely");
  AddFlag(command, "--to", flags->to, "DAY", "Only partitions up to and including this day");
  AddSwitch(command, "-n,--dry-run", flags->dry_run, "Print what would be merged, change nothing");
  flags->job.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunCompact(line, *flags); }; });
}

}  // namespace millrace
