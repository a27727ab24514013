// A project with a lake of small files, a ledger and a warehouse, for tests of loads.
#pragma once

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

class LoadProject {
 public:
  // `uri`: of the warehouse; empty: a DuckDB file of the project.
  explicit LoadProject(const std::string& uri = "") : reader_(OpenEmbedded("")) {
    WarehouseOptions options;
    options.uri = uri.empty() ? "duckdb:" + temporary_.path() + "/warehouse.duckdb" : uri;
    warehouse_ = OpenWarehouse(options);
    std::filesystem::create_directories(options_.temporary_folder);
  }

  static std::string PathOf(const std::string& table, const std::string& name, const std::string& app = "shop",
                            const std::string& day = "2024-10-10") {
    return "proj/" + table + "/partition_app=" + app + "/partition_year=" + day.substr(0, 4) +
           "/partition_month=" + day.substr(5, 2) + "/partition_day=" + day.substr(8, 2) + "/" + name + ".parquet";
  }
  // Writes the rows of a query of DuckDB as a lake file.
  void Write(const std::string& path, const std::string& query) {
    const std::string file = lake() + "/" + path;
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    reader_->Connect()->Execute("COPY (" + query + ") TO " + SqlText(file) + " (FORMAT parquet)");
  }
  // All rows of a file of the sample case as a lake file.
  void CopySample(const std::string& batch, const std::string& table) {
    const std::string file = lake() + "/" + PathOf(table, batch);
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    std::filesystem::copy_file(SampleFile(batch, table), file);
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

  const std::string& lake() const { return options_.lake; }
  LoadOptions& options() { return options_; }
  Ledger& ledger() { return *ledger_; }
  Warehouse& warehouse() { return *warehouse_; }
  const std::string folder() const { return temporary_.path(); }

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
  std::unique_ptr<Ledger> ledger_ = OpenSqliteLedger(temporary_.path() + "/proj.db");
  std::shared_ptr<Warehouse> warehouse_;
  std::shared_ptr<Warehouse> reader_;
};

}  // namespace millrace
