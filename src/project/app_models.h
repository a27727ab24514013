// The models of the warehouse as services: runs of the models, and the schemas that they need. Several apps at a
// time; an app is done or as it was before.
//
// All of them throw UserError for a wrong configuration or model, SystemError when the machine fails or somebody else
// holds the lease of models, and Cancelled.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "models/app_run.h"
#include "models/dbt_project.h"
#include "models/schema_apply.h"

#include "project/project.h"

namespace millrace {

// Whoever watches; called by several threads, by one at a time. Empty functions are not called.
struct ModelWatch {
  std::function<void(const std::string& holder)> on_wait;
  std::function<void(const std::string& app, const SchemaStep& step)> on_step;
  std::function<void(const std::string& app, const ModelFile& model, size_t number, size_t count)> on_model;
  // A model of the project's own that is left out of a schema. Only where the result does not name it.
  std::function<void(const std::string& app, const FailedModel& model)> on_left_out;
  std::chrono::milliseconds patience{0};  // how long to wait for the lease
  std::stop_token stop;
};

// All models of the project in the dialect of its warehouse, or in the one that is named.
SqlModels ModelsOf(Project& project, std::optional<Dialect> dialect = {});

struct ModelRequest {
  std::optional<int32_t> first_day;  // days since the epoch; see ModelRunOptions
  std::optional<int32_t> last_day;
  bool is_full = false;
  bool is_dry_run = false;
  bool is_manual = true;
  std::vector<std::string> select;  // patterns; empty: all models
  std::vector<std::string> apps;    // empty: all
};

struct AppModels {
  std::string app;
  std::string schema;
  AppRunResult result;
  int64_t milliseconds = 0;
};

// A line for each error of models of the project's own, with the apps that it is about.
std::vector<std::string> FailureLines(const std::vector<std::pair<std::string, FailedModel>>& failures);

// Brings the schemas up to date, then runs the models. A dry run changes nothing. Each result also has the files of the
// project's own that are no models, as failed.
std::vector<AppModels> RunModels(Project& project, const ModelRequest& request, const ModelWatch& watch);

// Whether RunModels may have something to do, by the ledger alone: since the last run of all models, a load changed
// something, or the models or apps are others. Changes nothing; before the first load there is no work.
bool ModelsMayHaveWork(Project& project, Ledger& ledger);

struct AppSchema {
  std::string app;
  std::string schema;
  SchemaPlan plan;
  std::vector<FailedModel> left_out;  // models of the project's own that could not be made, or built
};

// What ApplySchemas would do; changes nothing. Files that are no models are left out of each, like those that could not
// be made.
std::vector<AppSchema> PlanSchemas(Project& project);
// What was done.
std::vector<AppSchema> ApplySchemas(Project& project, const ModelWatch& watch);

// The schema of one app, for another service that needs it and holds the lease of models.
void PrepareSchema(Connection& connection, const SqlModels& models, const AppSettings& app, const ModelWatch& watch);

// The models as a project for dbt, for all apps that have a schema or will have one. UserError when there are none.
DbtProject DbtProjectOf(Project& project, std::optional<Dialect> dialect = {});

}  // namespace millrace
