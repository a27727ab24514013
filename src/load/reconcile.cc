#include "load/reconcile.h"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "load/lake_listing.h"

#include "core/one_line.h"
#include "core/quantity.h"
#include "core/sql_text.h"
#include "schema/table.h"
#include "warehouse/ddl.h"

namespace millrace {
namespace {

constexpr size_t kBookPage = 10'000;
constexpr const char* kLoadAgainAdvice = "`millrace load --again` merges the rows of the lake once more";

void ForEachItem(LoadItemStore& items, const std::function<void(const LoadItem&)>& use) {
  for (int state = 0; state < kLoadStateCount; ++state) {
    std::string after;
    while (true) {
      const auto page = items.InState(static_cast<LoadState>(state), "", after, kBookPage);
      for (const LoadItem& item : page) use(item);
      if (page.size() < kBookPage) break;
      after = page.back().path;
    }
  }
}

// Files of one kind, of which the first is named.
struct NamedFiles {
  uint64_t count = 0;
  std::string first;

  void Add(const LoadItem& item) {
    if (count++ > 0) return;
    first = item.path;
    if (!item.error.empty()) first += ": " + OneLine(item.error);
  }
  void Tell(bool is_fault, const std::string& what, const std::string& advice,
            std::vector<BookDifference>& differences) const {
    if (count == 0) return;
    const std::string number = count == 1 ? ": 1, " : ": " + FormatCount(count) + ", the first ";
    differences.push_back({is_fault, what + number + first, advice});
  }
};

// Files of committed jobs that no load has taken over yet, and those that they have retired.
std::unordered_set<std::string> FilesToRegister(Ledger& ledger) {
  std::unordered_set<std::string> paths;
  for (const auto& jobs : {ledger.load_items().JobsToRegister(kAllJobs), ledger.load_items().JobsRetiring()}) {
    for (const LedgerJob& job : jobs) {
      for (LedgerOutput& output : ledger.outputs().OfJob(job.id)) paths.insert(std::move(output.final_path));
    }
  }
  return paths;
}

std::string InSchema(const std::string& schema, std::string_view table) {
  return SqlName(schema) + "." + SqlName(table);
}

}  // namespace

bool HasTable(Connection& warehouse, const std::string& schema, const std::string& table) {
  return warehouse
             .QueryRows("SELECT count(*) FROM information_schema.tables WHERE table_schema = $1 AND table_name = $2",
                        Bind({schema, table}))
             .Integer(0, 0) > 0;
}

TableBalance BalanceOf(Connection& warehouse, const std::string& schema, TableId id) {
  const std::string table(TableOf(id).name);
  const std::string of_table = " WHERE table_name = " + SqlText(table) + ")";
  std::string sum =
      "(SELECT coalesce(sum(rows_inserted) - sum(rows_deleted), 0) FROM " + InSchema(schema, "load_log") + of_table;
  if (HasTable(warehouse, schema, "expiry_log")) {
    sum += " - (SELECT coalesce(sum(row_count), 0) FROM " + InSchema(schema, "expiry_log") + of_table;
  }
  const ResultRows rows =
      warehouse.QueryRows("SELECT (SELECT count(*) FROM " + InSchema(schema, table) + "), CAST(" + sum + " AS BIGINT)");
  return {.found = rows.Integer(0, 0), .wanted = rows.Integer(0, 1)};
}

namespace {

// What the ledger says of one load.
struct LedgerLoad {
  uint64_t files = 0;
  int64_t rows = 0;  // -1: of some files it is not known
  std::string first;
};
// What the warehouse says of it.
struct LoggedLoad {
  uint64_t files = 0;
  int64_t rows = 0;
};

}  // namespace

LakeBooks CompareItemsWithLake(FileSystem& files, Ledger& ledger, const std::string& lake, const std::string& project) {
  std::unordered_map<std::string, LoadItem> listed;
  for (LoadItem& item : ListLakeItems(files, ledger, lake, project)) {
    std::string path = item.path;
    listed.emplace(std::move(path), std::move(item));
  }
  const auto retired = ledger.outputs().AllRetired();
  const auto pending = FilesToRegister(ledger);
  LakeBooks books;
  NamedFiles gone;
  NamedFiles gone_unloaded;
  NamedFiles changed;
  NamedFiles failed;
  NamedFiles given_up;
  NamedFiles claimed;
  NamedFiles unknown_app;
  ForEachItem(ledger.load_items(), [&](const LoadItem& item) {
    const bool is_loaded = item.state == LoadState::kLoaded;
    if (is_loaded) ++books.files_loaded;
    if (item.state == LoadState::kNew) ++books.files_waiting;
    const auto found = listed.find(item.path);
    if (found == listed.end()) {
      // The next load takes over what the job did that retired it.
      if (!retired.contains(item.path)) (is_loaded ? gone : gone_unloaded).Add(item);
      return;
    }
    const bool is_other =
        found->second.bytes != item.bytes ||
        (!found->second.version.empty() && !item.version.empty() && found->second.version != item.version);
    listed.erase(found);
    if (is_other && item.state != LoadState::kClaimed) return changed.Add(item);
    if (item.state == LoadState::kClaimed) claimed.Add(item);
    if (item.state == LoadState::kUnknownApp) unknown_app.Add(item);
    if (item.state == LoadState::kFailed) (item.attempts < kLoadAttempts ? failed : given_up).Add(item);
  });
  NamedFiles unknown;
  for (const auto& [path, item] : listed) {
    if (retired.contains(path)) continue;
    if (pending.contains(path)) {
      ++books.files_waiting;
    } else {
      unknown.Add(item);
    }
  }
  gone.Tell(
      true, "loaded files that are gone from the lake",
      "`millrace process --again --lost` writes files of jobs anew; `millrace load --scan` forgets those of other "
      "writers, and their rows stay",
      books.differences);
  gone_unloaded.Tell(false, "waiting files that are gone from the lake", "`millrace load --scan` forgets them",
                     books.differences);
  changed.Tell(true, "files that changed after they were announced",
               "`millrace load --scan` loads them as they are now", books.differences);
  unknown.Tell(false, "lake files that nobody announced", "`millrace load --scan` loads them", books.differences);
  claimed.Tell(false, "files of an interrupted load", "the next `millrace load` finishes it", books.differences);
  failed.Tell(false, "files that failed and are tried again", "", books.differences);
  given_up.Tell(true, "files that failed three times", "`millrace load --retry` tries them again", books.differences);
  unknown_app.Tell(false, "files that wait for their app", "add it to `apps`, or raise `warehouse.max_apps`",
                   books.differences);
  return books;
}

std::vector<BookDifference> CompareItemsWithLog(Ledger& ledger, Connection& warehouse) {
  std::map<std::string, std::map<std::string, LedgerLoad>> loads;  // by app and load
  ForEachItem(ledger.load_items(), [&](const LoadItem& item) {
    // A compaction of loaded files is loaded by its job.
    if (item.state != LoadState::kLoaded || item.path.find(item.load_id) != std::string::npos) return;
    LedgerLoad& load = loads[item.app][item.load_id];
    if (load.files++ == 0) load.first = item.path;
    load.rows = load.rows < 0 || item.rows < 0 ? -1 : load.rows + item.rows;
  });
  std::vector<BookDifference> differences;
  for (const RegisteredApp& app : ledger.load_items().Apps()) {
    const auto of_app = loads.find(app.app);
    if (of_app == loads.end()) continue;
    if (!HasTable(warehouse, app.schema, "load_log")) {
      differences.push_back({true,
                             "the schema `" + app.schema +
                                 "` is not in the warehouse, and the ledger says that files of "
                                 "the app " +
                                 app.app + " are loaded",
                             "`millrace load --again` makes it and loads the lake"});
      continue;
    }
    std::unordered_map<std::string, LoggedLoad> logged;
    const ResultRows rows =
        warehouse.QueryRows("SELECT load_id, file_count, rows_read FROM " + InSchema(app.schema, "load_log"));
    for (int64_t row = 0; row < rows.row_count(); ++row) {
      logged[rows.Text(row, 0)] = {.files = static_cast<uint64_t>(rows.Integer(row, 1)), .rows = rows.Integer(row, 2)};
    }
    NamedFiles unknown;
    for (const auto& [load_id, load] : of_app->second) {
      const auto found = logged.find(load_id);
      if (found == logged.end()) {
        if (unknown.count == 0) unknown.first = load.first + ", of load " + load_id;
        unknown.count += load.files;
        continue;
      }
      // Files that have left the lake since are not in the ledger any more.
      const bool differs = load.files > found->second.files ||
                           (load.files == found->second.files && load.rows >= 0 && load.rows != found->second.rows);
      if (!differs) continue;
      differences.push_back(
          {true,
           "load " + load_id + " read " + FormatCount(static_cast<uint64_t>(found->second.rows)) + " rows of " +
               FormatCount(found->second.files) + " files, and its " + FormatCount(load.files) + " files have " +
               FormatCount(static_cast<uint64_t>(std::max<int64_t>(load.rows, 0))) + " rows, the first: " + load.first,
           kLoadAgainAdvice});
    }
    unknown.Tell(true, "files that are loaded by the ledger, and unknown to the warehouse", kLoadAgainAdvice,
                 differences);
  }
  return differences;
}

std::vector<BookDifference> CompareTablesWithLog(Ledger& ledger, Connection& warehouse) {
  std::vector<BookDifference> differences;
  for (const RegisteredApp& app : ledger.load_items().Apps()) {
    if (!HasTable(warehouse, app.schema, "load_log")) continue;
    for (const TableId id : kLoadedTables) {
      const std::string table(TableOf(id).name);
      if (!HasTable(warehouse, app.schema, table)) {
        differences.push_back(
            {true, "the table " + app.schema + "." + table + " is gone from the warehouse",
             "drop the schema `" + app.schema + "`, then `millrace load --again` builds it from the lake"});
        continue;
      }
      const auto [found, wanted] = BalanceOf(warehouse, app.schema, id);
      if (found == wanted) continue;
      differences.push_back({true,
                             app.schema + "." + table + " has " + FormatCount(static_cast<uint64_t>(found)) +
                                 " rows, and by its loads it should have " +
                                 FormatCount(static_cast<uint64_t>(std::max<int64_t>(wanted, 0))),
                             found < wanted
                                 ? "`millrace doctor --rows` tells which; `millrace load --again` merges the "
                                   "rows of the lake once more"
                                 : "`millrace doctor --rows` tells which"});
    }
  }
  return differences;
}

}  // namespace millrace
