#include "load/register.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "load/lake_listing.h"

#include "lake/partition_path.h"
#include "pipeline/job_id.h"
#include "pipeline/lake_view.h"
#include "schema/table.h"

namespace millrace {
namespace {

constexpr size_t kJobsAtOnce = 100;
constexpr size_t kItemsAtOnce = 10'000;
constexpr size_t kGivenUpLookedAt = 1000;

bool IsLoadedTable(std::string_view name) {
  const auto table = FindTable(name);
  return table && *table != TableId::kReject;
}

std::vector<LoadItem> ItemsOfJob(Ledger& ledger, const LedgerJob& job) {
  std::vector<LoadItem> items;
  for (LedgerOutput& output : ledger.outputs().OfJob(job.id)) {
    const auto partition = ParsePartitionFolder(output.partition);
    if (!IsLoadedTable(output.table) || !partition) continue;
    items.push_back({.path = std::move(output.final_path),
                     .table = std::move(output.table),
                     .app = partition->app,
                     .bytes = output.bytes,
                     .version = {},
                     .rows = static_cast<int64_t>(output.rows),
                     .registered_ns = job.finished_ns});
  }
  return items;
}

std::vector<std::string> RetiredPaths(Ledger& ledger, const LedgerJob& job) {
  std::vector<std::string> paths;
  for (RetiredFile& file : ledger.outputs().RetiredBy(job.id)) {
    if (IsLoadedTable(file.table)) paths.push_back(std::move(file.path));
  }
  return paths;
}

// Whether the warehouse has all rows that a compaction copied.
bool AreLoaded(LoadItemStore& items, const std::vector<std::string>& paths) {
  return std::ranges::all_of(paths, [&](const std::string& path) {
    const auto item = items.Find(path);
    return item && item->state == LoadState::kLoaded && !item->has_rejects;
  });
}

void TakeOver(Ledger& ledger, int64_t fence, LoadApps& apps, const LedgerJob& job, RegisterCounts& counts) {
  LoadItemStore& store = ledger.load_items();
  std::vector<LoadItem> items = ItemsOfJob(ledger, job);
  const std::vector<std::string> retired = RetiredPaths(ledger, job);
  const bool unchanged = job.kind == JobKind::kCompact && AreLoaded(store, retired);
  for (LoadItem& item : items) {
    if (unchanged) {
      item.state = LoadState::kLoaded;
      item.load_id = job.id;
      item.finished_ns = job.finished_ns;
    } else {
      apps.Admit(item);
    }
  }
  // What is registered already keeps its state. So when this is repeated after some of the retired files were
  // forgotten, the decision of the first time stays.
  (unchanged ? counts.unchanged : counts.added) += store.Register(items);
  store.Forget(retired, fence);
  counts.forgotten += retired.size();
  store.MarkRegistered(job.id, fence);
}

}  // namespace

RegisterCounts TakeOverJobs(Ledger& ledger, int64_t fence, LoadApps& apps) {
  RegisterCounts counts;
  while (true) {
    const std::vector<LedgerJob> jobs = ledger.load_items().JobsToRegister(kJobsAtOnce);
    for (const LedgerJob& job : jobs) TakeOver(ledger, fence, apps, job, counts);
    if (jobs.size() < kJobsAtOnce) return counts;
  }
}

RegisterCounts ScanLake(FileSystem& files, Ledger& ledger, int64_t fence, LoadApps& apps, const std::string& lake,
                        const std::string& project) {
  RegisterCounts counts;
  std::unordered_set<std::string> present;
  // The ledger is asked before and after the listing: a file that was retired meanwhile may have been listed, one that
  // was committed meanwhile comes with its job.
  std::vector<LoadItem> found = ListLakeItems(files, ledger, lake, project);
  for (const LoadItem& item : found) present.insert(item.path);
  TakeOverJobs(ledger, fence, apps);
  const auto retired = ledger.outputs().AllRetired();
  std::erase_if(found, [&](const LoadItem& item) { return retired.contains(item.path); });
  for (LoadItem& item : found) apps.Admit(item);
  counts.added = ledger.load_items().Register(found);
  for (int state = 0; state < kLoadStateCount; ++state) {
    std::string after;
    while (true) {
      const auto page = ledger.load_items().InState(static_cast<LoadState>(state), "", after, kItemsAtOnce);
      std::vector<std::string> gone;
      for (const LoadItem& item : page) {
        // A file that a job published since the listing.
        if (!present.contains(item.path) && !files.Stat(lake + "/" + item.path)) gone.push_back(item.path);
      }
      ledger.load_items().Forget(gone, fence);
      counts.forgotten += gone.size();
      if (page.size() < kItemsAtOnce) break;
      after = page.back().path;
    }
  }
  return counts;
}

uint64_t RegisterNotices(Ledger& ledger, LoadApps& apps, std::vector<LoadItem>& items, int64_t now_ns) {
  for (LoadItem& item : items) {
    item.registered_ns = item.registered_ns > 0 ? std::min(item.registered_ns, now_ns) : now_ns;
    apps.Admit(item);
  }
  return ledger.load_items().Register(items);
}

RegisterCounts LookAtGivenUp(FileSystem& files, Ledger& ledger, int64_t fence, LoadApps& apps,
                             const std::string& lake) {
  RegisterCounts counts;
  std::vector<LoadItem> changed;
  std::vector<std::string> gone;
  for (LoadItem& item : ledger.load_items().InState(LoadState::kFailed, "", "", kGivenUpLookedAt)) {
    if (item.attempts < kLoadAttempts) continue;
    const auto file = files.Stat(lake + "/" + item.path);
    if (!file) {
      gone.push_back(std::move(item.path));
      continue;
    }
    item.bytes = file->size;
    item.version = ETagOf(*file);
    item.error.clear();
    apps.Admit(item);
    changed.push_back(std::move(item));
  }
  counts.added = ledger.load_items().Register(changed);
  ledger.load_items().Forget(gone, fence);
  counts.forgotten = gone.size();
  return counts;
}

}  // namespace millrace
