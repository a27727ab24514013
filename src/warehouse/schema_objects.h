// What the schema of an app consists of: tables, functions and views, with the statements that make them and a hash of
// their content (metadata-expiry-schema.md §3). Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "warehouse/ddl.h"
#include "warehouse/sql_models.h"
#include "warehouse/sql_parameters.h"

namespace millrace {

// An app as far as its models depend on it.
struct AppSettings {
  std::string app;
  std::string schema;            // app_schema.h
  std::string timezone = "UTC";  // IANA name; days are its local ones
  int look_back_days = 30;       // models.lookback
  int retention_days = 42;       // models.retention_days
  std::string reader = {};       // warehouse.reader: the role of reports on PostgreSQL; empty: none
};

// schema, timezone, look_back and retention_days.
SqlParameters ParametersOf(const AppSettings& app);

enum class SchemaObjectKind : uint8_t { kTable, kFunction, kView };
inline constexpr std::string_view kSchemaObjectKindNames[] = {"table", "function", "view"};

struct SchemaObject {
  SchemaObjectKind kind = SchemaObjectKind::kTable;
  std::string name;
  TableDefinition table;             // columns of tables and views
  const ModelFile* model = nullptr;  // null for a loaded table; belongs to the SqlModels
  std::string hash;                  // of its definition: of the columns of a table, the text of a view or function
  // Of a table that runs compute: of everything that its rows are made from, the time zone included. When it changes,
  // the table has to be built again. Empty: rows come from loads.
  std::string rows_hash;
};

// In an order in which they can be made: functions, loaded tables, tables of models, views after those that they use.
std::vector<SchemaObject> SchemaObjectsOf(const SqlModels& models, const AppSettings& app);

// The statements that make an object; nothing happens to a table that is there.
std::vector<std::string> CreateStatements(const SchemaObject& object, Dialect dialect, const SqlParameters& parameters,
                                          std::string_view schema);

}  // namespace millrace
