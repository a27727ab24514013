// The models of one app, as the schedule or a person runs them: a model run, and what happens to models that fail.
//
// A model of the project's own that fails does not hold up the others: the run is repeated without it and what depends
// on it, and its days get the state `failed`. Later runs try these days again, so a model that is repaired catches up
// by itself. A model of the program that fails ends the run. Not thread-safe.
#pragma once

#include <string>
#include <vector>

#include "models/model_run.h"

namespace millrace {

struct AppRunResult {
  ModelRunResult run;
  std::vector<FailedModel> failed;     // models of the project's own
  std::vector<std::string> caught_up;  // models whose failed days were built
};

// `select`: patterns of ModelSelection; empty: all models. `options.failed`: models of the project's own that are known
// to fail; they are left out, with what depends on them. Throws what ModelRun::Run throws.
AppRunResult RunModelsOfApp(Connection& connection, const SqlModels& models, const AppSettings& app,
                            const std::vector<std::string>& select, const ModelRunOptions& options);

}  // namespace millrace
