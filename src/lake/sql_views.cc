#include "lake/sql_views.h"

#include "core/error.h"
#include "core/sql_text.h"
#include "lake/partition_path.h"

namespace millrace {
namespace {

std::string_view SqlType(ColumnType type) {
  switch (type) {
    case ColumnType::kText:
      return "VARCHAR";
    case ColumnType::kInt64:
      return "BIGINT";
    case ColumnType::kInt32:
      return "INTEGER";
    case ColumnType::kDouble:
      return "DOUBLE";
    case ColumnType::kBool:
      return "BOOLEAN";
    case ColumnType::kTimestamp:
      return "TIMESTAMPTZ";
    case ColumnType::kDate:
      return "DATE";
    case ColumnType::kTextMap:
      return "MAP(VARCHAR, VARCHAR)";
    case ColumnType::kTypedMap:
      return "MAP(VARCHAR, STRUCT(\"value\" VARCHAR, \"type\" VARCHAR))";
    case ColumnType::kPropertyMap:
      return "MAP(VARCHAR, STRUCT(\"value\" VARCHAR, \"type\" VARCHAR, set_time_msec BIGINT))";
  }
  throw InternalError("unknown column type");
}

// `column` of the row with the greatest `time`; nulls never win, ties go to the greater `tie`.
std::string Latest(std::string_view column, std::string_view time, std::string_view tie) {
  const std::string name(column);
  return "arg_max(" + name + ", {'t': " + std::string(time) + ", 'v': " + std::string(tie) + "}) FILTER (WHERE " +
         name + " IS NOT NULL AND " + std::string(time) + " IS NOT NULL)";
}

bool IsFirstGroup(std::string_view column) {
  return column.starts_with("first_");
}

}  // namespace

std::string HivePartitionsAsTexts() {
  std::string types;
  for (const std::string_view name : kPartitionColumns) {
    types.append(types.empty() ? "" : ", ").append(name).append(": VARCHAR");
  }
  return "hive_partitioning = true, hive_types = {" + types + "}";
}

std::string TableViewSql(const Table& table, const std::vector<std::string>& files) {
  std::string sql = "CREATE OR REPLACE VIEW " + SqlName(table.name) + " AS SELECT ";
  if (files.empty()) {
    for (const Column& column : table.columns) {
      sql += "CAST(NULL AS " + std::string(SqlType(column.type)) + ") AS " + SqlName(column.name) + ", ";
    }
    for (const std::string_view name : kPartitionColumns) {
      sql += "CAST(NULL AS VARCHAR) AS " + SqlName(name) + (name == kPartitionColumns.back() ? "" : ", ");
    }
    return sql + " WHERE false";
  }
  for (const Column& column : table.columns) sql += SqlName(column.name) + ", ";
  for (const std::string_view name : kPartitionColumns) {
    sql += SqlName(name) + (name == kPartitionColumns.back() ? "" : ", ");
  }
  std::string from = "read_parquet([";
  for (size_t i = 0; i < files.size(); ++i) from += (i > 0 ? ", " : "") + SqlText(files[i]);
  from += "], " + HivePartitionsAsTexts();
  // Sessions of older versions lack their last column.
  if (table.id == TableId::kSession) {
    const std::string added(table.columns.back().name);
    from = "(SELECT * FROM " + from + ", union_by_name = true) UNION ALL BY NAME SELECT CAST(NULL AS BIGINT) AS " +
           SqlName(added) + " WHERE false";
  }
  return sql + " FROM " + from + ")";
}

std::string UsersViewSql() {
  // The first_* columns are one group: the whole row of the earliest event, its nulls included.
  std::string first = "arg_max({";
  // `~x` reverses the order of BIGINT values and, unlike `-x`, is defined for all of them.
  std::string first_order = "{'t': ~first_event_time_msec";
  for (const Column& column : TableOf(TableId::kUser).columns) {
    if (!IsFirstGroup(column.name)) continue;
    const std::string name(column.name);
    first.append(first.back() == '{' ? "" : ", ").append(SqlText(name)).append(": ").append(name);
    // For equal times: the smaller first touch, null last, then the greater texts in the order of the columns, where
    // null is the smallest.
    if (column.type == ColumnType::kText) {
      first_order.append(", ").append(SqlText(name)).append(": CASE WHEN ").append(name);
      first_order.append(" IS NULL THEN '' ELSE '.' || ").append(name).append(" END");
    } else if (name == "first_touch_time_msec") {
      first_order.append(
          ", 'touched': first_touch_time_msec IS NOT NULL, 'touch': ~coalesce(first_touch_time_msec, 0)");
    }
  }
  first += "}, " + first_order + "}) FILTER (WHERE first_event_time_msec IS NOT NULL)";

  std::string inner;
  std::string outer = "app_id";
  for (const Column& column : TableOf(TableId::kUser).columns) {
    const std::string name(column.name);
    if (name == "process_info") continue;
    outer += ", ";
    if (IsFirstGroup(name)) {
      outer.append("first_event.").append(name).append(" AS ").append(name);
      continue;
    }
    outer += name;
    if (name == "user_pseudo_id") continue;
    inner += ", ";
    if (name == "user_id") {
      inner += Latest(name, "user_id_time_msec", "user_id");
    } else if (name == "user_properties" || name == "user_properties_json_str") {
      inner += Latest(name, "profile_event_time_msec", "user_properties_json_str");
    } else {
      inner += "max(" + name + ")";
    }
    inner += " AS " + name;
  }
  return "CREATE OR REPLACE VIEW users AS SELECT " + outer + " FROM (SELECT partition_app AS app_id, user_pseudo_id" +
         inner + ", " + first + " AS first_event FROM user_v2 GROUP BY partition_app, user_pseudo_id)";
}

std::vector<std::string> LakeViewStatements(const LakeFiles& files) {
  std::vector<std::string> statements;
  for (const Table& table : AllTables()) {
    const auto found = files.find(table.id);
    statements.push_back(TableViewSql(table, found == files.end() ? std::vector<std::string>() : found->second));
  }
  statements.push_back(UsersViewSql());
  return statements;
}

}  // namespace millrace
