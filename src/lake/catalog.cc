#include "lake/catalog.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

#include "core/error.h"
#include "core/sql_text.h"
#include "core/time.h"
#include "lake/partition_path.h"
#include "lake/sql_views.h"

namespace millrace {
namespace {

// Trino has its own syntax for types; the other engines share Hive's.
std::string TypeIn(CatalogEngine engine, ColumnType type) {
  const bool trino = engine == CatalogEngine::kTrino;
  switch (type) {
    case ColumnType::kText:
      return trino ? "varchar" : "string";
    case ColumnType::kInt64:
      return "bigint";
    case ColumnType::kInt32:
      return trino ? "integer" : "int";
    case ColumnType::kDouble:
      return "double";
    case ColumnType::kBool:
      return "boolean";
    case ColumnType::kTimestamp:
      return "timestamp";
    case ColumnType::kDate:
      return "date";
    case ColumnType::kTextMap:
      return trino ? "map(varchar, varchar)" : "map<string,string>";
    case ColumnType::kTypedMap:
      return trino ? "map(varchar, row(\"value\" varchar, \"type\" varchar))"
                   : "map<string,struct<value:string,type:string>>";
    case ColumnType::kPropertyMap:
      return trino ? "map(varchar, row(\"value\" varchar, \"type\" varchar, \"set_time_msec\" bigint))"
                   : "map<string,struct<value:string,type:string,set_time_msec:bigint>>";
  }
  throw InternalError("unknown column type");
}

// Hive's dialects treat a backslash in a string as an escape.
std::string HiveText(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

class Writer {
 public:
  explicit Writer(const CatalogOptions& options) : options_(options) {}

  std::string CreateDatabase() const {
    return "CREATE " + std::string(options_.engine == CatalogEngine::kTrino ? "SCHEMA" : "DATABASE") +
           " IF NOT EXISTS " + Name(options_.database) + ";\n";
  }

  std::string CreateTable(const Table& table, const std::vector<Partition>& partitions) const {
    const bool trino = options_.engine == CatalogEngine::kTrino;
    // Spark's own tables and Trino's list the partition columns among the others.
    const bool partitions_among = trino || options_.engine == CatalogEngine::kSpark;
    std::string sql = trino || options_.engine == CatalogEngine::kSpark ? "CREATE TABLE" : "CREATE EXTERNAL TABLE";
    sql += " IF NOT EXISTS " + TableName(table) + " (\n";
    for (const Column& column : table.columns) {
      sql.append("  ").append(Name(column.name)).append(" ").append(TypeIn(options_.engine, column.type));
      sql.append(" COMMENT ").append(Text(column.meaning));
      sql.append(&column == &table.columns.back() && !partitions_among ? "\n" : ",\n");
    }
    const std::string text = TypeIn(options_.engine, ColumnType::kText);
    std::string declared;
    std::string names;
    for (const std::string_view column : kPartitionColumns) {
      const std::string separator = column == kPartitionColumns.back() ? "" : ", ";
      const std::string name = Name(column);
      if (partitions_among)
        sql.append("  ").append(name).append(" ").append(text).append(separator.empty() ? "\n" : ",\n");
      declared.append(name).append(" ").append(text).append(separator);
      names.append(trino ? Text(column) : name).append(separator);
    }
    sql += ")\n";
    const std::string location = Location(table);
    switch (options_.engine) {
      case CatalogEngine::kTrino:
        sql += "WITH (format = 'PARQUET', external_location = " + Text(location) + ", partitioned_by = ARRAY[" + names +
               "])";
        break;
      case CatalogEngine::kSpark:
        sql += "USING PARQUET\nPARTITIONED BY (" + names + ")\nLOCATION " + Text(location);
        break;
      default:
        sql += "PARTITIONED BY (" + declared + ")\nSTORED AS PARQUET\nLOCATION " + Text(location + "/");
        if (options_.projection) sql += "\nTBLPROPERTIES (\n" + Projection(table, partitions) + ")";
    }
    return sql + ";\n";
  }

  std::string AddPartition(const Table& table, const Partition& partition) const {
    const std::array<std::string, 4> values = ValuesOf(partition);
    const std::string location = Location(table) + "/" + PartitionFolder(partition);
    std::string sql = "ALTER TABLE " + TableName(table) + " ADD IF NOT EXISTS PARTITION (";
    for (size_t i = 0; i < values.size(); ++i) {
      sql += (i > 0 ? ", " : "") + Name(kPartitionColumns[i]) + "=" + Text(values[i]);
    }
    return sql + ") LOCATION " + Text(location) + ";\n";
  }

  // Trino discovers partitions from their directories; registering them one by one would fail for known partitions.
  std::string FindPartitions(const Table& table) const {
    return "CALL system.sync_partition_metadata(" + Text(options_.database) + ", " + Text(table.name) + ", 'FULL');\n";
  }

  std::string DuckDbView(const Table& table) const {
    std::string sql = "CREATE OR REPLACE VIEW " + SqlName(table.name) + " AS SELECT ";
    for (const Column& column : table.columns) sql += SqlName(column.name) + ", ";
    std::string glob = Location(table);
    for (const std::string_view column : kPartitionColumns) {
      sql += SqlName(column) + (column == kPartitionColumns.back() ? "" : ", ");
      glob += "/" + std::string(column) + "=*";
    }
    return sql + " FROM read_parquet(" + SqlText(glob + "/*.parquet") + ", " + HivePartitionsAsTexts() + ");\n";
  }

 private:
  std::string Name(std::string_view name) const {
    if (options_.engine == CatalogEngine::kTrino) return SqlName(name);
    return "`" + std::string(name) + "`";
  }
  std::string Text(std::string_view text) const {
    return options_.engine == CatalogEngine::kTrino ? SqlText(text) : HiveText(text);
  }
  std::string TableName(const Table& table) const { return Name(options_.database) + "." + Name(table.name); }
  std::string Location(const Table& table) const { return options_.location + "/" + std::string(table.name); }

  // As in the directories: an app without a name is Hive's default partition.
  static std::array<std::string, 4> ValuesOf(const Partition& partition) {
    const CivilDay day = CivilFromDays(partition.day);
    std::array<std::string, 4> values;
    values[0] = partition.app.empty() ? EscapePartitionValue("") : FolderApp(partition.app);
    const int numbers[] = {day.year, day.month, day.day};
    for (size_t i = 0; i < 3; ++i) {
      char text[16];
      std::snprintf(text, sizeof text, i == 0 ? "%04d" : "%02d", numbers[i]);
      values[i + 1] = text;
    }
    return values;
  }

  std::string Projection(const Table& table, const std::vector<Partition>& partitions) const {
    std::set<std::string> apps;
    int first_year = 9999;
    int last_year = 0;
    for (const Partition& partition : partitions) {
      const std::string app = ValuesOf(partition)[0];
      if (app.find(',') != std::string::npos || (!partition.app.empty() && EscapePartitionValue(app) != app)) {
        throw UserError("the app `" + app +
                        "` cannot be part of a projection, because of the characters in its name; omit --projection");
      }
      apps.insert(app);
      const int year = CivilFromDays(partition.day).year;
      first_year = std::min(first_year, year);
      last_year = std::max(last_year, year);
    }
    std::string values;
    for (const std::string& app : apps) values += (values.empty() ? "" : ",") + app;
    std::string location = Location(table);
    for (const std::string_view column : kPartitionColumns) {
      location += "/" + std::string(column) + "=${" + std::string(column) + "}";
    }
    const auto property = [](const std::string& name, const std::string& value) {
      return "  '" + name + "'=" + HiveText(value) + ",\n";
    };
    // Cover future years, so that the table need not be recreated every year.
    constexpr int kYearsAhead = 10;
    return property("projection.enabled", "true") + property("projection.partition_app.type", "enum") +
           property("projection.partition_app.values", values) + property("projection.partition_year.type", "integer") +
           property("projection.partition_year.range",
                    std::to_string(first_year) + "," + std::to_string(last_year + kYearsAhead)) +
           property("projection.partition_year.digits", "4") + property("projection.partition_month.type", "integer") +
           property("projection.partition_month.range", "1,12") + property("projection.partition_month.digits", "2") +
           property("projection.partition_day.type", "integer") + property("projection.partition_day.range", "1,31") +
           property("projection.partition_day.digits", "2") + "  'storage.location.template'=" + HiveText(location) +
           "\n";
  }

  const CatalogOptions& options_;
};

}  // namespace

std::vector<std::string> CatalogStatements(const CatalogOptions& options, const CatalogPartitions& partitions) {
  const Writer writer(options);
  std::vector<std::string> statements;
  const bool duckdb = options.engine == CatalogEngine::kDuckDb;
  if (!duckdb) statements.push_back(writer.CreateDatabase());
  for (const Table& table : AllTables()) {
    const auto found = partitions.find(table.id);
    if (found == partitions.end() || found->second.empty()) continue;
    if (duckdb) {
      statements.push_back(writer.DuckDbView(table));
      if (table.id == TableId::kUser) statements.push_back(UsersViewSql() + ";\n");
      continue;
    }
    statements.push_back(writer.CreateTable(table, found->second));
    if (options.projection) continue;
    if (options.engine == CatalogEngine::kTrino) {
      statements.push_back(writer.FindPartitions(table));
      continue;
    }
    for (const Partition& partition : found->second) statements.push_back(writer.AddPartition(table, partition));
  }
  return statements;
}

}  // namespace millrace
