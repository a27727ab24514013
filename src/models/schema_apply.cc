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

// A table that was not rebuilt with the others is rebuilt by the next change; its days have failed.
void RecordLeftOut(Connection& connection, const AppSettings& app, const FailedModel& failed) {
  const std::string schema = SqlName(app.schema);
  connection.Execute(
      "UPDATE " + schema + ".schema_version SET status = 'failed', error = $1, rows_hash = NULL WHERE object = $2",
      Bind({failed.error, failed.model}));
  connection.Execute(
      "UPDATE " + schema + ".refresh_mv_sp_status SET state = 'failed', error = $1 WHERE refresh_name = $2",
      Bind({failed.error, failed.model}));
}

}  // namespace

SchemaApplied ApplySchema(Connection& connection, const SqlModels& models, const AppSettings& app,
                          const SchemaApplyOptions& options) {
  SchemaChange change(connection, models, app, options.now);
  change.on_step = options.on_step;
  if (change.plan().empty()) return {change.plan(), {}};
  change.MakeTables();
  for (const SchemaStep& step : change.plan().steps) {
    if (step.action == SchemaAction::kRebuild) options.on_step(step);
  }
  std::vector<FailedModel> failed;
  while (true) {
    const std::vector<std::string> tables = change.RebuiltTables();
    if (tables.empty()) {
      change.MakeViews();
      break;
    }
    RebuildScope scope = ScopeOf(connection, models, app, tables);
    for (const FailedModel& each : failed) scope.selection.Exclude(models, each.model);
    for (const FailedModel& each : change.left_out()) scope.selection.Exclude(models, each.model);
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
      const bool is_any_left =
          std::ranges::any_of(tables, [&](const std::string& table) { return scope.selection.Contains(table); });
      if (is_any_left) run.RunInTransaction(std::move(parameters));
      change.EndRebuild();
      for (const FailedModel& each : failed) RecordLeftOut(connection, app, each);
      transaction.Commit();
      break;
    } catch (const ModelError& error) {
      if (!models.IsOwn(error.model())) {
        change.RecordFailedRebuild(error.what());
        throw;
      }
      for (const std::string& name : models.WithDependents({error.model()})) {
        if (scope.selection.Contains(name)) failed.push_back({name, error.what()});
      }
    } catch (const UserError& error) {
      const auto* refused = dynamic_cast<const SchemaObjectError*>(&error);
      if (refused && change.LeaveOut(*refused)) continue;
      change.RecordFailedRebuild(error.what());
      throw;
    }
  }
  change.GrantReader();
  failed.insert(failed.end(), change.left_out().begin(), change.left_out().end());
  return {change.plan(), std::move(failed)};
}

}  // namespace millrace
