#include "load/lake_stage.h"

#include <algorithm>
#include <array>
#include <utility>

#include <arrow/record_batch.h>

#include "load/storable_text.h"

#include "core/sql_text.h"
#include "lake/map_key_order.h"
#include "warehouse/ddl.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 3> kStagingViews = {"lake_", "lake_count_", "stage_"};

}  // namespace

std::shared_ptr<Warehouse> OpenEmbedded(const std::string& temporary_folder, uint64_t memory_bytes) {
  WarehouseOptions options;
  options.uri = "duckdb:";
  options.memory_bytes = memory_bytes;
  options.temporary_folder = temporary_folder;
  auto embedded = OpenWarehouse(options);
  embedded->Connect()->Execute("CREATE SCHEMA " + SqlName(kEmbeddedSchema));
  return embedded;
}

LakeStage::LakeStage(Connection& connection, Connection* embedded, const SqlModels& models, TableId table,
                     std::string schema)
    : connection_(connection),
      embedded_(embedded),
      models_(models),
      id_(table),
      table_(TableOf(table).name),
      schema_(std::move(schema)) {}

void LakeStage::Create(const std::vector<std::string>& paths, const std::stop_token& stop) {
  CreateViews(paths);
  Stream(stop);
}

void LakeStage::CreateRows(const std::vector<std::string>& paths, const std::stop_token& stop) {
  CreateViews(paths);
  const ModelFile& rows = models_.Get("stage_row_" + table_);
  const std::string query = parameters_.Render(rows);
  if (embedded_ == nullptr) {
    connection_.Execute(CreateWorkSql(connection_.dialect(), schema_, rows.name, query), {}, stop);
    drops_.push_back("DROP TABLE " + InWarehouse(rows.name));
    return;
  }
  const TableDefinition table{.name = "row_" + table_, .columns = rows.columns, .key = {}, .sort = {}};
  connection_.Execute(CreateStageSql(connection_.dialect(), schema_, table));
  drops_.push_back("DROP TABLE " + InWarehouse(rows.name));
  connection_.Append(schema_, rows.name, *embedded_->Query(query, {}, stop), stop);
  connection_.Execute("ANALYZE " + InWarehouse(rows.name));
}

uint64_t LakeStage::InsertPlainRows(int64_t load_time_us, const std::stop_token& stop) {
  const std::string skip = "load_skip_" + table_;
  const std::string hard = "load_hard_" + table_;
  drops_.insert(drops_.end(), {"DROP TABLE " + InWarehouse(skip), "DROP TABLE " + InWarehouse(hard)});
  CopyToReader(skip, "event_id VARCHAR, event_timestamp TIMESTAMP, skipped_msec BIGINT", stop);
  SqlParameters parameters = parameters_;
  parameters.SetTime("load_time", load_time_us);
  const std::string rows = parameters.Render(models_.Get("plain_" + table_));
  if (embedded_ != nullptr) {
    return static_cast<uint64_t>(connection_.Append(schema_, table_, *embedded_->Query(rows, {}, stop), stop));
  }
  std::string columns;
  for (const ModelColumn& column : LoadedTable(id_).columns)
    columns += (columns.empty() ? "" : ", ") + SqlName(column.name);
  return static_cast<uint64_t>(connection_.Execute(
      "INSERT INTO " + InWarehouse(table_) + " (" + columns + ") SELECT " + columns + " FROM (" + rows + ") AS plain",
      {}, stop));
}

bool LakeStage::CreateOfHardKeys(const std::stop_token& stop) {
  const std::string hard = "load_hard_" + table_;
  if (connection_.QueryRows("SELECT 1 FROM " + InWarehouse(hard) + " LIMIT 1").row_count() == 0) return false;
  CopyToReader(hard, "event_id VARCHAR, event_timestamp TIMESTAMP", stop);
  SqlParameters parameters = parameters_;
  parameters.SetSql("wanted", "(" + Kept("r.event_id") +
                                  ", CAST(r.event_timestamp AS TIMESTAMP)) IN (SELECT event_id, event_timestamp FROM " +
                                  InReader(hard) + ")");
  CreateView("lake_" + table_, LakeRows(parameters));
  if (embedded_ != nullptr) {
    Stream(stop);
    return true;
  }
  // The statements of a merge read their stage several times, and the files are wide.
  const std::string stage = "stage_" + table_;
  const std::string query = parameters_.Render(models_.Get(stage));
  connection_.Execute("DROP VIEW " + InWarehouse(stage));
  std::erase(drops_, "DROP VIEW " + InWarehouse(stage));
  connection_.Execute(CreateWorkSql(connection_.dialect(), schema_, stage, query), {}, stop);
  drops_.push_back("DROP TABLE " + InWarehouse(stage));
  return true;
}

void LakeStage::CreateOfKeys(const std::string& keys_path, const std::stop_token& stop) {
  CreateKeys(keys_path, stop);
  connection_.Execute(CreateStageSql(connection_.dialect(), schema_, LoadedTable(id_)));
  drops_.push_back("DROP TABLE " + InWarehouse("stage_" + table_));
}

void LakeStage::AddOfKeys(const std::vector<std::string>& paths, const std::string& keys_path,
                          const std::stop_token& stop) {
  SetFiles(paths);
  const std::string lake = "lake_" + table_;
  const std::string stage = "stage_" + table_;
  CreateView(lake, LakeRows(parameters_));
  std::string columns;
  for (const ModelColumn& column : LoadedTable(id_).columns) {
    if (!column.is_now) columns.append(columns.empty() ? "" : ", ").append(SqlName(column.name));
  }
  std::string is_key;
  for (const std::string& key : LoadedTable(id_).key) {
    is_key.append(is_key.empty() ? "k." : " AND k.").append(SqlName(key)).append(" = s.").append(SqlName(key));
  }
  const std::string rows = "SELECT " + columns + " FROM (" + parameters_.Render(models_.Get(stage)) +
                           ") AS s WHERE EXISTS (SELECT 1 FROM (" + KeysIn(keys_path) + ") AS k WHERE " + is_key + ")";
  if (embedded_ != nullptr) {
    connection_.Append(schema_, stage, *embedded_->Query(rows, {}, stop), stop);
    connection_.Execute("ANALYZE " + InWarehouse(stage));
    return;
  }
  connection_.Execute("INSERT INTO " + InWarehouse(stage) + " (" + columns + ") " + rows, {}, stop);
  connection_.Execute("DROP VIEW " + InReader(lake));
}

RowCounts LakeStage::Count() {
  const ResultRows rows = reader().QueryRows("SELECT what, detail, row_count FROM " + InReader("lake_count_" + table_));
  RowCounts counts;
  for (int64_t row = 0; row < rows.row_count(); ++row) {
    const std::string what = rows.Text(row, 0);
    const auto count = static_cast<uint64_t>(rows.Integer(row, 2));
    if (what == "not_finite") {
      if (count > 0) counts.not_finite[rows.Text(row, 1)] += count;
      continue;
    }
    counts.read += count;
    if (what == "expired") counts.expired += count;
    if (what == "rejected") counts.rejected[rows.Text(row, 1)] += count;
  }
  return counts;
}

void LakeStage::Drop() {
  for (auto statement = drops_.rbegin(); statement != drops_.rend(); ++statement) connection_.Execute(*statement);
  drops_.clear();
}

std::string LakeStage::InReader(std::string_view name) const {
  return SqlName(embedded_ != nullptr ? kEmbeddedSchema : std::string_view(schema_)) + "." + SqlName(name);
}

std::string LakeStage::InWarehouse(std::string_view name) const {
  return SqlName(schema_) + "." + SqlName(name);
}

void LakeStage::SetFiles(const std::vector<std::string>& paths) {
  parameters_.SetSchema(embedded_ != nullptr ? kEmbeddedSchema : std::string_view(schema_)).SetTexts("files", paths);
  parameters_.SetSql("wanted", "TRUE");
  parameters_.SetSql("sorted_keys", HaveSortedKeys(paths) ? "TRUE" : "FALSE");
  const ResultRows cut = connection_.QueryRows("SELECT max(cut_time) FROM " + InWarehouse("expiry_cut"));
  if (cut.IsNull(0, 0)) {
    parameters_.SetSql("expiry_cut", "TIMESTAMP '-infinity'");
  } else {
    parameters_.SetTime("expiry_cut", cut.Microseconds(0, 0));
  }
}

void LakeStage::CreateViews(const std::vector<std::string>& paths) {
  SetFiles(paths);
  for (const std::string_view layer : kStagingViews) {
    const ModelFile& view = models_.Get(std::string(layer) + table_);
    CreateView(view.name, layer == "lake_" ? LakeRows(parameters_) : parameters_.Render(view));
    if (embedded_ == nullptr) drops_.push_back("DROP VIEW " + InReader(view.name));
  }
}

std::string LakeStage::LakeRows(const SqlParameters& parameters) const {
  const std::string rows = parameters.Render(models_.Get("lake_" + table_));
  return embedded_ != nullptr ? StorableRows(id_, rows) : rows;
}

std::string LakeStage::Kept(const std::string& text) const {
  return embedded_ != nullptr ? StorableText(text) : text;
}

std::string LakeStage::KeysIn(const std::string& keys_path) const {
  const TableDefinition table = LoadedTable(id_);
  std::string columns;
  for (const std::string& key : table.key) {
    const auto column = std::ranges::find(table.columns, key, &ModelColumn::name);
    const std::string name = SqlName(key);
    columns.append(columns.empty() ? "" : ", ").append(column->type == ModelType::kText ? Kept(name) : name);
    columns.append(" AS ").append(name);
  }
  return "SELECT " + columns + " FROM read_parquet(" + SqlText(keys_path) + ")";
}

bool LakeStage::HaveSortedKeys(const std::vector<std::string>& paths) {
  std::string files;
  for (const std::string& path : paths) files.append(files.empty() ? "" : ", ").append(SqlText(path));
  const ResultRows found = reader().QueryRows("SELECT count(DISTINCT file_name) FROM parquet_kv_metadata([" + files +
                                              "]) WHERE key = encode(" + SqlText(kMapKeysName) +
                                              ") AND value = encode(" + SqlText(kSortedMapKeys) + ")");
  return static_cast<size_t>(found.Integer(0, 0)) == paths.size();
}

void LakeStage::CreateView(const std::string& name, const std::string& query) {
  reader().Execute("CREATE OR REPLACE VIEW " + InReader(name) + " AS " + query);
}

void LakeStage::CopyToReader(const std::string& table, const std::string& columns, const std::stop_token& stop) {
  if (embedded_ == nullptr) return;
  embedded_->Execute("CREATE OR REPLACE TABLE " + InReader(table) + " (" + columns + ")");
  embedded_->Append(kEmbeddedSchema, table, *connection_.Query("SELECT * FROM " + InWarehouse(table), {}, stop), stop);
}

void LakeStage::CreateKeys(const std::string& keys_path, const std::stop_token& stop) {
  TableDefinition keys = LoadedTable(id_);
  std::erase_if(keys.columns,
                [&](const ModelColumn& column) { return std::ranges::find(keys.key, column.name) == keys.key.end(); });
  keys.name = "retired_key_" + table_;
  const std::string query = KeysIn(keys_path);
  if (embedded_ == nullptr) {
    connection_.Execute(CreateWorkSql(connection_.dialect(), schema_, keys.name, query));
  } else {
    connection_.Execute(CreateTableSql(connection_.dialect(), schema_, keys));
    connection_.Append(schema_, keys.name, *embedded_->Query(query, {}, stop), stop);
  }
  drops_.push_back("DROP TABLE " + InWarehouse(keys.name));
}

void LakeStage::Stream(const std::stop_token& stop) {
  if (embedded_ == nullptr) return;
  const std::string stage = "stage_" + table_;
  connection_.Execute(CreateStageSql(connection_.dialect(), schema_, LoadedTable(id_)));
  drops_.push_back("DROP TABLE " + InWarehouse(stage));
  connection_.Append(schema_, stage, *embedded_->Query("SELECT * FROM " + InReader(stage), {}, stop), stop);
  connection_.Execute("ANALYZE " + InWarehouse(stage));
}

}  // namespace millrace
