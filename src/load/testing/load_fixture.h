// A project with a lake of small files, a ledger and a warehouse, for tests of loads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "load/lake_stage.h"
#include "load/load.h"
#include "load/retired_keys.h"

#include "core/sql_text.h"
#include "core/testing/temporary_folder.h"
#include "ledger/sqlite_ledger.h"
#include "storage/file_system.h"
#include "warehouse/warehouse.h"

namespace millrace {

// Four small files of the sample case (tests/samples/models), as a base of rows.
inline std::string SampleFile(const std::string& batch, const std::string& table) {
  return std::string(MILLRACE_SOURCE_DIR) + "/tests/samples/models/input/" + batch + "/" + table + ".parquet";
}

// Rows of the first batch of the sample case, with another value in a column.
inline std::string SampleEvents(const std::string& replaced = "event_id AS event_id",
                                const std::string& where = "TRUE") {
  return "SELECT * REPLACE (" + replaced + ") FROM read_parquet(" + SqlText(SampleFile("b1", "event_v2")) +
         ") WHERE event_id IS NOT NULL AND user_pseudo_id IS NOT NULL AND " + where;
}
// Events that no other file has.
inline std::string OwnSampleEvents(const std::string& name) {
  return SampleEvents("event_id || '" + name + "' AS event_id");
}

class LoadProject {
 public:
  // `uri`: of the warehouse; empty: a DuckDB file of the project. `like`: directory of a project that is closed, to
  // start with a copy of it; empty: a new one.
  explicit LoadProject(const std::string& uri = "", const std::string& like = "") : reader_(OpenEmbedded("")) {
    if (!like.empty()) {
      std::filesystem::copy(like, temporary_.path(), std::filesystem::copy_options::recursive);
    }
    ledger_ = OpenSqliteLedger(temporary_.path() + "/proj.db");
    WarehouseOptions options;
    options.uri = uri.empty() ? "duckdb:" + temporary_.path() + "/warehouse.duckdb" : uri;
    warehouse_ = OpenWarehouse(options);
    std::filesystem::create_directories(options_.temporary_folder);
  }

  // Directory of a project whose warehouse has the schema and a loaded file of sessions, made once: a schema takes as
  // long as a load.
  static const std::string& WithSchema() {
    static const TemporaryFolder folder;
    static const bool made = [] {
      LoadProject project;
      project.CopySample("b1", "session");
      project.Load();
      project.Close();
      std::filesystem::copy(project.folder(), folder.path(), std::filesystem::copy_options::recursive);
      return true;
    }();
    static_cast<void>(made);
    return folder.path();
  }

  static std::string PathOf(const std::string& table, const std::string& name, const std::string& app = "shop",
                            const std::string& day = "2024-10-10") {
    return "proj/" + table + "/partition_app=" + app + "/partition_year=" + day.substr(0, 4) +
           "/partition_month=" + day.substr(5, 2) + "/partition_day=" + day.substr(8, 2) + "/" + name + ".parquet";
  }
  static std::string EventFile(const std::string& name) { return PathOf("event_v2", name); }
  // Writes the rows of a query of DuckDB as a lake file; `more_options` of COPY begin with a comma.
  void Write(const std::string& path, const std::string& query, const std::string& more_options = "") {
    const std::string file = lake() + "/" + path;
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    reader_->Connect()->Execute("COPY (" + query + ") TO " + SqlText(file) + " (FORMAT parquet" + more_options + ")");
  }
  // All rows of a file of the sample case as a lake file.
  void CopySample(const std::string& batch, const std::string& table) {
    const std::string file = lake() + "/" + PathOf(table, batch);
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    std::filesystem::copy_file(SampleFile(batch, table), file);
  }

  // A committed job that replaces lake files by others, as the pipeline does it: before it removes them, it keeps the
  // keys of their rows.
  void Replace(const std::string& id, JobKind kind, const std::string& table, const std::vector<std::string>& outputs,
               const std::vector<std::string>& retired) {
    CommitReplacement(id, kind, table, outputs, retired);
    KeepRetiredKeys(LocalFileSystem(), *ledger_, lake(), options_.keys_folder, options_.temporary_folder);
    for (const std::string& name : retired) std::filesystem::remove(lake() + "/" + PathOf(table, name));
    ledger_->outputs().MarkRetiredRemoved();
  }
  // The same up to its commit.
  void CommitReplacement(const std::string& id, JobKind kind, const std::string& table,
                         const std::vector<std::string>& outputs, const std::vector<std::string>& retired,
                         const std::string& report = "{}") {
    ledger_->jobs().Begin({.id = id, .kind = kind, .started_ns = 1, .host = "h", .counters = {}, .error = {}});
    std::vector<LedgerOutput> files;
    for (const std::string& name : outputs) {
      const std::string path = PathOf(table, name);
      files.push_back(
          {.staged_path = path,
           .final_path = path,
           .table = table,
           .partition = path.substr(path.find("partition_app="), path.rfind('/') - path.find("partition_app=")),
           .rows = static_cast<uint64_t>(
               reader_->Connect()
                   ->QueryRows("SELECT count(*) FROM read_parquet(" + SqlText(lake() + "/" + path) + ")")
                   .Integer(0, 0)),
           .bytes = std::filesystem::file_size(lake() + "/" + path)});
    }
    std::vector<RetiredFile> gone;
    for (const std::string& name : retired) gone.push_back({.path = PathOf(table, name), .table = table});
    ledger_->outputs().Note({id}, files);
    ledger_->outputs().Retire({id}, gone);
    ledger_->jobs().BeginPublish({id}, report);
    ledger_->jobs().Commit({id}, 9);
  }

  LoadReport Load() { return millrace::Load(LocalFileSystem(), *ledger_, *warehouse_, options_); }

  // Rows of a query of the warehouse, as texts with `|` between the cells, NULL as `-`.
  std::vector<std::string> Rows(const std::string& query) { return Rows(*warehouse_->Connect(), query); }
  static std::vector<std::string> Rows(Connection& connection, const std::string& query) {
    const ResultRows found = connection.QueryRows(query);
    std::vector<std::string> rows;
    for (int64_t row = 0; row < found.row_count(); ++row) {
      std::string& line = rows.emplace_back();
      for (int column = 0; column < found.column_count(); ++column) {
        if (column > 0) line += '|';
        line += found.MaybeText(row, column).value_or("-");
      }
    }
    return rows;
  }
  // All columns of a table but `created_time`, which says when a row changed.
  std::vector<std::string> Facts(const std::string& table) {
    std::string columns;
    for (const Column& column : TableOf(*FindTable(table)).columns) {
      if (column.name == "created_time") continue;
      const bool is_json = column.type == ColumnType::kTextMap || column.type == ColumnType::kTypedMap ||
                           column.type == ColumnType::kPropertyMap;
      columns += (columns.empty() ? "" : ", ") +
                 (is_json ? "shop.canonical_json(" + std::string(column.name) + ")" : std::string(column.name));
    }
    std::vector<std::string> rows = Rows("SELECT " + columns + " FROM shop." + table);
    std::ranges::sort(rows);
    return rows;
  }
  int64_t Count(const std::string& table) {
    return warehouse_->Connect()->QueryRows("SELECT count(*) FROM " + table).Integer(0, 0);
  }
  // `name:state` of all items, by path.
  std::map<std::string, LoadState> States() {
    std::map<std::string, LoadState> states;
    for (int state = 0; state < kLoadStateCount; ++state) {
      for (const LoadItem& item : ledger_->load_items().InState(static_cast<LoadState>(state), "", "", 1000)) {
        states[item.path] = item.state;
      }
    }
    return states;
  }

  std::string ledger_path() const { return temporary_.path() + "/proj.db"; }
  const std::string& lake() const { return options_.lake; }
  LoadOptions& options() { return options_; }
  Ledger& ledger() { return *ledger_; }
  Warehouse& warehouse() { return *warehouse_; }
  const std::string folder() const { return temporary_.path(); }
  // Closes ledger and warehouse, so that the directory can be copied. Nothing else may follow.
  void Close() {
    warehouse_.reset();
    ledger_.reset();
  }

 private:
  const TemporaryFolder temporary_;
  LoadOptions options_{.project = "proj",
                       .lake = temporary_.path() + "/lake",
                       .timezones = {{"shop", "Europe/Berlin"}},
                       .settings = {},
                       .apps = {},
                       .scan = true,
                       .notices = {},
                       .keys_folder = temporary_.path() + "/proj.retired",
                       .temporary_folder = temporary_.path() + "/tmp",
                       .on_wait = {},
                       .on_progress = {},
                       .on_note = {},
                       .drain = {},
                       .stop = {},
                       .sleep = [](std::chrono::milliseconds) {}};
  std::unique_ptr<Ledger> ledger_;
  std::shared_ptr<Warehouse> warehouse_;
  std::shared_ptr<Warehouse> reader_;
};

}  // namespace millrace
