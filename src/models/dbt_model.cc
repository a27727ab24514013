#include "models/dbt_model.h"

#include <algorithm>

#include "core/error.h"
#include "core/replace_text.h"
#include "warehouse/ddl.h"
#include "warehouse/sql_parameters.h"

namespace millrace {
namespace {

constexpr std::string_view kSchemaPoint = "{schema}.";
constexpr std::string_view kRelationLetters = "abcdefghijklmnopqrstuvwxyz0123456789_";
constexpr std::string_view kCollation = " COLLATE ";

std::string_view RelationAt(std::string_view sql, size_t begin) {
  return sql.substr(begin, std::min(sql.find_first_not_of(kRelationLetters, begin), sql.size()) - begin);
}

// What dbt would take for its own.
std::string WithoutJinja(std::string_view sql) {
  std::string text(sql);
  for (const std::string_view mark : {"{{", "{%", "{#"}) {
    std::string escaped;
    ReplaceAll(text, mark, "{{ '" + std::string(mark) + "' }}", escaped);
    // Of `{{` the replacement has one itself; it comes first, so that it is replaced once.
    text = std::move(escaped);
  }
  return text;
}

std::string ReferenceTo(const ModelFile& model, std::string_view relation, const DbtRelations& relations) {
  const std::string name(relation);
  const auto found = relations.find(relation);
  if (found == relations.end()) {
    throw InternalError("the dbt project has no relation `" + name + "`, which `" + model.name + "` reads");
  }
  if (found->second == DbtRelation::kSource) return "{{ source('millrace', '" + name + "') }}";
  return "{{ ref('" + (IsReadAsLeft(model, relation) ? std::string(kPreviousPrefix) : "") + name + "') }}";
}

// The value as a column of this type.
std::string TypedColumn(Dialect dialect, const ModelColumn& column, std::string_view value) {
  const std::string type = SqlType(column, dialect);
  const size_t collation = type.find(kCollation);
  return "CAST(" + std::string(value) + " AS " + DbtType(column, dialect) + ")" +
         (collation == std::string::npos ? "" : type.substr(collation)) + " AS " + column.name;
}

}  // namespace

std::string DbtType(const ModelColumn& column, Dialect dialect) {
  const std::string type = SqlType(column, dialect);
  return type.substr(0, type.find(kCollation));
}

std::vector<std::string> RelationsOf(std::string_view sql) {
  std::vector<std::string> relations;
  for (size_t at = sql.find(kSchemaPoint); at != std::string_view::npos; at = sql.find(kSchemaPoint, at + 1)) {
    relations.emplace_back(RelationAt(sql, at + kSchemaPoint.size()));
  }
  return relations;
}

bool IsReadAsLeft(const ModelFile& model, std::string_view relation) {
  // The days of a run are chosen before it writes their state.
  const bool chooses_days = model.kind == ModelKind::kQuery && relation == "refresh_mv_sp_status";
  return chooses_days || std::find(model.previous.begin(), model.previous.end(), relation) != model.previous.end();
}

std::string BodyForDbt(const ModelFile& model, const ModelStatement& statement, const DbtRelations& relations) {
  const std::string plain = WithoutJinja(statement.sql);
  const std::string_view sql = plain;
  ModelStatement referring{"", statement.line};
  size_t from = 0;
  for (size_t at = sql.find(kSchemaPoint); at != std::string_view::npos; at = sql.find(kSchemaPoint, from)) {
    const std::string_view name = RelationAt(sql, at + kSchemaPoint.size());
    referring.sql.append(sql.substr(from, at - from)).append(ReferenceTo(model, name, relations));
    from = at + kSchemaPoint.size() + name.size();
  }
  referring.sql.append(sql.substr(from));
  SqlParameters parameters;
  parameters.SetSql("timezone", "{{ millrace_timezone() }}")
      .SetSql("look_back", "{{ var('look_back') }}")
      .SetSql("retention_days", "{{ var('retention_days') }}")
      .SetSql("ranges", "TRUE")
      .SetSql("whole_ranges", "TRUE")
      .SetSql("built_ranges", "TRUE")
      .SetSql("from_date", "(SELECT from_date FROM {{ ref('full_range') }})")
      .SetSql("to_date", "(SELECT to_date FROM {{ ref('full_range') }})")
      .SetSql("load_sequence", "(SELECT coalesce(max(load_sequence), 0) FROM {{ source('millrace', 'load_end') }})")
      .SetSql("run_time", "{{ millrace_now() }}")
      .SetText("triggered_by", "MANUALLY");
  return parameters.Render(model, referring);
}

std::string TypedBody(Dialect dialect, const std::vector<ModelColumn>& columns, std::string_view body,
                      const std::vector<std::string>& nulls) {
  std::string list, names;
  for (const ModelColumn& column : columns) {
    const bool is_null = std::find(nulls.begin(), nulls.end(), column.name) != nulls.end();
    const bool is_given = !column.is_now && !is_null;
    if (is_given) names.append(names.empty() ? "" : ", ").append(column.name);
    const std::string value = is_null ? "NULL" : column.is_now ? "{{ millrace_now() }}" : "m." + column.name;
    list.append(list.empty() ? "  " : ",\n  ").append(TypedColumn(dialect, column, value));
  }
  return "SELECT\n" + list + "\nFROM (\n" + std::string(body) + "\n) AS m (" + names + ")";
}

std::string EmptyBody(Dialect dialect, const std::vector<ModelColumn>& columns) {
  std::string list;
  for (const ModelColumn& column : columns) {
    list.append(list.empty() ? "  " : ",\n  ").append(TypedColumn(dialect, column, "NULL"));
  }
  return "SELECT\n" + list + "\nFROM (SELECT 1) AS nothing\nWHERE FALSE";
}

std::string DbtModelFile(const DbtModelText& text) {
  std::string config = "{{ config(materialized='" + std::string(text.materialized) + "'";
  if (!text.schema.empty()) config += ", schema='" + std::string(text.schema) + "'";
  return config + ") }}\n" + text.body + "\n";
}

}  // namespace millrace
