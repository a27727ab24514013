// Runs statements of models in one schema; what the engine refuses is a ModelError. For the thread that has the
// connection. Only the sources of this room include this.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "models/model_run.h"

namespace millrace {

// A statement of the runner, with the parameters of models.
inline ModelFile OwnStatement(std::string sql) {
  ModelFile model;
  model.path = "a statement of the model run";
  model.statements.push_back({std::move(sql), 1});
  return model;
}

class ModelStatements {
 public:
  // Everything must outlive it.
  ModelStatements(Connection& connection, const SqlModels& models, std::stop_token stop)
      : connection_(connection), models_(models), stop_(std::move(stop)) {}

  // One statement after the other. Returns how many rows the last one changed.
  int64_t Run(std::string_view model, const SqlParameters& parameters) {
    const ModelFile& file = models_.Get(model);
    int64_t rows = 0;
    for (const ModelStatement& statement : file.statements) rows = Execute(file, statement, parameters);
    return rows;
  }
  int64_t Execute(const ModelFile& model, const ModelStatement& statement, const SqlParameters& parameters) {
    try {
      return connection_.Execute(parameters.Render(model, statement), {}, stop_);
    } catch (const UserError& error) {
      throw ModelError(model, statement, error.what());
    }
  }
  ResultRows Query(std::string_view model, const SqlParameters& parameters) {
    const ModelFile& file = models_.Get(model);
    try {
      return connection_.QueryRows(parameters.Render(file), {}, stop_);
    } catch (const UserError& error) {
      throw ModelError(file, file.statements.front(), error.what());
    }
  }

 private:
  Connection& connection_;
  const SqlModels& models_;
  const std::stop_token stop_;
};

}  // namespace millrace
