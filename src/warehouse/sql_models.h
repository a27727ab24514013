// The SQL models of one dialect, each after those that it depends on. Constant once made; thread-safe.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "warehouse/dialect.h"
#include "warehouse/model_file.h"

namespace millrace {

// A model that cannot be among the others.
class ModelFileError : public UserError {
 public:
  ModelFileError(const ModelFile& file, const std::string& message) : UserError(message), path_(file.path) {}
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class SqlModels {
 public:
  // The models that are part of the program. Lake views have DuckDB's text in every dialect: the embedded DuckDB runs
  // them.
  static std::vector<ModelFile> BuiltInFiles(Dialect dialect);
  static SqlModels BuiltIn(Dialect dialect);

  // Throws ModelFileError for a name that two models have, a dependency that is neither a model nor one of the four
  // loaded tables, and models that depend on each other. The message names the file. `left_out`: files of the project's
  // own that are no models.
  SqlModels(Dialect dialect, std::vector<ModelFile> files, std::vector<FailedModel> left_out = {});

  Dialect dialect() const { return dialect_; }
  // In an order in which each comes after those that it depends on; models that do not depend on each other come by
  // name.
  const std::vector<ModelFile>& models() const { return models_; }
  // Files of the project's own that are no models, by the name that the model would have. What they made before they
  // became wrong stays in the warehouse.
  const std::vector<FailedModel>& left_out() const { return left_out_; }
  bool IsLeftOut(std::string_view name) const;
  // Null when there is none.
  const ModelFile* Find(std::string_view name) const;
  // InternalError when there is none.
  const ModelFile& Get(std::string_view name) const;
  // Whether it is a model of the project's own.
  bool IsOwn(std::string_view name) const;
  // The named models and everything that depends on them, by name.
  std::set<std::string, std::less<>> WithDependents(std::set<std::string, std::less<>> names) const;

 private:
  Dialect dialect_;
  std::vector<ModelFile> models_;
  std::vector<FailedModel> left_out_;
};

}  // namespace millrace
