// The SQL models of one dialect, each after those that it depends on. Constant once made; thread-safe.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/dialect.h"
#include "warehouse/model_file.h"

namespace millrace {

class SqlModels {
 public:
  // The models that are part of the program. Lake views have DuckDB's text in every dialect: the embedded DuckDB runs
  // them.
  static std::vector<ModelFile> BuiltInFiles(Dialect dialect);
  static SqlModels BuiltIn(Dialect dialect);

  // Throws UserError for a name that two models have, a dependency that is neither a model nor one of the four loaded
  // tables, and models that depend on each other. The message names the file.
  SqlModels(Dialect dialect, std::vector<ModelFile> files);

  Dialect dialect() const { return dialect_; }
  // In an order in which each comes after those that it depends on; models that do not depend on each other come by
  // name.
  const std::vector<ModelFile>& models() const { return models_; }
  // Null when there is none.
  const ModelFile* Find(std::string_view name) const;
  // InternalError when there is none.
  const ModelFile& Get(std::string_view name) const;
  // The named models and everything that depends on them, by name.
  std::set<std::string, std::less<>> WithDependents(std::set<std::string, std::less<>> names) const;

 private:
  Dialect dialect_;
  std::vector<ModelFile> models_;
};

}  // namespace millrace
