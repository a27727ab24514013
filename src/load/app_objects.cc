#include "load/app_objects.h"

#include "core/sql_text.h"
#include "warehouse/ddl.h"
#include "warehouse/sql_parameters.h"

namespace millrace {
namespace {

void CreateTable(Connection& connection, std::string_view schema, const TableDefinition& table) {
  connection.Execute(CreateTableSql(connection.dialect(), schema, table));
  for (const std::string& index : CreateIndexSql(connection.dialect(), schema, table)) connection.Execute(index);
}

}  // namespace

void CreateAppObjects(Connection& connection, const SqlModels& models, std::string_view schema,
                      std::string_view timezone) {
  // The last table that is created: with it, all are there.
  const ResultRows found = connection.QueryRows(
      "SELECT count(*) FROM information_schema.tables WHERE table_schema = $1 AND table_name = 'load_log'",
      Bind({std::string(schema)}));
  if (found.Integer(0, 0) > 0) return;
  SqlParameters parameters;
  parameters.SetSchema(schema).SetText("timezone", timezone);
  Transaction transaction(connection);
  connection.Execute("CREATE SCHEMA IF NOT EXISTS " + SqlName(schema));
  for (const TableId table : kLoadedTables) CreateTable(connection, schema, LoadedTable(table));
  for (const ModelFile& model : models.models()) {
    if (model.kind == ModelKind::kFunction) connection.Execute(parameters.Render(model));
    if (model.kind == ModelKind::kTable) CreateTable(connection, schema, DefinitionOf(model));
  }
  transaction.Commit();
}

}  // namespace millrace
