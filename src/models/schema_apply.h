// Brings the schema of an app to what is wanted, with the model run that a rebuild needs. Every part can be repeated
// after a kill (warehouse/schema_change.h). Not thread-safe: one at a time for an app, and no model run beside it.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "models/model_run.h"

#include "warehouse/schema_change.h"

namespace millrace {

struct SchemaApplyOptions {
  std::string run_id;  // of the model run, if there is one
  SchemaChange::NowFunction now;
  std::function<void(const SchemaStep& step)> on_step = [](const SchemaStep&) {};
  std::function<void(const ModelFile& model, size_t number, size_t count)> on_model;
  std::stop_token stop;
};

struct SchemaApplied {
  SchemaPlan plan;                    // what was done
  std::vector<FailedModel> left_out;  // models of the project's own that could not be made, or built; tried again
};

// Throws UserError, WarehouseError and Cancelled; what is done stays. Models of the project's own hold up nothing.
SchemaApplied ApplySchema(Connection& connection, const SqlModels& models, const AppSettings& app,
                          const SchemaApplyOptions& options);

}  // namespace millrace
