#include "warehouse/reader_role.h"

#include "core/error.h"
#include "core/sql_text.h"

namespace millrace {

bool IsReported(const SchemaObject& object) {
  if (object.kind == SchemaObjectKind::kFunction) return false;
  if (!object.model) return true;
  const ModelFile& model = *object.model;
  return model.layer == "metrics" || model.layer == "views" || model.layer == "user" || model.name == "segment_user" ||
         (model.layer == "metadata" && object.kind == SchemaObjectKind::kView) || model.name == "last_complete_day" ||
         model.name == "last_reported_day" || model.name == "model_run";
}

ReaderRights ReadReaderRights(Connection& connection, std::string_view schema, std::string_view role) {
  ReaderRights rights;
  const std::string name(role);
  rights.exists = connection.QueryRows("SELECT 1 FROM pg_roles WHERE rolname = $1", Bind({name})).row_count() > 0;
  if (!rights.exists) return rights;
  const ResultRows rows = connection.QueryRows(
      "SELECT c.relname, has_table_privilege(r.rolname, c.oid, 'SELECT'), has_table_privilege(r.rolname, c.oid, "
      "'INSERT,UPDATE,DELETE,TRUNCATE'), has_schema_privilege(r.rolname, n.oid, 'USAGE') FROM pg_class AS c INNER JOIN "
      "pg_namespace AS n ON n.oid = c.relnamespace INNER JOIN pg_roles AS r ON r.rolname = $2 WHERE n.nspname = $1 AND "
      "c.relkind IN ('r', 'v')",
      Bind({std::string(schema), name}));
  for (int64_t row = 0; row < rows.row_count(); ++row) {
    if (rows.Boolean(row, 1)) rights.readable.insert(rows.Text(row, 0));
    if (rows.Boolean(row, 2)) rights.writable.insert(rows.Text(row, 0));
    rights.sees_schema = rows.Boolean(row, 3);
  }
  return rights;
}

void MakeReaderRole(Connection& connection, std::string_view schema, std::string_view role) {
  const std::string name(role);
  const auto exists = [&] {
    return connection.QueryRows("SELECT 1 FROM pg_roles WHERE rolname = $1", Bind({name})).row_count() > 0;
  };
  if (!exists()) {
    try {
      connection.Execute("CREATE ROLE " + SqlName(role) + " NOLOGIN");
    } catch (const UserError& error) {
      // The schema of another app, which is made at the same time, may have made it.
      if (!exists()) {
        throw UserError("the role `" + name + "` of `warehouse.reader` is missing and cannot be created: " +
                        error.what() + "; have an administrator run CREATE ROLE " + SqlName(role));
      }
    }
  }
  connection.Execute("GRANT USAGE ON SCHEMA " + SqlName(schema) + " TO " + SqlName(role));
}

void GrantToReader(Connection& connection, std::string_view schema, std::string_view relation, std::string_view role) {
  const std::string table = SqlName(schema) + "." + SqlName(relation);
  connection.Execute("REVOKE ALL ON " + table + " FROM " + SqlName(role));
  connection.Execute("GRANT SELECT ON " + table + " TO " + SqlName(role));
}

}  // namespace millrace
