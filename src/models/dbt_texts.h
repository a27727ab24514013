// The files of a dbt project beside its SQL: configuration, descriptions and tests of the models, macros, README
// (dbt_project.h). Pure; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "models/dbt_project.h"

namespace millrace {

std::string DbtProjectYaml(const std::vector<AppSettings>& apps);
// How to connect: to the DuckDB file, else to a server that the variables of PostgreSQL's clients name.
std::string DbtProfilesYaml(Dialect dialect, const std::string& duckdb_file);
std::string DbtMacros();
// The generic test `unique_together`.
std::string DbtUniqueTest();
std::string DbtReadme(Dialect dialect, const std::vector<AppSettings>& apps, const std::vector<LeftOutModel>& left_out);

// A model with its columns: an item of the list `models`. With tests: columns that are never NULL, and the key.
std::string DbtModelYaml(const ModelFile& model, const std::vector<ModelColumn>& columns, Dialect dialect,
                         bool is_tested);
// A table with its columns: an item of the list `tables` of a source.
std::string DbtTableYaml(const ModelFile& table, Dialect dialect);
std::string DbtSourcesYaml(const std::string& tables);

}  // namespace millrace
