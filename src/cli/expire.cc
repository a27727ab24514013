// millrace expire: what is older than its table is kept for.
#include "upkeep/expire.h"

#include <map>
#include <memory>

#include "project/project_parts.h"

#include "cli/command.h"
#include "cli/job_run.h"
#include "cli/lake_copy.h"
#include "cli/upkeep_print.h"
#include "core/error.h"
#include "core/time.h"
#include "ledger/sqlite_ledger.h"
#include "pipeline/job_id.h"
#include "storage/all_file_systems.h"

namespace millrace {
namespace {

struct ExpireFlags {
  ConfigFlags config;
  bool lake = false;
  bool yes = false;
  bool json = false;
  int wait_seconds = 0;
};

ExpireOptions OptionsOf(const Config::Retention& retention) {
  constexpr int64_t kDayMs = 86'400'000;
  const int64_t now_ms = WallClockNs() / 1'000'000;
  ExpireOptions expire;
  const auto set = [&](TableId table, int64_t kept_ms) {
    if (kept_ms > 0)
      expire.first_kept_day[static_cast<size_t>(table)] = static_cast<int32_t>((now_ms - kept_ms) / kDayMs);
  };
  set(TableId::kEvent, retention.event_v2_ms);
  set(TableId::kItem, retention.item_v2_ms);
  set(TableId::kUser, retention.user_v2_ms);
  set(TableId::kSession, retention.session_ms);
  set(TableId::kReject, retention.rejects_ms);
  return expire;
}

int RunExpire(const CommandLine& line, const ExpireFlags& flags) {
  if (!flags.lake) throw UserError("say what to expire: --lake");
  const Config config = flags.config.Load();
  AllFileSystems files(config);
  const ExpireOptions expire = OptionsOf(config.retention);
  PipelineOptions options = PipelineOptionsOf(config);
  if (flags.yes) {
    const RunReport report = RunJobs(line, config, options, {"expiring", flags.wait_seconds},
                                     [&](Ledger& ledger) { return Expire(files, ledger, options, expire); });
    DropLakeCopy(config);
    PrintRewrite(report, "removed", flags.json);
    return kExitDone;
  }
  const auto ledger = OpenSqliteLedgerToRead(LedgerPath(config.state, config.project));
  std::map<std::pair<TableId, Partition>, PartitionChange> by_partition;
  for (const ExpiredFile& each : PlanExpiry(files, *ledger, options, expire)) {
    const Partition& partition = each.file.partition;
    PartitionChange& change = by_partition[{each.table, partition}];
    change.table = each.table;
    change.app = partition.app;
    change.day = partition.day;
    ++change.files;
    change.bytes += each.file.file.size;
  }
  std::vector<PartitionChange> changes;
  changes.reserve(by_partition.size());
  for (auto& [partition, change] : by_partition) changes.push_back(std::move(change));
  PrintToStdout(flags.json ? ChangesJson("remove", changes) + "\n" : RenderChanges("remove", changes));
  return kExitDone;
}

}  // namespace

void RegisterExpire(CommandLine& line) {
  auto flags = std::make_shared<ExpireFlags>();
  CLI::App& command = AddCommand(
      line.root, "expire", "Remove partitions that are older than `retention` keeps them; says which, unless --yes",
      {"millrace expire --lake --set retention.event_v2=400d # what would be removed", "millrace expire --lake --yes"});
  flags->config.AddTo(command);
  AddSwitch(command, "--lake", flags->lake, "Of the lake");
  AddSwitch(command, "-y,--yes", flags->yes, "Remove them; without it nothing changes");
  AddSwitch(command, "--json", flags->json, "Print the summary as one JSON object");
  AddFlag(command, "--wait", flags->wait_seconds, "SECONDS", "How long to wait for another run of the project")
      ->check(AtLeast(0));
  command.callback([&line, flags] { line.run = [&line, flags] { return RunExpire(line, *flags); }; });
}

}  // namespace millrace
