#include "load/table_loop.h"

#include <algorithm>
#include <map>
#include <utility>

#include "load/batch_files.h"
#include "load/failure_cause.h"
#include "load/lake_item.h"
#include "load/merge_retry.h"

#include "core/cancelled.h"
#include "core/error.h"

namespace millrace {
namespace {

constexpr size_t kFilesPlannedAtOnce = 10'000;
// So many files that fail one after the other, each alone, are not poisoned: something else is wrong.
constexpr size_t kMostFailuresInARow = 5;

uint64_t BytesOf(const std::vector<LoadItem>& items) {
  uint64_t bytes = 0;
  for (const LoadItem& item : items) bytes += item.bytes;
  return bytes;
}

}  // namespace

TableLoop::TableLoop(LoadShared& shared, TableId table)
    : shared_(shared), table_(table), name_(TableOf(table).name), merge_(shared.merge) {}

void TableLoop::Run() {
  try {
    LoadWhatWaits();
  } catch (const SystemError&) {
    GiveBackSuspects();
    throw;
  }
}

void TableLoop::LoadWhatWaits() {
  while (true) {
    const auto batches = Plan();
    if (batches.empty()) return JudgeSuspects();
    for (const std::vector<LoadItem>& batch : batches) LoadFiles(batch);
  }
}

std::vector<std::vector<LoadItem>> TableLoop::Plan() {
  std::vector<LoadItem> waiting = shared_.WithLedger([&](Ledger& ledger, int64_t /*fence*/) {
    return ledger.load_items().Waiting(name_, kFilesPlannedAtOnce + failed_.size());
  });
  std::vector<std::vector<LoadItem>> batches;
  struct Open {
    size_t batch = 0;
    uint64_t bytes = 0;
  };
  std::map<std::string, Open> open;  // by app
  for (LoadItem& item : waiting) {
    if (failed_.contains(item.path)) continue;
    const auto [found, is_new] = open.try_emplace(item.app);
    Open& batch = found->second;
    if (is_new || batches[batch.batch].size() >= shared_.options.max_files ||
        batch.bytes + item.bytes > shared_.options.max_bytes) {
      batch = {.batch = batches.size()};
      batches.emplace_back();
    }
    batch.bytes += item.bytes;
    batches[batch.batch].push_back(std::move(item));
  }
  return batches;
}

void TableLoop::LoadFiles(const std::vector<LoadItem>& items) {
  shared_.CheckGoingOn();
  shared_.EnsureSchema(merge_.connection(), items.front().app);
  const std::string load_id = shared_.NextBatchId();
  shared_.WithLedger([&](Ledger& ledger, int64_t fence) {
    const uint64_t claimed = ledger.load_items().Claim(load_id, PathsOf(items), fence);
    MILLRACE_CHECK(claimed == items.size());
  });
  RowCounts counts;
  try {
    counts = Merge(items, load_id);
  } catch (const UserError& error) {
    return Isolate(items, load_id, error.what());
  } catch (const Cancelled&) {
    GiveBack(load_id);
    throw;
  } catch (const SystemError& error) {
    const auto* const of_engine = dynamic_cast<const WarehouseError*>(&error);
    const bool may_be_the_file = of_engine != nullptr && (of_engine->fault() == WarehouseFault::kData ||
                                                          of_engine->fault() == WarehouseFault::kStorage);
    if (!may_be_the_file && !IsAnyGone(items)) {
      GiveBack(load_id);
      throw;
    }
    return Isolate(items, load_id, error.what());
  }
  // If this fails, the files stay claimed, and the next load finds the batch in the warehouse.
  Finish(items, load_id, counts);
}

bool TableLoop::IsAnyGone(const std::vector<LoadItem>& items) {
  return std::ranges::any_of(items, [&](const LoadItem& item) { return IsGone(item); });
}

bool TableLoop::IsGone(const LoadItem& item) {
  return !shared_.files.Stat(shared_.options.lake + "/" + item.path);
}

RowCounts TableLoop::Merge(const std::vector<LoadItem>& items, const std::string& load_id) {
  const std::string& app = items.front().app;
  BatchFiles local(shared_.files, shared_.options.lake, shared_.options.temporary_folder, PathsOf(items));
  LoadBatch batch{
      .load_id = load_id, .table = table_, .schema = *shared_.apps.SchemaOf(app), .timezone = shared_.TimezoneOf(app)};
  return MergeWithRetries(shared_, merge_, app, batch, [&] {
    return local.Read([&](const std::vector<std::string>& paths) {
      batch.paths = paths;
      return merge_.Merge(batch, shared_.options.stop);
    });
  });
}

void TableLoop::Finish(const std::vector<LoadItem>& items, const std::string& load_id, const RowCounts& counts) {
  shared_.WithLedger([&](Ledger& ledger, int64_t fence) {
    ledger.load_items().Finish(load_id, {.finished_ns = shared_.options.now_ns(), .has_rejects = counts.rejects() > 0},
                               fence);
  });
  // A batch of another app went into another schema, and says less.
  if (!suspects_.empty() && suspects_.front().item.app != items.front().app) JudgeSuspects();
  BlameSuspects();
  const uint64_t bytes = BytesOf(items);
  shared_.WithReport([&](LoadReport& report) {
    TableLoad& table = report.Of(table_);
    table.files_loaded += items.size();
    table.bytes_loaded += bytes;
    ++table.batches;
    table.rows.Add(counts);
  });
  shared_.Advance(items.size(), bytes, counts.read);
}

void TableLoop::Isolate(std::vector<LoadItem> items, const std::string& load_id, const std::string& error) {
  std::vector<std::string> gone;
  std::erase_if(items, [&](const LoadItem& item) {
    if (!IsGone(item)) return false;
    gone.push_back(item.path);
    return true;
  });
  if (gone.empty() && items.size() == 1) return Suspected(items[0], load_id, error);
  GiveBack(load_id);
  if (!gone.empty()) {
    // A job retired them meanwhile, or somebody removed them. The next registration finds what replaces them.
    shared_.WithLedger([&](Ledger& ledger, int64_t fence) { ledger.load_items().Forget(gone, fence); });
    shared_.WithReport([&](LoadReport& report) { report.Of(table_).files_gone += gone.size(); });
    shared_.Advance(gone.size(), 0, 0);
    if (!items.empty()) LoadFiles(items);
    return;
  }
  const auto middle = items.begin() + static_cast<std::ptrdiff_t>(items.size() / 2);
  LoadFiles({items.begin(), middle});
  LoadFiles({middle, items.end()});
}

void TableLoop::Suspected(const LoadItem& item, const std::string& load_id, const std::string& error) {
  failed_.insert(item.path);
  // A file without rows of another app goes into another schema.
  if (!suspects_.empty() && suspects_.front().item.app != item.app) JudgeSuspects();
  suspects_.push_back({item, load_id, error});
  if (suspects_.size() < kMostFailuresInARow) return;
  JudgeSuspects();
  throw SystemError("file after file of " + name_ + " cannot be loaded, at last " + item.path + ": " + error);
}

void TableLoop::JudgeSuspects() {
  if (suspects_.empty()) return;
  std::vector<LoadItem> items;
  items.reserve(suspects_.size());
  for (const Suspect& suspect : suspects_) items.push_back(suspect.item);
  if (const auto reason = WhatEveryFileLacks(shared_, merge_, table_, items)) {
    throw SystemError("no file of " + name_ + " can be loaded at the moment, at last " + items.back().path + ": " +
                      *reason);
  }
  BlameSuspects();
}

void TableLoop::BlameSuspects() {
  while (!suspects_.empty()) {
    const Suspect& suspect = suspects_.front();
    shared_.WithLedger([&](Ledger& ledger, int64_t fence) {
      ledger.load_items().Finish(
          suspect.load_id,
          {.state = LoadState::kFailed, .error = suspect.error, .finished_ns = shared_.options.now_ns()}, fence);
    });
    shared_.WithReport([&](LoadReport& report) {
      ++report.Of(table_).files_failed;
      if (report.failed.size() < kFailedFilesKept) report.failed.push_back({suspect.item.path, suspect.error});
    });
    shared_.Advance(1, suspect.item.bytes, 0);
    suspects_.erase(suspects_.begin());
  }
}

void TableLoop::GiveBackSuspects() {
  for (const Suspect& suspect : suspects_) GiveBack(suspect.load_id);
  suspects_.clear();
}

void TableLoop::GiveBack(const std::string& load_id) {
  shared_.WithLedger([&](Ledger& ledger, int64_t fence) { ledger.load_items().GiveBack(load_id, fence); });
}

}  // namespace millrace
