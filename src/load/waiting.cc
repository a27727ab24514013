#include "load/waiting.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "load/apps.h"
#include "load/data_windows.h"
#include "load/register.h"
#include "load/retired_keys.h"

#include "lake/partition_path.h"
#include "ledger/held_lease.h"
#include "warehouse/ddl.h"

namespace millrace {
namespace {

// Whether files that wait for their app would be let in: `apps` or `max_apps` may be others than before.
bool WouldAdmitApps(LoadItemStore& items, const LoadOptions& options) {
  constexpr size_t kPage = 1000;
  const std::vector<LoadItem> unknown = items.InState(LoadState::kUnknownApp, "", "", kPage);
  if (unknown.empty()) return false;
  std::set<std::string, std::less<>> apps;
  std::set<std::string, std::less<>> taken;
  for (const RegisteredApp& app : items.Apps()) {
    apps.insert(app.app);
    taken.insert(app.schema);
  }
  if (!options.apps.empty()) {
    return std::ranges::any_of(options.apps, [&](const std::string& app) { return !apps.contains(FolderApp(app)); });
  }
  return apps.size() < options.max_apps &&
         std::ranges::any_of(unknown, [&](const LoadItem& item) { return WhyNoSchema(item.app, taken).empty(); });
}

bool HasKeysToRetire(FileSystem& files, LoadItemStore& items, const std::string& keys_folder) {
  const std::vector<RetiredKeys> all = ListRetiredKeys(files, keys_folder);
  if (all.empty()) return false;
  std::set<std::string> retiring;
  for (const LedgerJob& job : items.JobsRetiring()) retiring.insert(job.id);
  // What the warehouse has refused is tried again by the next load that has other work.
  return std::ranges::any_of(
      all, [&](const RetiredKeys& keys) { return keys.error.empty() && !retiring.contains(keys.job_id); });
}

}  // namespace

std::array<WaitingFiles, kTableCount> FilesToLoad(Ledger& ledger) {
  std::array<WaitingFiles, kTableCount> waiting{};
  const auto of = [&](TableId table) -> WaitingFiles& { return waiting[static_cast<size_t>(table)]; };
  for (const LoadItemCounts& counts : ledger.load_items().Counts()) {
    WaitingFiles& table = of(FindTable(counts.table).value());
    for (const LoadState state : {LoadState::kNew, LoadState::kClaimed}) {
      table.files += counts.files[static_cast<size_t>(state)];
      table.bytes += counts.bytes[static_cast<size_t>(state)];
    }
  }
  for (const LedgerJob& job : ledger.load_items().JobsToRegister(kAllJobs)) {
    for (const LedgerOutput& output : ledger.outputs().OfJob(job.id)) {
      const auto table = FindTable(output.table);
      if (!table || *table == TableId::kReject) continue;
      ++of(*table).files;
      of(*table).bytes += output.bytes;
    }
  }
  return waiting;
}

bool LoadHasWork(FileSystem& files, Ledger& ledger, const LoadOptions& options) {
  LoadItemStore& items = ledger.load_items();
  const auto waits = [&](TableId table) { return !items.Waiting(TableOf(table).name, 1).empty(); };
  return !items.JobsToRegister(1).empty() || !items.ClaimedLoads().empty() || !items.WithRejects(1).empty() ||
         std::ranges::any_of(kLoadedTables, waits) || WouldAdmitApps(items, options) ||
         HasKeysToRetire(files, items, options.keys_folder) || !WindowsToRecord(ledger, options).empty();
}

void ScanForLoads(FileSystem& files, Ledger& ledger, const LoadOptions& options) {
  if (!LeaseWatch(ledger.leases(), std::string(kLoadLease)).Holder().empty()) return;
  const HeldLease lease(ledger, kLoadLease, options.lock_patience, options.on_wait);
  LoadApps apps(ledger, lease.fence(), options.apps, options.max_apps);
  ScanLake(files, ledger, lease.fence(), apps, options.lake, options.project);
}

std::optional<uint64_t> AnnounceForLoads(Ledger& ledger, const LoadOptions& options, std::vector<LoadItem>& items) {
  if (!LeaseWatch(ledger.leases(), std::string(kLoadLease)).Holder().empty()) return std::nullopt;
  const HeldLease lease(ledger, kLoadLease, options.lock_patience, options.on_wait);
  LoadApps apps(ledger, lease.fence(), options.apps, options.max_apps);
  return RegisterNotices(ledger, apps, items, options.now_ns());
}

}  // namespace millrace
