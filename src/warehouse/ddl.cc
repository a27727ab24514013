#include "warehouse/ddl.h"

#include <algorithm>

#include "core/error.h"
#include "core/sql_text.h"

namespace millrace {
namespace {

constexpr std::string_view kEventDate = "event_date";

ModelType ModelTypeOf(ColumnType type) {
  switch (type) {
    case ColumnType::kText:
      return ModelType::kText;
    case ColumnType::kInt64:
      return ModelType::kBigint;
    case ColumnType::kInt32:
      return ModelType::kInteger;
    case ColumnType::kDouble:
      return ModelType::kDouble;
    case ColumnType::kBool:
      return ModelType::kBoolean;
    case ColumnType::kTimestamp:
      return ModelType::kTimestamp;
    case ColumnType::kDate:
      return ModelType::kDate;
    case ColumnType::kTextMap:
    case ColumnType::kTypedMap:
    case ColumnType::kPropertyMap:
      return ModelType::kJson;
  }
  throw InternalError("unknown column type");
}

std::string QualifiedName(std::string_view schema, std::string_view name) {
  return SqlName(schema) + "." + SqlName(name);
}

std::string NameList(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + SqlName(name);
  return list;
}

std::string_view ClockDefault(Dialect dialect) {
  return dialect == Dialect::kRedshift ? "getdate()" : "(now() AT TIME ZONE 'UTC')";
}

std::string ColumnList(Dialect dialect, const std::vector<ModelColumn>& columns, bool is_checked) {
  std::string list;
  for (const ModelColumn& column : columns) {
    list.append(list.empty() ? "" : ", ").append(SqlName(column.name)).append(" ").append(SqlType(column, dialect));
    if (is_checked && column.is_required) list += " NOT NULL";
    if (is_checked && column.is_now) list.append(" DEFAULT ").append(ClockDefault(dialect));
  }
  return list;
}

// Rows of these are replaced by parts of days, millions of them: an index of the key would cost more than the check
// after each run.
bool IsReplacedByDay(const TableDefinition& table) {
  return !table.is_loaded && !table.sort.empty() && table.sort.front() == kEventDate;
}

}  // namespace

TableDefinition LoadedTable(TableId id) {
  TableDefinition table;
  table.name = TableOf(id).name;
  table.is_loaded = true;
  for (const Column& column : TableOf(id).columns) {
    table.columns.push_back({.name = std::string(column.name),
                             .type = ModelTypeOf(column.type),
                             .is_required = column.nullability == Nullability::kRequired,
                             .is_now = column.name == "created_time",
                             .meaning = std::string(column.meaning),
                             .max_bytes = column.max_bytes});
  }
  switch (id) {
    case TableId::kEvent:
      table.key = {"event_id", "event_timestamp"};
      table.sort = {"event_timestamp"};
      return table;
    case TableId::kItem:
      table.key = {"user_pseudo_id", "event_id", "item_id", "event_timestamp"};
      table.sort = {"event_timestamp"};
      return table;
    case TableId::kUser:
      table.key = {"user_pseudo_id"};
      table.sort = {"user_pseudo_id", "event_timestamp"};
      return table;
    case TableId::kSession:
      table.key = {"user_pseudo_id", "session_id"};
      table.sort = {"user_pseudo_id", "session_id", "event_timestamp"};
      return table;
    case TableId::kReject:
      break;
  }
  throw InternalError("rejects are not loaded");
}

TableDefinition DefinitionOf(const ModelFile& model) {
  TableDefinition table;
  table.name = model.name;
  table.columns = model.columns;
  table.key = model.key;
  const bool has_day = std::any_of(model.columns.begin(), model.columns.end(),
                                   [](const ModelColumn& column) { return column.name == kEventDate; });
  if (has_day) table.sort = {std::string(kEventDate)};
  return table;
}

std::string SqlType(const ModelColumn& column, Dialect dialect) {
  switch (column.type) {
    case ModelType::kText:
      if (dialect == Dialect::kDuckDb) return "VARCHAR";
      // Texts compare by their bytes, whatever the collation of the database.
      if (dialect == Dialect::kPostgres) return "text COLLATE \"C\"";
      return "varchar(" + std::to_string(column.max_bytes == 0 ? 65535 : column.max_bytes) + ")";
    case ModelType::kBigint:
      return "bigint";
    case ModelType::kInteger:
      return "integer";
    case ModelType::kDouble:
      return "double precision";
    case ModelType::kReal:
      return "real";
    case ModelType::kBoolean:
      return "boolean";
    case ModelType::kTimestamp:
      return "timestamp";
    case ModelType::kDate:
      return "date";
    case ModelType::kJson:
      return dialect == Dialect::kDuckDb ? "JSON" : dialect == Dialect::kPostgres ? "jsonb" : "super";
  }
  throw InternalError("unknown type of a model's column");
}

std::string CreateTableSql(Dialect dialect, std::string_view schema, const TableDefinition& table) {
  std::string sql = "CREATE TABLE IF NOT EXISTS " + QualifiedName(schema, table.name) + " (" +
                    ColumnList(dialect, table.columns, true) + ")";
  if (dialect == Dialect::kRedshift) {
    sql += " DISTSTYLE EVEN";
    if (!table.sort.empty()) sql += " SORTKEY (" + NameList(table.sort) + ")";
  }
  return sql;
}

std::vector<std::string> CreateIndexSql(Dialect dialect, std::string_view schema, const TableDefinition& table) {
  if (dialect != Dialect::kPostgres) return {};
  std::vector<std::string> statements;
  const auto create = [&](std::string_view words, std::string_view suffix, const std::string& rest) {
    statements.push_back("CREATE " + std::string(words) + " IF NOT EXISTS " +
                         SqlName(table.name + std::string(suffix)) + " ON " + QualifiedName(schema, table.name) + " " +
                         rest);
  };
  if (IsReplacedByDay(table)) {
    create("INDEX", "_day", "(" + SqlName(kEventDate) + ")");
  } else if (!table.key.empty()) {
    create("UNIQUE INDEX", "_key", "(" + NameList(table.key) + ") NULLS NOT DISTINCT");
  }
  // Loads come nearly in the order of time: a block range index finds a day as fast as a tree, at a thousandth of its
  // size.
  if (table.is_loaded && table.sort.size() == 1) {
    create("INDEX", "_time", "USING brin (" + NameList(table.sort) + ") WITH (pages_per_range = 32)");
  }
  return statements;
}

std::string CreateStageSql(Dialect dialect, std::string_view schema, const TableDefinition& table) {
  std::vector<ModelColumn> columns;
  std::copy_if(table.columns.begin(), table.columns.end(), std::back_inserter(columns),
               [](const ModelColumn& column) { return column.name != "created_time"; });
  return std::string(dialect == Dialect::kPostgres ? "CREATE UNLOGGED TABLE " : "CREATE TABLE ") +
         QualifiedName(schema, "stage_" + table.name) + " (" + ColumnList(dialect, columns, false) + ")";
}

std::string CreateWorkSql(Dialect dialect, std::string_view schema, std::string_view name, std::string_view query) {
  return std::string(dialect == Dialect::kPostgres ? "CREATE UNLOGGED TABLE " : "CREATE TABLE ") +
         QualifiedName(schema, name) + " AS " + std::string(query);
}

}  // namespace millrace
