// millrace expire: what is older than its table is kept for, in the lake or in the warehouse.
#include <memory>

#include "cli/command.h"
#include "cli/expiry_print.h"
#include "cli/interrupts.h"
#include "cli/job_run.h"
#include "cli/model_progress.h"
#include "cli/upkeep_print.h"
#include "core/error.h"
#include "core/log.h"
#include "core/one_line.h"
#include "core/quantity.h"
#include "core/time.h"
#include "project/lake_upkeep.h"

namespace millrace {
namespace {

const UpkeepWords kExpireWords = {JobKind::kExpire, "remove", "removed"};
constexpr const char* kKeptByExpire = "what was removed is gone, and the next `millrace expire` removes the rest";

struct ExpireFlags {
  ConfigFlags config;
  bool lake = false;
  bool warehouse = false;
  bool yes = false;
  bool dry_run = false;
  std::vector<std::string> apps;
  JobFlags job;
};

int ExpireLakeFiles(const CommandLine& line, Project& project, const ExpireFlags& flags) {
  if (!flags.yes) return PrintChanges(line, kExpireWords, ExpiryOf(project), flags.job.json);
  const RunReport report = RunWithProgress(line, {"expiring", kKeptByExpire, flags.job.wait.patience()},
                                           [&](const JobControl& control) { return ExpireLake(project, control); });
  PrintRewrite(kExpireWords, report, flags.job.json);
  return kExitDone;
}

int ExpireWarehouseRows(const CommandLine& line, Project& project, const ExpireFlags& flags) {
  const bool is_dry_run = !flags.yes;
  std::vector<AppExpiry> apps;
  {
    const Interrupts interrupts({.kept = kKeptByExpire});
    ModelProgress progress(line);
    ExpiryWatch watch{
        .models = progress.Watch(flags.job.wait.patience(), interrupts.stop()), .on_chunk = {}, .on_retry = {}};
    watch.on_retry = [](const std::string& app, const std::string& error) { LogInfo(app + ": " + error); };
    if (!line.quiet && IsTerminal(stderr)) {
      watch.on_chunk = [](const std::string& app, const ExpiryChunk& chunk, size_t number, size_t count) {
        SetStatusLine(app + "  " + chunk.table + "  " + std::to_string(number) + "/" + std::to_string(count) + "  " +
                      FormatCount(static_cast<uint64_t>(chunk.rows)) + " rows");
      };
    }
    apps = ExpireWarehouse(project, flags.apps, is_dry_run, watch);
  }
  PrintToStdout(flags.job.json ? ExpiriesJson(apps, is_dry_run) + "\n"
                               : RenderExpiries(apps, is_dry_run, StyleForStdout(line, "table")));
  bool has_failed = false;
  for (const AppExpiry& app : apps) {
    for (const TableExpiry& table : app.result.tables) {
      if (table.error.empty()) continue;
      LogError("rows of " + app.schema + "." + table.table +
               " stay, although they are too old: " + OneLine(table.error));
      has_failed = true;
    }
  }
  return has_failed ? kExitFailed : kExitDone;
}

int RunExpire(const CommandLine& line, const ExpireFlags& flags) {
  if (flags.lake == flags.warehouse) throw UserError("say what to expire: --lake or --warehouse");
  if (flags.yes && flags.dry_run) throw UserError("--yes removes, and --dry-run only lists: use one of them");
  if (flags.lake && !flags.apps.empty()) throw UserError("--app is for --warehouse; the lake expires as a whole");
  Project project(flags.config.LoadForJobs());
  return flags.lake ? ExpireLakeFiles(line, project, flags) : ExpireWarehouseRows(line, project, flags);
}

}  // namespace

void RegisterExpire(CommandLine& line) {
  auto flags = std::make_shared<ExpireFlags>();
  CLI::App& command = AddCommand(
      line.root, "expire", "List what is older than the configuration keeps; with --yes, remove it",
      {"millrace expire --lake --set retention.event_v2=400d # list partitions of the lake",
       "millrace expire --lake --yes # remove them", "millrace expire --warehouse # list rows of the warehouse",
       "millrace expire --warehouse --yes # remove them, day by day"});
  flags->config.AddTo(command);
  AddSwitch(command, "--lake", flags->lake, "Partitions of the lake, by the keys of `retention`");
  AddSwitch(command, "--warehouse", flags->warehouse,
            "Rows of the warehouse, by `warehouse.retention` and `warehouse.metrics_retention`");
  AddFlag(command, "--app", flags->apps, "APPS", "For --warehouse: only these apps, separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false);
  AddSwitch(command, "-y,--yes", flags->yes, "Remove it; without this flag nothing changes");
  AddSwitch(command, "-n,--dry-run", flags->dry_run, "Only list it, as without --yes");
  flags->job.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunExpire(line, *flags); }; });
}

}  // namespace millrace
