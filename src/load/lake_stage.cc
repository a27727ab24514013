#include "load/lake_stage.h"

#include <algorithm>
#include <array>
#include <utility>

#include <arrow/record_batch.h>

#include "core/sql_text.h"
#include "warehouse/ddl.h"
#include "warehouse/sql_parameters.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 3> kStagingViews = {"lake_", "lake_count_", "stage_"};

}  // namespace

std::shared_ptr<Warehouse> OpenEmbedded(const std::string& temporary_folder) {
  WarehouseOptions options;
  options.uri = "duckdb:";
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
  CreateViews(paths, "");
  Stream(stop);
}

void LakeStage::CreateOfKeys(const std::vector<std::string>& paths, const std::string& keys_path,
                             const std::stop_token& stop) {
  CreateKeys(keys_path, stop);
  if (paths.empty()) return;
  std::string is_key;
  for (const std::string& key : LoadedTable(id_).key) {
    is_key.append(is_key.empty() ? "k." : " AND k.").append(SqlName(key)).append(" = s.").append(SqlName(key));
  }
  CreateViews(paths, "EXISTS (SELECT 1 FROM read_parquet(" + SqlText(keys_path) + ") AS k WHERE " + is_key + ")");
  Stream(stop);
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

void LakeStage::CreateViews(const std::vector<std::string>& paths, const std::string& condition) {
  SqlParameters parameters;
  parameters.SetSchema(embedded_ != nullptr ? kEmbeddedSchema : std::string_view(schema_)).SetTexts("files", paths);
  const ResultRows cut = connection_.QueryRows("SELECT max(cut_time) FROM " + InWarehouse("expiry_cut"));
  if (cut.IsNull(0, 0)) {
    parameters.SetSql("expiry_cut", "TIMESTAMP '-infinity'");
  } else {
    parameters.SetTime("expiry_cut", cut.Microseconds(0, 0));
  }
  for (const std::string_view layer : kStagingViews) {
    const ModelFile& view = models_.Get(std::string(layer) + table_);
    std::string body = parameters.Render(view);
    if (layer == "stage_" && !condition.empty())
      body = std::string("SELECT * FROM (").append(body).append(") AS s WHERE ").append(condition);
    reader().Execute("CREATE OR REPLACE VIEW " + InReader(view.name) + " AS " + body);
    if (embedded_ == nullptr) drops_.push_back("DROP VIEW " + InReader(view.name));
  }
}

void LakeStage::CreateKeys(const std::string& keys_path, const std::stop_token& stop) {
  TableDefinition keys = LoadedTable(id_);
  std::string columns;
  for (const std::string& key : keys.key) columns += (columns.empty() ? "" : ", ") + SqlName(key);
  std::erase_if(keys.columns,
                [&](const ModelColumn& column) { return std::ranges::find(keys.key, column.name) == keys.key.end(); });
  keys.name = "retired_key_" + table_;
  const std::string query = "SELECT " + columns + " FROM read_parquet(" + SqlText(keys_path) + ")";
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
