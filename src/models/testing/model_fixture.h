// What tests of model runs are built on: an app's schema in a warehouse in memory, and loads of a few rows that are
// given as SQL.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/model_run.h"
#include "models/schema_apply.h"

#include "core/sql_text.h"
#include "core/time.h"
#include "warehouse/warehouse.h"

namespace millrace {

class ModelFixture {
 public:
  ModelFixture() : ModelFixture(SqlModels::BuiltIn(Dialect::kDuckDb)) {}
  explicit ModelFixture(SqlModels with, const std::string& uri = "duckdb:") : models(std::move(with)) {
    app.app = "Shop";
    app.schema = "shop";
    WarehouseOptions options;
    options.uri = uri;
    warehouse_ = OpenWarehouse(options);
    connection = warehouse_->Connect();
  }

  SchemaPlan Apply() {
    SchemaApplyOptions options;
    options.run_id = "apply";
    options.now = [this] { return ++now_us; };
    SchemaApplied applied = ApplySchema(*connection, models, app, options);
    left_out = std::move(applied.left_out);
    return std::move(applied.plan);
  }

  // Another session of the warehouse.
  std::unique_ptr<Connection> Connect() { return warehouse_->Connect(); }

  // An event of a device; `name` may be any, `time` is `2025-03-10 12:00:00`, `parameters` are those that apps name
  // themselves: a JSON object.
  void Event(const std::string& id, const std::string& time, const std::string& user,
             const std::string& name = "_page_view", const std::string& session = "s1",
             const std::string& parameters = "") {
    // Of a time that has no number of nanoseconds, any will do.
    const std::string msec = std::to_string(ParseInstant(time).value_or(1'741'600'000'000'000'000) / 1'000'000);
    events_.push_back("(TIMESTAMP '" + time + "', " + SqlText(id) + ", " + msec + ", " + msec + ", " + SqlText(name) +
                      ", " + SqlText(user) + ", " + SqlText(session) + ", 'Web', 'p', 'Shop', '/" + name + "', " +
                      JsonOrNull(parameters) + ", " + JsonOrNull(parameters) + ")");
  }
  // `properties`: attributes that apps name themselves, a JSON object.
  void User(const std::string& device, const std::string& user, const std::string& properties = "") {
    users_.push_back("(TIMESTAMP '2025-03-01 00:00:00', " + SqlText(device) + ", " + SqlText(user) + ", 1, " +
                     JsonOrNull(properties) + ", " + JsonOrNull(properties) + ", 1)");
  }

  // Loads the rows that were given since the last load.
  void Load() {
    SqlParameters values = ParametersOf(app);
    values.SetInteger("load_sequence", ++load_sequence_).SetTime("load_time", ++now_us);
    values.SetSql("ranges", "TRUE");
    Transaction transaction(*connection);
    Merge(TableId::kUser,
          "event_timestamp, user_pseudo_id, user_id, user_id_time_msec, user_properties, user_properties_json_str, "
          "profile_event_time_msec",
          users_, values);
    Merge(TableId::kEvent,
          "event_timestamp, event_id, event_time_msec, ingest_time_msec, event_name, user_pseudo_id, session_id, "
          "platform, "
          "project_id, app_id, page_view_page_url_path, custom_parameters, custom_parameters_json_str",
          events_, values);
    transaction.Commit();
  }

  ModelRunResult Run(ModelRunOptions options = {}) { return Run(std::move(options), ModelSelection(models)); }
  ModelRunResult Run(ModelRunOptions options, const ModelSelection& selection) {
    options.run_id = "run " + std::to_string(++runs_);
    options.now_us = ++now_us;
    return ModelRun(*connection, models, app, selection, std::move(options)).Run();
  }

  // The rows of a query, `a|b` each; `-` is NULL.
  std::vector<std::string> Rows(const std::string& sql) {
    const ResultRows rows = connection->QueryRows(sql);
    std::vector<std::string> texts;
    for (int64_t row = 0; row < rows.row_count(); ++row) {
      std::string& text = texts.emplace_back();
      for (int column = 0; column < rows.column_count(); ++column) {
        text += (column == 0 ? "" : "|") + rows.MaybeText(row, column).value_or("-");
      }
    }
    return texts;
  }

  SqlModels models;
  std::vector<FailedModel> left_out;  // by the last Apply
  AppSettings app;
  std::unique_ptr<Connection> connection;
  int64_t now_us = 1'800'000'000'000'000;

 private:
  static std::string JsonOrNull(const std::string& json) { return json.empty() ? "NULL" : SqlText(json); }
  void Merge(TableId id, const std::string& columns, std::vector<std::string>& rows, SqlParameters& values) {
    const TableDefinition table = LoadedTable(id);
    const std::string stage = "shop.stage_" + table.name;
    connection->Execute(CreateStageSql(models.dialect(), "shop", table));
    for (const std::string& row : rows)
      connection->Execute("INSERT INTO " + stage + " (" + columns + ") VALUES " + row);
    rows.clear();
    Statements("merge_" + table.name, values);
    if (id == TableId::kEvent) Statements("record_load_end", values);
    connection->Execute("DROP TABLE " + stage);
  }
  void Statements(const std::string& name, const SqlParameters& values) {
    const ModelFile& model = models.Get(name);
    for (const ModelStatement& statement : model.statements) connection->Execute(values.Render(model, statement));
  }

  std::shared_ptr<Warehouse> warehouse_;
  std::vector<std::string> events_, users_;
  int64_t load_sequence_ = 0;
  int runs_ = 0;
};

}  // namespace millrace
