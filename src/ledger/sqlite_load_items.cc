#include "ledger/sqlite_load_items.h"

#include <algorithm>
#include <map>

#include "core/error.h"
#include "ledger/sqlite_leases.h"
#include "ledger/sqlite_warehouse_marks.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, kLoadStateCount> kLoadStateNames = {"new", "claimed", "loaded", "failed",
                                                                           "unknown_app"};
constexpr size_t kPageItems = 10'000;

// Whether the rejects of a file are stored, or being stored, by a job that has not failed.
constexpr const char* kHasRejects =
    "(has_rejects AND NOT EXISTS (SELECT 1 FROM jobs WHERE id = reject_job AND state NOT IN ('failed', 'abandoned')))";

LoadState LoadStateOf(std::string_view name) {
  const auto found = std::ranges::find(kLoadStateNames, name);
  if (found == kLoadStateNames.end()) {
    throw SystemError("the ledger contains an unknown word: " + std::string(name));
  }
  return static_cast<LoadState>(found - kLoadStateNames.begin());
}

std::string SelectItems(const std::string& condition) {
  return "SELECT path, table_name, app, state, bytes, version, rows, registered_ns, attempts, error, load_id, "
         "finished_ns, " +
         std::string(kHasRejects) + " FROM load_items " + condition;
}

void AppendItems(SqliteStatement& rows, std::vector<LoadItem>& items) {
  while (rows.Step()) {
    items.push_back({.path = std::string(rows.Text(0)),
                     .table = std::string(rows.Text(1)),
                     .app = std::string(rows.Text(2)),
                     .state = LoadStateOf(rows.Text(3)),
                     .bytes = static_cast<uint64_t>(rows.Number(4)),
                     .version = std::string(rows.Text(5)),
                     .rows = rows.Number(6),
                     .registered_ns = rows.Number(7),
                     .attempts = static_cast<int>(rows.Number(8)),
                     .error = std::string(rows.Text(9)),
                     .load_id = std::string(rows.Text(10)),
                     .finished_ns = rows.Number(11),
                     .has_rejects = rows.Number(12) != 0});
  }
}

std::vector<LoadItem> ItemsOf(SqliteStatement& rows) {
  std::vector<LoadItem> items;
  AppendItems(rows, items);
  return items;
}

constexpr const char* kRetiringJobs = "(SELECT job FROM retired WHERE removed = 0)";

}  // namespace

std::string_view LoadStateName(LoadState state) {
  return kLoadStateNames[static_cast<size_t>(state)];
}

template <typename Row, typename Write>
void SqliteLoadItems::WriteRows(std::span<const Row> rows, int64_t fence, Write write) {
  while (!rows.empty()) {
    const auto page = rows.first(std::min(rows.size(), kPageItems));
    SqliteTransaction transaction(connection_);
    CheckFence(fence);
    for (const Row& row : page) write(row);
    transaction.Commit();
    rows = rows.subspan(page.size());
  }
}

void SqliteLoadItems::CheckFence(int64_t fence) {
  SqliteLeases(connection_).CheckFence(kLoadLease, fence);
}

uint64_t SqliteLoadItems::Register(std::span<const LoadItem> items) {
  uint64_t added = 0;
  SqliteStatement put(
      connection_,
      "INSERT INTO load_items VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, 0, '') ON CONFLICT (path) DO UPDATE SET "
      "state = excluded.state, bytes = excluded.bytes, "
      "version = excluded.version, rows = excluded.rows, registered_ns = excluded.registered_ns, attempts = 0, "
      "error = excluded.error, load_id = excluded.load_id, finished_ns = excluded.finished_ns, "
      "has_rejects = 0, reject_job = '' "
      "WHERE load_items.bytes <> excluded.bytes OR (load_items.version <> '' AND excluded.version <> '' AND "
      "load_items.version <> excluded.version)");
  while (!items.empty()) {
    const auto page = items.first(std::min(items.size(), kPageItems));
    SqliteTransaction transaction(connection_);
    for (const LoadItem& item : page) {
      put.Bind(item.path)
          .Bind(item.table)
          .Bind(item.app)
          .Bind(LoadStateName(item.state))
          .Bind(static_cast<int64_t>(item.bytes))
          .Bind(item.version)
          .Bind(item.rows)
          .Bind(item.registered_ns)
          .Bind(item.error)
          .Bind(item.load_id)
          .Bind(item.finished_ns)
          .Run();
      added += static_cast<uint64_t>(connection_.Changes());
    }
    transaction.Commit();
    items = items.subspan(page.size());
  }
  return added;
}

std::optional<LoadItem> SqliteLoadItems::Find(std::string_view path) {
  SqliteStatement row(connection_, SelectItems("WHERE path = ?"));
  row.Bind(path);
  std::vector<LoadItem> items = ItemsOf(row);
  if (items.empty()) return std::nullopt;
  return std::move(items.front());
}

std::vector<LoadItem> SqliteLoadItems::InState(LoadState state, std::string_view table, std::string_view after,
                                               size_t limit) {
  SqliteStatement rows(connection_,
                       SelectItems("WHERE state = ?1 AND (?2 = '' OR table_name = ?2) AND path > ?3 ORDER BY path "
                                   "LIMIT ?4"));
  rows.Bind(LoadStateName(state)).Bind(table).Bind(after).Bind(static_cast<int64_t>(limit));
  return ItemsOf(rows);
}

std::vector<LoadItem> SqliteLoadItems::Waiting(std::string_view table, size_t limit) {
  std::vector<LoadItem> items;
  for (const char* condition :
       {"WHERE state <> 'loaded' AND state = 'failed' AND table_name = ?1 AND attempts < ?3 ORDER BY registered_ns, "
        "path LIMIT ?2",
        "WHERE state <> 'loaded' AND state = 'new' AND table_name = ?1 AND ?3 > 0 ORDER BY registered_ns, path "
        "LIMIT ?2"}) {
    SqliteStatement rows(connection_, SelectItems(condition));
    rows.Bind(table).Bind(static_cast<int64_t>(limit - items.size())).Bind(kLoadAttempts);
    AppendItems(rows, items);
  }
  return items;
}

std::vector<LoadItemCounts> SqliteLoadItems::Counts() {
  std::map<std::string, LoadItemCounts> tables;
  SqliteStatement rows(connection_,
                       "SELECT table_name, state, count(*), sum(bytes), sum(attempts >= ?), min(registered_ns) FROM "
                       "load_items GROUP BY table_name, state");
  rows.Bind(kLoadAttempts);
  while (rows.Step()) {
    LoadItemCounts& counts = tables[std::string(rows.Text(0))];
    counts.table = rows.Text(0);
    const LoadState state = LoadStateOf(rows.Text(1));
    counts.files[static_cast<size_t>(state)] = static_cast<uint64_t>(rows.Number(2));
    counts.bytes[static_cast<size_t>(state)] = static_cast<uint64_t>(rows.Number(3));
    if (state == LoadState::kFailed) counts.given_up = static_cast<uint64_t>(rows.Number(4));
    if (state == LoadState::kNew || state == LoadState::kClaimed) {
      const int64_t oldest = rows.Number(5);
      counts.oldest_ns = counts.oldest_ns == 0 ? oldest : std::min(counts.oldest_ns, oldest);
    }
  }
  std::vector<LoadItemCounts> all;
  all.reserve(tables.size());
  for (auto& [table, counts] : tables) all.push_back(std::move(counts));
  return all;
}

std::vector<LoadItem> SqliteLoadItems::List(const LoadItemFilter& filter, size_t offset, size_t limit) {
  SqliteStatement rows(connection_, SelectItems("WHERE (?1 = '' OR state = ?1) AND (?2 = '' OR table_name = ?2) AND "
                                                "(?3 = '' OR app = ?3) ORDER BY registered_ns DESC, path LIMIT ?4 "
                                                "OFFSET ?5"));
  rows.Bind(filter.state ? LoadStateName(*filter.state) : "").Bind(filter.table).Bind(filter.app);
  rows.Bind(static_cast<int64_t>(limit)).Bind(static_cast<int64_t>(offset));
  return ItemsOf(rows);
}

LoadStateCounts SqliteLoadItems::CountStates(const LoadItemFilter& filter) {
  SqliteStatement rows(connection_,
                       "SELECT state, count(*) FROM load_items WHERE (?1 = '' OR table_name = ?1) AND "
                       "(?2 = '' OR app = ?2) GROUP BY state");
  rows.Bind(filter.table).Bind(filter.app);
  LoadStateCounts counts{};
  while (rows.Step()) {
    counts[static_cast<size_t>(LoadStateOf(rows.Text(0)))] = static_cast<uint64_t>(rows.Number(1));
  }
  return counts;
}

std::string SqliteLoadItems::LoadMark() {
  return std::to_string(SqliteWarehouseMarks(connection_).Loads().changes);
}

uint64_t SqliteLoadItems::Claim(std::string_view load_id, std::span<const std::string> paths, int64_t fence) {
  SqliteStatement take(connection_,
                       "UPDATE load_items SET state = 'claimed', load_id = ? WHERE path = ? AND state IN ('new', "
                       "'failed')");
  WriteRows(paths, fence, [&](const std::string& path) { take.Bind(load_id).Bind(path).Run(); });
  SqliteStatement count(connection_, "SELECT count(*) FROM load_items WHERE load_id = ? AND state = 'claimed'");
  count.Bind(load_id).Step();
  return static_cast<uint64_t>(count.Number(0));
}

std::vector<std::string> SqliteLoadItems::ClaimedLoads() {
  std::vector<std::string> ids;
  SqliteStatement rows(connection_,
                       "SELECT DISTINCT load_id FROM load_items WHERE state <> 'loaded' AND state = 'claimed' ORDER BY "
                       "load_id");
  while (rows.Step()) ids.emplace_back(rows.Text(0));
  return ids;
}

std::vector<LoadItem> SqliteLoadItems::OfLoad(std::string_view load_id) {
  SqliteStatement rows(connection_, SelectItems("WHERE load_id = ? ORDER BY path"));
  rows.Bind(load_id);
  return ItemsOf(rows);
}

void SqliteLoadItems::Finish(std::string_view load_id, const End& end, int64_t fence) {
  MILLRACE_CHECK(end.state == LoadState::kLoaded || end.state == LoadState::kFailed);
  SqliteTransaction transaction(connection_);
  CheckFence(fence);
  SqliteStatement(connection_,
                  "UPDATE load_items SET state = ?1, error = ?2, finished_ns = ?3, attempts = iif(?1 = 'failed', "
                  "attempts + 1, attempts), has_rejects = ?4 WHERE load_id = ?5 AND state = 'claimed'")
      .Bind(LoadStateName(end.state))
      .Bind(end.error)
      .Bind(end.finished_ns)
      .Bind(end.has_rejects ? 1 : 0)
      .Bind(load_id)
      .Run();
  if (end.state == LoadState::kLoaded && connection_.Changes() > 0) {
    SqliteWarehouseMarks(connection_).CountLoad(end.finished_ns);
  }
  transaction.Commit();
}

void SqliteLoadItems::GiveBack(std::string_view load_id, int64_t fence) {
  SqliteTransaction transaction(connection_);
  CheckFence(fence);
  SqliteStatement(connection_,
                  "UPDATE load_items SET state = 'new', load_id = '' WHERE load_id = ? AND state = 'claimed'")
      .Bind(load_id)
      .Run();
  transaction.Commit();
}

uint64_t SqliteLoadItems::RetryFailed(int64_t fence) {
  SqliteTransaction transaction(connection_);
  CheckFence(fence);
  connection_.Run(
      "UPDATE load_items SET state = 'new', attempts = 0, load_id = '' WHERE state <> 'loaded' AND state = 'failed'");
  const auto retried = static_cast<uint64_t>(connection_.Changes());
  transaction.Commit();
  return retried;
}

uint64_t SqliteLoadItems::LoadAgain(int64_t fence) {
  SqliteTransaction transaction(connection_);
  CheckFence(fence);
  connection_.Run("UPDATE load_items SET state = 'new', load_id = '' WHERE state = 'loaded'");
  const auto again = static_cast<uint64_t>(connection_.Changes());
  transaction.Commit();
  return again;
}

std::vector<LoadItem> SqliteLoadItems::WithRejects(size_t limit) {
  SqliteStatement rows(connection_, SelectItems("WHERE has_rejects = 1 AND state = 'loaded' AND " +
                                                std::string(kHasRejects) + " ORDER BY path LIMIT ?"));
  rows.Bind(static_cast<int64_t>(limit));
  return ItemsOf(rows);
}

void SqliteLoadItems::NoteRejects(JobRef job, std::span<const std::string> paths) {
  SqliteStatement note(connection_, "UPDATE load_items SET reject_job = ? WHERE path = ?");
  jobs_.WriteRows(job, paths, [&](const std::string& path, int64_t /*number*/) { note.Bind(job.id).Bind(path).Run(); });
}

void SqliteLoadItems::Forget(std::span<const std::string> paths, int64_t fence) {
  SqliteStatement forget(connection_, "DELETE FROM load_items WHERE path = ?");
  WriteRows(paths, fence, [&](const std::string& path) { forget.Bind(path).Run(); });
}

std::vector<LedgerJob> SqliteLoadItems::JobsToRegister(size_t limit) {
  return jobs_.Select("WHERE registered = 0 AND state = 'committed' AND no NOT IN " + std::string(kRetiringJobs) +
                      " ORDER BY no LIMIT " + std::to_string(limit));
}

std::vector<LedgerJob> SqliteLoadItems::JobsRetiring() {
  return jobs_.Select("WHERE state = 'committed' AND no IN " + std::string(kRetiringJobs) + " ORDER BY no");
}

void SqliteLoadItems::MarkRegistered(std::string_view job_id, int64_t fence) {
  SqliteTransaction transaction(connection_);
  CheckFence(fence);
  SqliteStatement(connection_, "UPDATE jobs SET registered = 1 WHERE id = ?").Bind(job_id).Run();
  transaction.Commit();
}

void SqliteLoadItems::RecordRetirement(std::string_view job_id, std::string_view table, std::string_view app,
                                       std::string_view record, int64_t fence) {
  SqliteTransaction transaction(connection_);
  CheckFence(fence);
  SqliteStatement(connection_, "INSERT OR REPLACE INTO retirements SELECT no, ?, ?, ? FROM jobs WHERE id = ?")
      .Bind(table)
      .Bind(app)
      .Bind(record)
      .Bind(job_id)
      .Run();
  SqliteWarehouseMarks(connection_).CountLoad(0);
  transaction.Commit();
}

std::vector<std::string> SqliteLoadItems::Retirements(std::string_view job_id) {
  std::vector<std::string> records;
  SqliteStatement rows(connection_,
                       "SELECT record FROM retirements JOIN jobs ON no = job WHERE id = ? ORDER BY table_name, app");
  rows.Bind(job_id);
  while (rows.Step()) records.emplace_back(rows.Text(0));
  return records;
}

std::vector<RegisteredApp> SqliteLoadItems::Apps() {
  std::vector<RegisteredApp> apps;
  SqliteStatement rows(connection_, "SELECT app, schema_name FROM load_apps ORDER BY app");
  while (rows.Step()) apps.push_back({.app = std::string(rows.Text(0)), .schema = std::string(rows.Text(1))});
  return apps;
}

void SqliteLoadItems::RegisterApp(const RegisteredApp& app, int64_t fence) {
  SqliteTransaction transaction(connection_);
  CheckFence(fence);
  SqliteStatement(connection_,
                  "INSERT INTO load_apps VALUES (?, ?) ON CONFLICT (app) DO UPDATE SET schema_name = "
                  "excluded.schema_name")
      .Bind(app.app)
      .Bind(app.schema)
      .Run();
  SqliteStatement(connection_,
                  "UPDATE load_items SET state = 'new' WHERE state <> 'loaded' AND state = 'unknown_app' AND app = ?")
      .Bind(app.app)
      .Run();
  transaction.Commit();
}

}  // namespace millrace
