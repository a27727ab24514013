#include "models/schema_apply.h"

#include <algorithm>

#include "core/sql_text.h"

namespace millrace {
namespace {

struct RebuildScope {
  ModelSelection selection;
  bool is_full = false;
  std::optional<int32_t> first_day;
  std::optional<int32_t> last_day;
};

// Everything, if the state that other tables come from has to be made again; else the days that have been built.
RebuildScope ScopeOf(Connection& connection, const SqlModels& models, const AppSettings& app,
                     const std::vector<std::string>& tables) {
  const bool is_full = std::any_of(tables.begin(), tables.end(), [&](const std::string& name) {
    return models.Get(name).refresh == ModelRefresh::kDevice;
  });
  if (is_full) return {.selection = ModelSelection(models), .is_full = true, .first_day = {}, .last_day = {}};
  RebuildScope scope{.selection = ModelSelection(models, tables), .is_full = false, .first_day = {}, .last_day = {}};
  const ResultRows days =
      connection.QueryRows("SELECT min(refresh_date) - DATE '1970-01-01', max(refresh_date) - DATE '1970-01-01' FROM " +
                           SqlName(app.schema) + ".refresh_mv_sp_status");
  if (const auto day = days.MaybeInteger(0, 0)) scope.first_day = static_cast<int32_t>(*day);
  if (const auto day = days.MaybeInteger(0, 1)) scope.last_day = static_cast<int32_t>(*day);
  return scope;
}

}  // namespace

SchemaPlan ApplySchema(Connection& connection, const SqlModels& models, const AppSettings& app,
                       const SchemaApplyOptions& options) {
  SchemaChange change(connection, models, app, options.now);
  change.on_step = options.on_step;
  if (change.plan().empty()) return change.plan();
  change.MakeTables();
  const std::vector<std::string> tables = change.RebuiltTables();
  if (tables.empty()) {
    change.MakeViews();
    change.GrantReader();
    return change.plan();
  }
  for (const SchemaStep& step : change.plan().steps) {
    if (step.action == SchemaAction::kRebuild) options.on_step(step);
  }
  const RebuildScope scope = ScopeOf(connection, models, app, tables);
  ModelRun run(connection, models, app, scope.selection,
               {.run_id = options.run_id,
                .first_day = scope.first_day,
                .last_day = scope.last_day,
                .is_full = scope.is_full,
                .is_manual = false,
                .checks_views = false,
                .is_dry_run = false,
                .failed = {},
                .now_us = options.now(),
                .stop = options.stop,
                .on_model = options.on_model});
  try {
    Transaction transaction(connection);
    SqlParameters parameters = ParametersOf(app);
    change.BeginRebuild(parameters);
    run.RunInTransaction(std::move(parameters));
    change.EndRebuild();
    transaction.Commit();
  } catch (const UserError& error) {
    change.RecordFailedRebuild(error.what());
    throw;
  }
  change.GrantReader();
  return change.plan();
}

}  // namespace millrace
