// millrace re-enrich: place, user agent and traffic source of stored events, anew.
#include "upkeep/reenrich.h"

#include <memory>

#include "project/project_parts.h"

#include "cli/command.h"
#include "cli/job_run.h"
#include "cli/upkeep_print.h"
#include "core/error.h"
#include "ledger/sqlite_ledger.h"
#include "storage/all_file_systems.h"

namespace millrace {
namespace {

struct ReenrichFlags {
  ConfigFlags config;
  std::string from;
  std::string to;
  bool dry_run = false;
  bool json = false;
  int wait_seconds = 0;
};

int RunReenrich(const CommandLine& line, const ReenrichFlags& flags) {
  const Config config = flags.config.Load();
  AllFileSystems files(config);
  const ReenrichOptions reenrich{.first_day = DayFlag("--from", flags.from), .last_day = DayFlag("--to", flags.to)};
  if (*reenrich.first_day > *reenrich.last_day) throw UserError("--from must not be after --to");
  if (flags.dry_run) {
    const auto ledger = OpenSqliteLedgerToRead(LedgerPath(config.state, config.project));
    std::vector<PartitionChange> changes;
    for (const ReenrichStep& step : PlanReenrichment(files, *ledger, PipelineOptionsOf(config), reenrich)) {
      changes.push_back({.table = TableId::kEvent,
                         .app = step.partition.app,
                         .day = step.partition.day,
                         .files = step.files.size(),
                         .bytes = step.bytes});
    }
    PrintToStdout(flags.json ? ChangesJson("re-enrich", changes) + "\n" : RenderChanges("re-enrich", changes));
    return kExitDone;
  }
  const OpenEnrichments enrichments(config);
  if (!enrichments.plugins.empty()) {
    throw UserError("`processing.enrichments` names the plug-in `" +
                    enrichments.plugins.front()->plugin().facts().name +
                    "`: re-enrichment knows the built-in enrichments only; leave the columns that plug-ins set as they "
                    "are with --set processing.enrichments=ip,user_agent,traffic_source");
  }
  PipelineOptions options = PipelineOptionsOf(config, enrichments);
  const RunReport report = RunJobs(line, config, options, {"enriching", flags.wait_seconds},
                                   [&](Ledger& ledger) { return Reenrich(files, ledger, options, reenrich); });
  PrintRewrite(report, "re-enriched", flags.json);
  return kExitDone;
}

}  // namespace

void RegisterReenrich(CommandLine& line) {
  auto flags = std::make_shared<ReenrichFlags>();
  CLI::App& command = AddCommand(
      line.root, "re-enrich", "Find place, user agent and traffic source of stored events anew, with today's databases",
      {"millrace re-enrich --from 2025-03-01 --to 2025-03-31",
       "millrace re-enrich --from 2025-03-10 --to 2025-03-10 --dry-run # which files"});
  flags->config.AddTo(command);
  AddFlag(command, "--from", flags->from, "DAY", "The first day of events")->required();
  AddFlag(command, "--to", flags->to, "DAY", "The last day of events, it included")->required();
  AddSwitch(command, "-n,--dry-run", flags->dry_run, "Say which partitions would be rewritten and change nothing");
  AddSwitch(command, "--json", flags->json, "Print the summary as one JSON object");
  AddFlag(command, "--wait", flags->wait_seconds, "SECONDS", "How long to wait for another run of the project")
      ->check(AtLeast(0));
  command.callback([&line, flags] { line.run = [&line, flags] { return RunReenrich(line, *flags); }; });
}

}  // namespace millrace
