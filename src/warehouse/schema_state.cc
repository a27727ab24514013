#include "warehouse/schema_state.h"

#include "core/sql_text.h"

namespace millrace {
namespace {

// The names of types in information_schema: DuckDB's, then PostgreSQL's and Redshift's.
struct TypeName {
  std::string_view name;
  ModelType type;
};
constexpr TypeName kActualTypes[] = {
    {"VARCHAR", ModelType::kText},
    {"BIGINT", ModelType::kBigint},
    {"INTEGER", ModelType::kInteger},
    {"DOUBLE", ModelType::kDouble},
    {"FLOAT", ModelType::kReal},
    {"BOOLEAN", ModelType::kBoolean},
    {"TIMESTAMP", ModelType::kTimestamp},
    {"DATE", ModelType::kDate},
    {"JSON", ModelType::kJson},
    {"text", ModelType::kText},
    {"character varying", ModelType::kText},
    {"bigint", ModelType::kBigint},
    {"integer", ModelType::kInteger},
    {"double precision", ModelType::kDouble},
    {"real", ModelType::kReal},
    {"boolean", ModelType::kBoolean},
    {"timestamp without time zone", ModelType::kTimestamp},
    {"date", ModelType::kDate},
    {"jsonb", ModelType::kJson},
    {"super", ModelType::kJson},
};

std::optional<ModelType> FindActualType(std::string_view name) {
  for (const TypeName& known : kActualTypes) {
    if (known.name == name) return known.type;
  }
  return {};
}

SchemaStatus StatusNamed(std::string_view name) {
  return name == "done" ? SchemaStatus::kDone : name == "failed" ? SchemaStatus::kFailed : SchemaStatus::kRunning;
}

}  // namespace

SchemaState ReadSchemaState(Connection& connection, std::string_view schema) {
  SchemaState state;
  state.exists =
      connection
          .QueryRows("SELECT 1 FROM information_schema.schemata WHERE schema_name = $1", Bind({std::string(schema)}))
          .row_count() > 0;
  if (!state.exists) return state;
  const ResultRows columns = connection.QueryRows(
      "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = $1 "
      "ORDER BY table_name, ordinal_position",
      Bind({std::string(schema)}));
  for (int64_t row = 0; row < columns.row_count(); ++row) {
    std::string type = columns.Text(row, 2);
    state.relations[columns.Text(row, 0)].push_back({columns.Text(row, 1), FindActualType(type), std::move(type)});
  }
  if (state.relations.contains("schema_version")) {
    const ResultRows rows = connection.QueryRows("SELECT object, kind, content_hash, rows_hash, status, error FROM " +
                                                 SqlName(schema) + ".schema_version");
    for (int64_t row = 0; row < rows.row_count(); ++row) {
      SchemaVersion version{.object = rows.Text(row, 0),
                            .kind = rows.Text(row, 1),
                            .content_hash = rows.MaybeText(row, 2).value_or(""),
                            .rows_hash = rows.MaybeText(row, 3).value_or(""),
                            .status = StatusNamed(rows.Text(row, 4)),
                            .error = rows.MaybeText(row, 5).value_or("")};
      const std::string object = version.object;
      state.versions.emplace(object, std::move(version));
    }
  }
  for (const std::string_view table : {"session_day", "touched_device_day"}) {
    state.has_rows =
        state.has_rows ||
        (state.relations.contains(table) &&
         connection.QueryRows("SELECT 1 FROM " + SqlName(schema) + "." + std::string(table) + " LIMIT 1").row_count() >
             0);
  }
  return state;
}

}  // namespace millrace
