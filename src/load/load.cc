#include "load/load.h"

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include "load/apps.h"
#include "load/data_windows.h"
#include "load/load_shared.h"
#include "load/reconcile.h"
#include "load/retire.h"
#include "load/table_loop.h"

#include "core/cancelled.h"
#include "core/error.h"
#include "ledger/held_lease.h"
#include "pipeline/job_id.h"
#include "warehouse/ddl.h"

namespace millrace {
namespace {

HeldLease TakeLoadLease(Ledger& ledger, const LoadOptions& options) {
  LeaseSurroundings surroundings;
  surroundings.sleep = [&options](std::chrono::milliseconds time) {
    if (options.stop.stop_requested()) throw Cancelled("told to stop while waiting for another load of the project");
    std::this_thread::sleep_for(time);
  };
  return {ledger, kLoadLease, options.lock_patience, options.on_wait, surroundings};
}

// Batches that an interrupted load had claimed: the warehouse knows which of them took effect.
uint64_t Recover(LoadShared& shared, const LoadApps& apps, BatchMerge& merge) {
  const std::vector<std::string> loads =
      shared.WithLedger([](Ledger& ledger, int64_t /*fence*/) { return ledger.load_items().ClaimedLoads(); });
  for (const std::string& load_id : loads) {
    const std::vector<LoadItem> items =
        shared.WithLedger([&](Ledger& ledger, int64_t /*fence*/) { return ledger.load_items().OfLoad(load_id); });
    const std::string& app = items.front().app;
    shared.EnsureSchema(merge.connection(), app);
    const auto counts = merge.LookUp(*apps.SchemaOf(app), load_id);
    shared.WithLedger([&](Ledger& ledger, int64_t fence) {
      if (counts) {
        ledger.load_items().Finish(
            load_id, {.finished_ns = shared.options.now_ns(), .has_rejects = counts->rejects() > 0}, fence);
      } else {
        ledger.load_items().GiveBack(load_id, fence);
      }
    });
  }
  return loads.size();
}

void Register(FileSystem& files, Ledger& ledger, int64_t fence, LoadApps& apps, const LoadOptions& options,
              LoadReport& report) {
  report.registered = TakeOverJobs(ledger, fence, apps);
  if (!options.notices.empty()) {
    Notices notices = ReadNotices(options.notices, options.lake, options.project);
    report.registered.added += RegisterNotices(ledger, apps, notices.items, options.now_ns());
    report.notices = std::move(notices.counts);
  }
  report.registered.Add(LookAtGivenUp(files, ledger, fence, apps, options.lake));
  if (options.retry) report.files_retried = ledger.load_items().RetryFailed(fence);
  if (options.again) report.files_again = ledger.load_items().LoadAgain(fence);
  if (options.scan) report.registered.Add(ScanLake(files, ledger, fence, apps, options.lake, options.project));
}

// Before all files are loaded again, rows that came or went without a load are written down as such, so that the sums
// of `load_log` are right afterwards.
void BookOtherChanges(LoadShared& shared, const LoadApps& apps, BatchMerge& merge) {
  for (const auto& [app, schema] : apps.all()) {
    shared.EnsureSchema(merge.connection(), app);
    for (const TableId table : kLoadedTables) {
      const TableBalance balance = BalanceOf(merge.connection(), schema, table);
      RowCounts counts;
      if (balance.found < balance.wanted) counts.deleted = static_cast<uint64_t>(balance.wanted - balance.found);
      if (balance.found > balance.wanted) counts.inserted = static_cast<uint64_t>(balance.found - balance.wanted);
      if (counts.deleted + counts.inserted == 0) continue;
      merge.Record({.load_id = shared.NextBatchId(),
                    .sequence = shared.NextSequence(app),
                    .table = table,
                    .schema = schema,
                    .timezone = shared.TimezoneOf(app),
                    .load_time_us = shared.options.now_ns() / 1000},
                   counts);
    }
  }
}

void CountWaiting(LoadItemStore& items, int64_t now, LoadReport& report) {
  for (const LoadItemCounts& counts : items.Counts()) {
    const auto of = [&](LoadState state) { return counts.files[static_cast<size_t>(state)]; };
    TableLoad& table = report.Of(FindTable(counts.table).value());
    table.files_waiting = of(LoadState::kNew) + of(LoadState::kFailed) - counts.given_up;
    report.bytes_waiting += counts.bytes[static_cast<size_t>(LoadState::kNew)];
    report.files_unknown_app += of(LoadState::kUnknownApp);
    report.files_given_up += counts.given_up;
    if (counts.oldest_ns > 0) {
      report.oldest_file_ms = std::max(report.oldest_file_ms, (now - counts.oldest_ns) / 1'000'000);
    }
  }
}

// One loop for each table. The first failure ends the others at their next batch, and is thrown.
void RunLoops(LoadShared& shared) {
  constexpr size_t kLoops = std::size(kLoadedTables);
  std::array<std::exception_ptr, kLoops> failures;
  {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < kLoops; ++i) {
      threads.emplace_back([&, i] {
        try {
          TableLoop(shared, kLoadedTables[i]).Run();
        } catch (...) {
          failures[i] = std::current_exception();
          shared.failed.request_stop();
        }
      });
    }
  }
  std::exception_ptr first;
  for (const std::exception_ptr& failure : failures) {
    if (!failure) continue;
    try {
      std::rethrow_exception(failure);
    } catch (const Cancelled&) {
      if (!first) first = failure;
    } catch (...) {
      std::rethrow_exception(failure);
    }
  }
  if (first) std::rethrow_exception(first);
}

// Days that end without data of an app are complete, too.
void RecordWindows(LoadShared& shared, BatchMerge& merge) {
  const auto windows =
      shared.WithLedger([&](Ledger& ledger, int64_t /*fence*/) { return WindowsToRecord(ledger, shared.options); });
  for (const DataWindow& window : windows) {
    shared.CheckGoingOn();
    const std::string& schema = *shared.apps.SchemaOf(window.app);
    if (merge.HasLoads(schema)) {
      shared.EnsureSchema(merge.connection(), window.app);
      merge.RecordWindow(schema, shared.NextSequence(window.app), window.end_ms);
    }
    shared.WithLedger(
        [&](Ledger& ledger, int64_t fence) { MarkRecorded(ledger, window, fence, shared.options.now_ns()); });
  }
}

}  // namespace

LoadReport Load(FileSystem& files, Ledger& ledger, Warehouse& warehouse, const LoadOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const HeldLease lease = TakeLoadLease(ledger, options);
  LoadReport report;
  report.load_id = NewJobId(WallClockNs());
  LoadApps apps(ledger, lease.fence(), options.apps, options.max_apps);
  std::shared_ptr<Warehouse> embedded;
  const auto connection = warehouse.Connect();
  if (!connection->ReadsLakeFiles()) embedded = OpenEmbedded(options.temporary_folder, options.memory_bytes);
  const SqlModels models = SqlModels::BuiltIn(connection->dialect());
  const MergePlace place{
      .warehouse = warehouse, .embedded = embedded.get(), .models = models, .holder = report.load_id};
  LoadShared shared(files, ledger, lease.fence(), apps, place, options, report);
  BatchMerge merge(place);
  report.recovered = Recover(shared, apps, merge);
  Register(files, ledger, lease.fence(), apps, options, report);
  if (options.again) {
    ForgetRowsOfEmptySchemas(shared, merge, options.keys_folder);
    BookOtherChanges(shared, apps, merge);
  }
  CountWaiting(ledger.load_items(), options.now_ns(), report);
  RunLoops(shared);
  RecordWindows(shared, merge);
  RetireRows(shared, merge, options.keys_folder);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace millrace
