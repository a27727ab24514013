#include "models/dbt_project.h"

#include <set>

#include <gtest/gtest.h>

#include "models/dbt_model.h"

#include "core/error.h"

namespace millrace {
namespace {

SqlModels ModelsIn(Dialect dialect, const std::vector<std::pair<std::string, std::string>>& own) {
  std::vector<ModelFile> files = SqlModels::BuiltInFiles(dialect);
  for (const auto& [name, text] : own) files.push_back(ParseModelFile("models/" + name + ".sql", "user", name, text));
  return SqlModels(dialect, std::move(files));
}

DbtProject ProjectOf(const SqlModels& models) {
  AppSettings app;
  app.app = "Shop";
  app.schema = "shop";
  app.timezone = "Europe/Berlin";
  return DbtProjectOf(models, {app}, "/data/warehouse.duckdb");
}

const std::string& TextOfFile(const DbtProject& project, const std::string& path) {
  for (const DbtFile& file : project.files) {
    if (file.path == path) return file.text;
  }
  throw InternalError("no file " + path);
}

// What stands between `begin` and the next quote, each time.
std::set<std::string> NamesAfter(const std::string& text, const std::string& begin) {
  std::set<std::string> names;
  for (size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
    names.insert(text.substr(at + begin.size(), text.find('\'', at + begin.size()) - at - begin.size()));
  }
  return names;
}

TEST(DbtProject, EveryReferenceIsInTheProjectInEveryDialect) {
  for (const Dialect dialect : {Dialect::kDuckDb, Dialect::kPostgres, Dialect::kRedshift}) {
    const DbtProject project = ProjectOf(SqlModels::BuiltIn(dialect));
    EXPECT_TRUE(project.left_out.empty());
    const std::string& sources = TextOfFile(project, "models/sources.yml");
    std::set<std::string> models, read;
    for (const DbtFile& file : project.files) {
      if (!file.path.ends_with(".sql") || !file.path.starts_with("models/")) continue;
      const size_t slash = file.path.rfind('/');
      EXPECT_TRUE(models.insert(file.path.substr(slash + 1, file.path.size() - slash - 5)).second) << file.path;
      EXPECT_EQ(file.text.find("{schema}"), std::string::npos) << file.path;
      read.merge(NamesAfter(file.text, "ref('"));
      for (const std::string& source : NamesAfter(file.text, "source('millrace', '")) {
        EXPECT_NE(sources.find("- name: " + source + "\n"), std::string::npos) << source;
      }
    }
    EXPECT_GT(models.size(), 50u);
    for (const std::string& name : read) EXPECT_TRUE(models.contains(name)) << name;
  }
}

TEST(DbtProject, WhatOnlyMillraceKeepsIsLeftOutWithAllThatReadsIt) {
  const std::string head = "-- kind: view\n-- refresh: live\n-- depends: ";
  const DbtProject project = ProjectOf(
      ModelsIn(Dialect::kDuckDb, {{"events", head + "event_metadata\nSELECT * FROM {schema}.event_metadata;\n"},
                                  {"last", head + "events\nSELECT * FROM {schema}.events;\n"},
                                  {"days", head + "session_day\nSELECT * FROM {schema}.session_day;\n"}}));
  ASSERT_EQ(project.left_out.size(), 2u);
  EXPECT_EQ(project.left_out[0].model + " " + project.left_out[0].reads, "events event_metadata");
  EXPECT_EQ(project.left_out[1].model + " " + project.left_out[1].reads, "last events");
  EXPECT_EQ(TextOfFile(project, "models/user/days.sql"),
            "{{ config(materialized='view') }}\nSELECT * FROM {{ ref('session_day') }}\n");
}

TEST(DbtModel, WhatDbtWouldTakeForItsOwnIsQuoted) {
  ModelFile model;
  model.statements.push_back({"SELECT '{{x}} {% y %} {# z #}' FROM {schema}.session", 1});
  EXPECT_EQ(BodyForDbt(model, model.statements.front(), {{"session", DbtRelation::kSource}}),
            "SELECT '{{ '{{' }}x}} {{ '{%' }} y %} {{ '{#' }} z #}' FROM {{ source('millrace', 'session') }}");
}

TEST(DbtModel, ColumnsGetTheirTypesAndTheTimeOfWriting) {
  std::vector<ModelColumn> columns(4);
  columns[0].name = "day";
  columns[0].type = ModelType::kDate;
  columns[1].name = "page";
  columns[2].name = "error";
  columns[3].name = "written";
  columns[3].type = ModelType::kTimestamp;
  columns[3].is_now = true;
  EXPECT_EQ(TypedBody(Dialect::kPostgres, columns, "SELECT 1, 2", {"error"}),
            "SELECT\n  CAST(m.day AS date) AS day,\n  CAST(m.page AS text) COLLATE \"C\" AS page,\n"
            "  CAST(NULL AS text) COLLATE \"C\" AS error,\n"
            "  CAST({{ millrace_now() }} AS timestamp) AS written\nFROM (\nSELECT 1, 2\n) AS m (day, page)");
}

}  // namespace
}  // namespace millrace
