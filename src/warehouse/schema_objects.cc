#include "warehouse/schema_objects.h"

#include <map>

#include "core/sql_text.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace millrace {
namespace {

constexpr std::string_view kVersionTable = "schema_version";

std::string ContentHash(std::string_view content) {
  const XXH128_hash_t hash = XXH3_128bits(content.data(), content.size());
  char text[33];
  std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return text;
}

// Adds a part to what is hashed, so that no two lists of parts give the same text.
void AddPart(std::string& content, std::string_view part) {
  content.append(std::to_string(part.size())).append(":").append(part);
}

std::string TableContent(const TableDefinition& table, Dialect dialect) {
  std::string content;
  for (const ModelColumn& column : table.columns) {
    AddPart(content, column.name);
    AddPart(content, SqlType(column, dialect));
    content += column.is_required ? '!' : '?';
    content += column.is_now ? '+' : '-';
  }
  for (const std::string& name : table.key) AddPart(content, name);
  return content;
}

// A statement's own text: before the schema is put in, but with the settings that change its rows.
std::string ModelContent(const ModelFile& model, const AppSettings& app) {
  std::string content;
  AddPart(content, kModelRefreshNames[static_cast<size_t>(model.refresh)]);
  AddPart(content, model.refresh_column);
  for (const ModelStatement& statement : model.statements) {
    AddPart(content, statement.sql);
    if (statement.sql.find("{timezone}") != std::string::npos) AddPart(content, app.timezone);
    if (statement.sql.find("{retention_days}") != std::string::npos) {
      AddPart(content, std::to_string(app.retention_days));
    }
  }
  return content;
}

}  // namespace

SqlParameters ParametersOf(const AppSettings& app) {
  SqlParameters parameters;
  parameters.SetSchema(app.schema).SetText("timezone", app.timezone);
  parameters.SetInteger("look_back", app.look_back_days).SetInteger("retention_days", app.retention_days);
  return parameters;
}

std::vector<SchemaObject> SchemaObjectsOf(const SqlModels& models, const AppSettings& app) {
  const Dialect dialect = models.dialect();
  std::vector<SchemaObject> functions, tables, views;
  for (const TableId id : kLoadedTables) {
    SchemaObject& object = tables.emplace_back();
    object.table = LoadedTable(id);
    object.name = object.table.name;
    object.hash = ContentHash(TableContent(object.table, dialect));
  }
  std::map<std::string, std::string, std::less<>> deep;  // of what rows are made from, by model
  for (const ModelFile& model : models.models()) {
    std::string content = ModelContent(model, app);
    const std::string own = content;
    for (const std::string& name : model.depends) {
      const auto found = deep.find(name);
      if (found != deep.end()) AddPart(content, found->second);
    }
    if (model.kind == ModelKind::kTable) AddPart(content, TableContent(DefinitionOf(model), dialect));
    const std::string& rows_hash = deep[model.name] = ContentHash(content);
    if (model.kind == ModelKind::kFunction) {
      functions.push_back({SchemaObjectKind::kFunction, model.name, {}, &model, ContentHash(own), {}});
    } else if (model.kind == ModelKind::kView) {
      views.push_back({SchemaObjectKind::kView, model.name, DefinitionOf(model), &model, ContentHash(own), {}});
    } else if (model.kind == ModelKind::kTable) {
      SchemaObject object{SchemaObjectKind::kTable, model.name, DefinitionOf(model), &model, {}, {}};
      object.hash = ContentHash(TableContent(object.table, dialect));
      if (model.IsComputedTable()) object.rows_hash = rows_hash;
      // What is done is recorded there, from the first object on.
      tables.insert(model.name == kVersionTable ? tables.begin() : tables.end(), std::move(object));
    }
  }
  std::vector<SchemaObject> objects = std::move(tables);
  objects.insert(objects.begin() + 1, functions.begin(), functions.end());
  objects.insert(objects.end(), views.begin(), views.end());
  return objects;
}

std::vector<std::string> CreateStatements(const SchemaObject& object, Dialect dialect, const SqlParameters& parameters,
                                          std::string_view schema) {
  std::vector<std::string> statements;
  switch (object.kind) {
    case SchemaObjectKind::kTable:
      statements = CreateIndexSql(dialect, schema, object.table);
      statements.insert(statements.begin(), CreateTableSql(dialect, schema, object.table));
      break;
    case SchemaObjectKind::kFunction:
      for (const ModelStatement& statement : object.model->statements) {
        statements.push_back(parameters.Render(*object.model, statement));
      }
      break;
    case SchemaObjectKind::kView:
      statements.push_back("CREATE OR REPLACE VIEW " + SqlName(schema) + "." + SqlName(object.name) + " AS " +
                           parameters.Render(*object.model));
      break;
  }
  return statements;
}

}  // namespace millrace
