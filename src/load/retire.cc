#include "load/retire.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "load/batch_files.h"
#include "load/lake_item.h"
#include "load/merge_retry.h"
#include "load/retired_keys.h"

#include "core/error.h"
#include "core/json_object.h"
#include "core/one_line.h"
#include "core/time.h"
#include "lake/partition_path.h"

namespace millrace {
namespace {

constexpr int64_t kDayUs = 86'400'000'000;

// Jobs whose new files are not registered yet.
std::set<std::string> PendingJobs(LoadShared& shared) {
  return shared.WithLedger([](Ledger& ledger, int64_t /*fence*/) {
    std::set<std::string> ids;
    for (const LedgerJob& job : ledger.load_items().JobsToRegister(kAllJobs)) ids.insert(job.id);
    for (const LedgerJob& job : ledger.load_items().JobsRetiring()) ids.insert(job.id);
    return ids;
  });
}

bool IsInDays(const std::string& path, const std::vector<TimeRange>& days) {
  const size_t begin = path.find("partition_app=");
  const size_t end = path.find('/', path.find("partition_day="));
  const auto partition = ParsePartitionFolder(std::string_view(path).substr(begin, end - begin));
  return !partition ||
         std::ranges::any_of(days, [&](const TimeRange& day) { return day.begin_us == partition->day * kDayUs; });
}

// Loaded files of the app that may have rows with these keys: rows of events and items lie in the partition of their
// day.
std::vector<LoadItem> FilesWith(LoadShared& shared, TableId table, const KeysFile& keys) {
  constexpr size_t kPage = 10'000;
  std::vector<LoadItem> files;
  std::string after;
  while (true) {
    auto page = shared.WithLedger([&](Ledger& ledger, int64_t /*fence*/) {
      return ledger.load_items().InState(LoadState::kLoaded, TableOf(table).name, after, kPage);
    });
    const bool is_last = page.size() < kPage;
    if (!is_last) after = page.back().path;
    for (LoadItem& item : page) {
      if (item.app == keys.app && (keys.days.empty() || IsInDays(item.path, keys.days)))
        files.push_back(std::move(item));
    }
    if (is_last) return files;
  }
}

class Retirement {
 public:
  Retirement(LoadShared& shared, BatchMerge& merge, const RetiredKeys& retired, KeysFile keys)
      : shared_(shared), merge_(merge), retired_(retired), keys_(std::move(keys)) {}

  void Run() {
    shared_.EnsureSchema(merge_.connection(), keys_.app);
    const std::vector<LoadItem> left = FilesWith(shared_, retired_.table, keys_);
    LoadBatch batch{.load_id = shared_.NextBatchId(),
                    .table = retired_.table,
                    .schema = *shared_.apps.SchemaOf(keys_.app),
                    .timezone = shared_.TimezoneOf(keys_.app),
                    .paths = PathsOf(left)};
    const auto for_each_piece = [&](const BatchMerge::StagePiece& stage) { StageAll(left, stage); };
    const RowCounts counts = MergeWithRetries(shared_, merge_, keys_.app, batch, [&] {
      try {
        return merge_.Retire(batch, keys_, for_each_piece, shared_.options.stop);
      } catch (const UserError& error) {
        if (!IsOfInvalidText(error.what()) || std::exchange(are_texts_checked_, true)) throw;
      }
      return merge_.Retire(batch, keys_, for_each_piece, shared_.options.stop);
    });
    shared_.WithReport([&](LoadReport& report) {
      RowCounts& rows = report.Of(retired_.table).rows;
      rows.changed += counts.changed;
      rows.deleted += counts.deleted;
    });
    Record(batch, counts);
  }

 private:
  // Copies of a store's files take no more of the disk than those of a batch.
  void StageAll(const std::vector<LoadItem>& files, const BatchMerge::StagePiece& stage) {
    std::vector<std::string> piece;
    uint64_t bytes = 0;
    const auto stage_piece = [&] {
      if (piece.empty()) return;
      shared_.CheckGoingOn();
      BatchFiles local(shared_.files, shared_.options.lake, shared_.options.temporary_folder, piece);
      if (are_texts_checked_) local.MakeTextsValid();
      stage(local.paths());
      piece.clear();
      bytes = 0;
    };
    for (const LoadItem& file : files) {
      if (piece.size() >= shared_.options.max_files || bytes + file.bytes > shared_.options.max_bytes) stage_piece();
      piece.push_back(file.path);
      bytes += file.bytes;
    }
    stage_piece();
  }

  void Record(const LoadBatch& batch, const RowCounts& counts) {
    const std::string_view table = TableOf(retired_.table).name;
    const std::string record = JsonObject()
                                   .Field("table", table)
                                   .Field("app", keys_.app)
                                   .Field("at", FormatInstant(shared_.options.now_ns()))
                                   .Field("load_id", batch.load_id)
                                   .Field("keys", keys_.keys)
                                   .Field("rows_deleted", counts.deleted)
                                   .Field("rows_changed", counts.changed)
                                   .Finish();
    shared_.WithLedger([&](Ledger& ledger, int64_t fence) {
      ledger.load_items().RecordRetirement(retired_.job_id, table, keys_.app, record, fence);
    });
  }

  LoadShared& shared_;
  BatchMerge& merge_;
  const RetiredKeys& retired_;
  const KeysFile keys_;
  bool are_texts_checked_ = false;  // a text of another writer's file was refused
};

void TellOfLeftRows(LoadShared& shared, const RetiredKeys& retired, const std::string& reason) {
  shared.WithReport([](LoadReport& report) { ++report.retirements_left; });
  shared.Note("rows that job " + retired.job_id + " took out of the lake are still in the warehouse: " + reason);
}

}  // namespace

void ForgetRowsOfEmptySchemas(LoadShared& shared, BatchMerge& merge, const std::string& keys_folder) {
  for (const RetiredKeys& retired : ListRetiredKeys(shared.files, keys_folder)) {
    if (retired.are_known) continue;
    const std::string* const schema = shared.apps.SchemaOf(retired.app);
    if (schema == nullptr || !merge.HasLoads(*schema)) ForgetRetiredKeys(shared.files, retired);
  }
}

void RetireRows(LoadShared& shared, BatchMerge& merge, const std::string& keys_folder) {
  const std::vector<RetiredKeys> all = ListRetiredKeys(shared.files, keys_folder);
  if (all.empty()) return;
  const std::set<std::string> pending = PendingJobs(shared);
  std::set<std::string> jobs;
  for (const RetiredKeys& retired : all) {
    if (pending.contains(retired.job_id)) continue;
    shared.CheckGoingOn();
    if (!retired.are_known) {
      TellOfLeftRows(shared, retired, retired.error);
      continue;
    }
    try {
      KeysFile keys = merge.ReadKeys(retired.path, retired.table);
      if (keys.keys > 0 && shared.apps.SchemaOf(keys.app) != nullptr) {
        Retirement(shared, merge, retired, std::move(keys)).Run();
      }
    } catch (const UserError& error) {
      const std::string reason = OneLine(error.what());
      KeepRetirementError(shared.files, retired, reason);
      TellOfLeftRows(shared, retired, reason);
      continue;
    }
    ForgetRetiredKeys(shared.files, retired);
    jobs.insert(retired.job_id);
  }
  shared.WithReport([&](LoadReport& report) { report.retired_jobs = jobs.size(); });
}

}  // namespace millrace
