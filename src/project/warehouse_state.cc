#include "project/warehouse_state.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/cancelled.h"
#include "core/error.h"
#include "core/sql_text.h"
#include "pipeline/job_id.h"
#include "project/app_models.h"
#include "project/warehouse_apps.h"
#include "warehouse/schema_change.h"

namespace millrace {
namespace {

constexpr int64_t kMostRunsShown = 20;
constexpr std::chrono::seconds kStateTimeLimit{15};

// The numbers of days of a group that are not done: three columns.
constexpr const char* kCountsOfStates =
    "count(CASE WHEN state = 'failed' THEN 1 END), count(CASE WHEN state = 'pending' THEN 1 END), "
    "count(CASE WHEN state = 'stale' THEN 1 END)";

ModelDayState WorstState(int64_t failed, int64_t pending, int64_t stale) {
  if (failed > 0) return ModelDayState::kFailed;
  if (pending > 0) return ModelDayState::kPending;
  return stale > 0 ? ModelDayState::kStale : ModelDayState::kCurrent;
}

std::optional<int64_t> MaybeMicroseconds(const ResultRows& rows, int64_t row, int column) {
  return rows.IsNull(row, column) ? std::nullopt : std::optional(rows.Microseconds(row, column));
}

std::optional<int32_t> MaybeDayNumber(const ResultRows& rows, int64_t row, int column) {
  const auto day = rows.MaybeInteger(row, column);
  return day ? std::optional(static_cast<int32_t>(*day)) : std::nullopt;
}

// Reads the state of one app within the transaction of a connection.
class AppStateReader {
 public:
  AppStateReader(Connection& connection, const AppData& app, const std::stop_token& stop)
      : connection_(connection), schema_(SqlName(app.schema) + "."), stop_(stop) {}

  std::vector<ModelState> Models() {
    const ResultRows rows = Rows("SELECT refresh_name, max(log_date), count(*), " + std::string(kCountsOfStates) +
                                 ", max(CASE WHEN state = 'failed' THEN error END) FROM " + schema_ +
                                 "refresh_mv_sp_status GROUP BY refresh_name ORDER BY refresh_name");
    std::vector<ModelState> models;
    for (int64_t row = 0; row < rows.row_count(); ++row) {
      ModelState& model = models.emplace_back();
      model.name = rows.Text(row, 0);
      model.refreshed_us = MaybeMicroseconds(rows, row, 1);
      model.days = rows.Integer(row, 2);
      model.days_failed = rows.Integer(row, 3);
      model.days_pending = rows.Integer(row, 4);
      model.days_stale = rows.Integer(row, 5);
      model.error = rows.MaybeText(row, 6).value_or("");
      model.state = WorstState(model.days_failed, model.days_pending, model.days_stale);
    }
    return models;
  }

  std::vector<ModelDay> Days(int64_t most) {
    const std::string newest = " ORDER BY 1 DESC LIMIT " + std::to_string(most);
    std::map<int32_t, ModelDay, std::greater<>> days;
    const ResultRows built = Rows("SELECT refresh_date - DATE '1970-01-01', " + std::string(kCountsOfStates) +
                                  ", max(log_date), count(CASE WHEN is_complete THEN 1 END) = count(*) FROM " +
                                  schema_ + "refresh_mv_sp_status GROUP BY refresh_date" + newest);
    for (int64_t row = 0; row < built.row_count(); ++row) {
      const auto day = static_cast<int32_t>(built.Integer(row, 0));
      days[day] = {.day = day,
                   .state = WorstState(built.Integer(row, 1), built.Integer(row, 2), built.Integer(row, 3)),
                   .is_complete = built.Boolean(row, 5),
                   .refreshed_us = MaybeMicroseconds(built, row, 4)};
    }
    const ResultRows touched =
        Rows("SELECT DISTINCT event_date - DATE '1970-01-01' FROM " + schema_ + "touched_device_day" + newest);
    for (int64_t row = 0; row < touched.row_count(); ++row) {
      const auto number = static_cast<int32_t>(touched.Integer(row, 0));
      ModelDay& day = days[number];
      day.day = number;
      day.state = std::max(day.state, ModelDayState::kTouched);
    }
    std::vector<ModelDay> list;
    for (const auto& [number, day] : days) {
      if (std::ssize(list) < most) list.push_back(day);
    }
    return list;
  }

  std::vector<ModelRunRecord> Runs() {
    const ResultRows rows = Rows(
        "SELECT run_id, triggered_by, is_full, started_at, ended_at, first_date - DATE '1970-01-01', last_date - "
        "DATE '1970-01-01', day_count FROM " +
        schema_ + "model_run ORDER BY ended_at DESC, run_id DESC LIMIT " + std::to_string(kMostRunsShown));
    std::vector<ModelRunRecord> runs;
    for (int64_t row = 0; row < rows.row_count(); ++row) {
      runs.push_back({.id = rows.Text(row, 0),
                      .is_manual = rows.Text(row, 1) == "MANUALLY",
                      .is_full = rows.Boolean(row, 2),
                      .started_us = rows.Microseconds(row, 3),
                      .ended_us = rows.Microseconds(row, 4),
                      .first_day = MaybeDayNumber(rows, row, 5),
                      .last_day = MaybeDayNumber(rows, row, 6),
                      .days = rows.Integer(row, 7)});
    }
    return runs;
  }

 private:
  ResultRows Rows(const std::string& sql) { return connection_.QueryRows(sql, {}, stop_); }

  Connection& connection_;
  const std::string schema_;
  const std::stop_token& stop_;
};

SchemaObjectStatus ObjectStatusOf(SchemaObjectKind kind, const std::string& name, const SchemaPlan& plan,
                                  const SchemaState& schema) {
  SchemaObjectStatus status{.name = name, .kind = kind, .actions = {}, .reason = {}, .version = {}, .error = {}};
  for (const SchemaStep& step : plan.steps) {
    if (step.object != name) continue;
    if (status.actions.empty()) status.reason = step.reason;
    status.actions.push_back(step.action);
  }
  const auto has = [&](SchemaAction action) {
    return std::ranges::find(status.actions, action) != status.actions.end();
  };
  if (has(SchemaAction::kCreate)) {
    status.state = SchemaObjectState::kMissing;
  } else if (has(SchemaAction::kDrop)) {
    status.state = SchemaObjectState::kExtra;
  } else if (!status.actions.empty()) {
    status.state = SchemaObjectState::kChanged;
  }
  const auto version = schema.versions.find(name);
  if (version != schema.versions.end()) status.version = version->second.content_hash;
  if (version != schema.versions.end() && version->second.status == SchemaStatus::kFailed) {
    status.error = version->second.error;
  }
  return status;
}

// `connection` null: there is no warehouse yet.
AppSchemaState SchemaStateOf(Connection* connection, const SqlModels& models, const AppSettings& app) {
  AppSchemaState state{.app = app.app, .schema = app.schema, .problem = {}, .objects = {}};
  const std::vector<SchemaObject> objects = SchemaObjectsOf(models, app);
  const SchemaState schema = connection == nullptr ? SchemaState() : ReadSchemaState(*connection, app.schema);
  state.exists = schema.exists;
  SchemaPlan plan;
  try {
    plan = connection == nullptr ? PlanSchema(models, objects, schema)
                                 : SchemaChange(*connection, models, app, [] { return WallClockNs() / 1000; }).plan();
  } catch (const UserError& error) {
    state.problem = error.what();
    return state;
  }
  for (const SchemaObject& object : objects) {
    state.objects.push_back(ObjectStatusOf(object.kind, object.name, plan, schema));
  }
  for (const SchemaStep& step : plan.steps) {
    if (step.action == SchemaAction::kDrop)
      state.objects.push_back(ObjectStatusOf(step.kind, step.object, plan, schema));
  }
  return state;
}

}  // namespace

LoadPage ListLoads(const Project& project, const LoadItemFilter& filter, size_t offset, size_t limit) {
  const auto ledger = project.OpenLedgerToRead();
  LoadPage page;
  page.counts = ledger->load_items().CountStates(filter);
  for (size_t i = 0; i < page.counts.size(); ++i) {
    if (!filter.state || *filter.state == static_cast<LoadState>(i)) page.total += page.counts[i];
  }
  page.items = ledger->load_items().List(filter, offset, limit);
  return page;
}

WarehouseState::WarehouseState(Project& project, AppsWithData& apps)
    : project_(project), apps_(apps), pool_(project, {.connections = 1, .time_limit = kStateTimeLimit}) {}

std::vector<AppModelState> WarehouseState::Models(const std::function<bool(const std::string& app)>& is_wanted,
                                                  int64_t most_days, const std::stop_token& stop) {
  AppsWithData::Apps apps = apps_.All(stop);
  std::erase_if(apps, [&](const auto& app) { return !is_wanted(app->id); });
  std::vector<AppModelState> states;
  const auto read = [&](Connection* connection, const std::stop_token& limited) {
    states.clear();
    for (const auto& app : apps) {
      AppModelState& state = states.emplace_back();
      state.app = app->id;
      state.last_complete_day = app->last_complete_day;
      if (connection == nullptr || !app->has_tables) continue;
      AppStateReader reader(*connection, *app, limited);
      state.models = reader.Models();
      state.days = reader.Days(most_days);
      state.runs = reader.Runs();
    }
  };
  if (std::ranges::any_of(apps, [](const auto& app) { return app->has_tables; })) {
    pool_.Run([&](Connection& connection, const std::stop_token& limited) { read(&connection, limited); }, stop);
  } else {
    read(nullptr, stop);
  }
  return states;
}

std::vector<AppSchemaState> WarehouseState::Schemas(const std::function<bool(const std::string& app)>& is_wanted,
                                                    const std::stop_token& stop) {
  const SqlModels models = ModelsOf(project_);
  std::vector<AppSettings> apps = AppsOf(project_, *project_.OpenLedgerToRead(), {});
  std::erase_if(apps, [&](const AppSettings& app) { return !is_wanted(app.app); });
  std::vector<AppSchemaState> states;
  const auto read = [&](Connection* connection) {
    states.clear();
    for (const AppSettings& app : apps) states.push_back(SchemaStateOf(connection, models, app));
  };
  if (pool_.HasWarehouse()) {
    pool_.Run(
        [&](Connection& connection, const std::stop_token& limited) {
          if (limited.stop_requested()) throw Cancelled("the query was cancelled");
          read(&connection);
        },
        stop);
  } else {
    read(nullptr);
  }
  return states;
}

}  // namespace millrace
