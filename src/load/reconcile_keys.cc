#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "load/batch_files.h"
#include "load/lake_stage.h"
#include "load/reconcile.h"
#include "load/storable_text.h"

#include "core/error.h"
#include "core/one_line.h"
#include "core/quantity.h"
#include "core/sql_text.h"
#include "lake/partition_path.h"
#include "schema/table.h"
#include "warehouse/ddl.h"
#include "warehouse/sql_models.h"
#include "warehouse/sql_parameters.h"
#include "warehouse/warehouse.h"

namespace millrace {
namespace {

constexpr size_t kKeyFilesPage = 10'000;
constexpr int64_t kKeyDayUs = 86'400'000'000;

// What a table of an app has in the lake.
struct KeyFiles {
  std::vector<std::string> paths;
  int32_t first_day = std::numeric_limits<int32_t>::max();  // of partitions, in UTC
};

// Whether rows of the lake are ever removed for their age: then the warehouse may rightly have more.
bool HasLakeExpired(Ledger& ledger) {
  const auto jobs = ledger.jobs().Recent(kAllJobs);
  return std::ranges::any_of(
      jobs, [](const LedgerJob& job) { return job.kind == JobKind::kExpire && job.state == JobState::kCommitted; });
}

// Both sides' keys, as tables of an embedded DuckDB.
class KeyComparison {
 public:
  KeyComparison(FileSystem& files, Ledger& ledger, Connection& warehouse, const std::string& lake,
                const std::string& temporary_folder)
      : files_(files),
        ledger_(ledger),
        warehouse_(warehouse),
        lake_(lake),
        temporary_folder_(temporary_folder),
        has_lake_expired_(HasLakeExpired(ledger)),
        embedded_(OpenEmbedded(temporary_folder)),
        reader_(embedded_->Connect()) {}

  void Compare(const RegisteredApp& app, TableId id, std::vector<BookDifference>& differences) {
    const std::string table(TableOf(id).name);
    const bool has_days = id == TableId::kEvent || id == TableId::kItem;
    const TableDefinition definition = LoadedTable(id);
    keys_.clear();
    for (const std::string& key : definition.key) keys_ += (keys_.empty() ? "" : ", ") + SqlName(key);
    const KeyFiles found = FilesOf(app.app, table);
    const auto cut = CutOf(app.schema);
    CreateKeyTables(definition);
    is_lake_read_ = true;
    ReadLake(table, found.paths, cut, differences);
    ReadWarehouse(app.schema, table);
    const std::string name = app.schema + "." + table;
    if (has_days || !cut) {
      Tell(definition, "lake_key", "warehouse_key", "", "in the lake and not in " + name,
           "`millrace load --again` merges the rows of the lake once more", differences);
    }
    if (!is_lake_read_ || (!has_days && has_lake_expired_)) return;
    // Older days may have expired in the lake.
    const std::string first =
        has_lake_expired_ ? "event_timestamp >= " + SqlTimestamp(std::min(found.first_day, kLastDay) * kKeyDayUs) : "";
    Tell(definition, "warehouse_key", "lake_key", first, "in " + name + " and not in the lake",
         "drop the schema `" + app.schema + "`, then `millrace load --again` builds it from the lake", differences);
  }

 private:
  static constexpr int32_t kLastDay = 100'000;

  KeyFiles FilesOf(const std::string& app, const std::string& table) {
    KeyFiles found;
    std::string after;
    while (true) {
      const auto page = ledger_.load_items().InState(LoadState::kLoaded, table, after, kKeyFilesPage);
      for (const LoadItem& item : page) {
        if (item.app != app || !files_.Stat(lake_ + "/" + item.path)) continue;
        const size_t begin = item.path.find("partition_app=");
        const size_t end = item.path.find('/', item.path.find("partition_day="));
        const auto partition = ParsePartitionFolder(std::string_view(item.path).substr(begin, end - begin));
        if (partition) found.first_day = std::min(found.first_day, partition->day);
        found.paths.push_back(item.path);
      }
      if (page.size() < kKeyFilesPage) return found;
      after = page.back().path;
    }
  }

  std::optional<int64_t> CutOf(const std::string& schema) {
    const ResultRows cut = warehouse_.QueryRows("SELECT max(cut_time) FROM " + SqlName(schema) + ".expiry_cut");
    if (cut.IsNull(0, 0)) return std::nullopt;
    return cut.Microseconds(0, 0);
  }

  static std::string Embedded(std::string_view name) { return SqlName(kEmbeddedSchema) + "." + SqlName(name); }

  void CreateKeyTables(TableDefinition definition) {
    const std::vector<std::string> key = definition.key;
    std::erase_if(definition.columns,
                  [&](const ModelColumn& column) { return std::ranges::find(key, column.name) == key.end(); });
    for (const char* const side : {"lake_key", "warehouse_key"}) {
      definition.name = side;
      reader_->Execute("DROP TABLE IF EXISTS " + Embedded(side));
      reader_->Execute(CreateTableSql(Dialect::kDuckDb, kEmbeddedSchema, definition));
    }
  }

  // A load divides a batch that cannot be read as a whole: files of other writers may differ in their types.
  void ReadLake(const std::string& table, const std::vector<std::string>& paths, const std::optional<int64_t>& cut,
                std::vector<BookDifference>& differences) {
    if (paths.empty()) return;
    try {
      ReadFiles(table, paths, cut);
    } catch (const UserError& error) {
      if (paths.size() == 1) {
        is_lake_read_ = false;
        differences.push_back(
            {true, paths[0] + " cannot be compared: " + OneLine(error.what()), "if the file is damaged, restore it"});
        return;
      }
      const auto middle = paths.begin() + static_cast<std::ptrdiff_t>(paths.size() / 2);
      ReadLake(table, {paths.begin(), middle}, cut, differences);
      ReadLake(table, {middle, paths.end()}, cut, differences);
    }
  }

  void ReadFiles(const std::string& table, const std::vector<std::string>& paths, const std::optional<int64_t>& cut) {
    BatchFiles local(files_, lake_, temporary_folder_, paths);
    local.Read([&](const std::vector<std::string>& on_disk) { ReadOnDisk(table, on_disk, cut); });
  }

  void ReadOnDisk(const std::string& table, const std::vector<std::string>& paths, const std::optional<int64_t>& cut) {
    SqlParameters parameters;
    parameters.SetSchema(kEmbeddedSchema)
        .SetTexts("files", paths)
        .SetSql("wanted", "TRUE")
        .SetSql("sorted_keys", "FALSE");
    if (cut) {
      parameters.SetTime("expiry_cut", *cut);
    } else {
      parameters.SetSql("expiry_cut", "TIMESTAMP '-infinity'");
    }
    for (const char* const layer : {"lake_", "stage_"}) {
      const ModelFile& view = models_.Get(layer + table);
      const std::string rows = parameters.Render(view);
      const bool is_changed = !warehouse_.ReadsLakeFiles() && view.name.starts_with("lake_");
      reader_->Execute("CREATE OR REPLACE VIEW " + Embedded(view.name) + " AS " +
                       (is_changed ? StorableRows(*FindTable(table), rows) : rows));
    }
    reader_->Execute("INSERT INTO " + Embedded("lake_key") + " (" + keys_ + ") SELECT DISTINCT " + keys_ + " FROM " +
                     Embedded("stage_" + table));
  }

  void ReadWarehouse(const std::string& schema, const std::string& table) {
    const auto rows = warehouse_.Query("SELECT " + keys_ + " FROM " + SqlName(schema) + "." + SqlName(table));
    reader_->Append(kEmbeddedSchema, "warehouse_key", *rows);
  }

  // Keys that only one side has.
  void Tell(const TableDefinition& definition, std::string_view side, std::string_view other,
            const std::string& condition, const std::string& where, const std::string& advice,
            std::vector<BookDifference>& differences) {
    std::string text;
    for (const std::string& key : definition.key) {
      text += (text.empty() ? "" : " || ', ' || ") + SqlText(key + " ") + " || CAST(" + SqlName(key) + " AS VARCHAR)";
    }
    const ResultRows rows = reader_->QueryRows("SELECT count(*), min(" + text + ") FROM (SELECT " + keys_ + " FROM " +
                                               Embedded(side) + " EXCEPT SELECT " + keys_ + " FROM " + Embedded(other) +
                                               ")" + (condition.empty() ? "" : " WHERE " + condition));
    const auto count = static_cast<uint64_t>(rows.Integer(0, 0));
    if (count == 0) return;
    differences.push_back(
        {true,
         FormatCount(count) + (count == 1 ? " row is " : " rows are ") + where + ", the first: " + rows.Text(0, 1),
         advice});
  }

  FileSystem& files_;
  Ledger& ledger_;
  Connection& warehouse_;
  const std::string& lake_;
  const std::string& temporary_folder_;
  const bool has_lake_expired_;
  const SqlModels models_ = SqlModels::BuiltIn(Dialect::kDuckDb);
  const std::shared_ptr<Warehouse> embedded_;
  const std::unique_ptr<Connection> reader_;
  std::string keys_;          // columns of the key
  bool is_lake_read_ = true;  // every file of the table
};

}  // namespace

std::vector<BookDifference> CompareKeys(FileSystem& files, Ledger& ledger, Connection& warehouse,
                                        const std::string& lake, const std::string& temporary_folder) {
  std::vector<BookDifference> differences;
  KeyComparison comparison(files, ledger, warehouse, lake, temporary_folder);
  for (const RegisteredApp& app : ledger.load_items().Apps()) {
    for (const TableId id : kLoadedTables) {
      if (HasTable(warehouse, app.schema, std::string(TableOf(id).name))) comparison.Compare(app, id, differences);
    }
  }
  return differences;
}

}  // namespace millrace
