#include "project/app_data.h"

#include <algorithm>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "charts/sql_builder.h"
#include "charts/sql_dialect.h"

#include "core/cancelled.h"
#include "core/time.h"
#include "project/warehouse_apps.h"

namespace millrace {
namespace {

// What the state of an app is read from; all of them are made with its schema.
const std::vector<std::string> kStateTables = {"load_log",
                                               "model_run",
                                               "expiry_log",
                                               "refresh_mv_sp_status",
                                               "clickstream_acquisition_country_new_user",
                                               "clickstream_retention_event_overtime"};
constexpr int64_t kMostFilterValues = 1'000;
// How many times as old as an answer may be what is known without waiting.
constexpr int kKnownFor = 5;
constexpr std::string_view kConstantTable = "number";  // sql/base/number.sql

std::optional<int32_t> MaybeDay(const ResultRows& rows, int64_t row, int column) {
  const auto text = rows.MaybeText(row, column);
  const auto instant = text ? ParseInstant(*text) : std::nullopt;
  if (!instant) return {};
  return static_cast<int32_t>(*instant / 86'400'000'000'000);
}

std::vector<ChosenValue> ValuesOf(Connection& connection, const Sql& table, const Sql& column,
                                  const std::stop_token& stop) {
  Select select;
  select.Distinct().Column(column, "value").From(table).OrderBy("1").Limit(kMostFilterValues);
  const ResultRows rows = connection.QueryRows(select.ToSql().text(), {}, stop);
  std::vector<ChosenValue> values;
  for (int64_t row = 0; row < rows.row_count(); ++row) values.push_back(rows.MaybeText(row, 0));
  return values;
}

bool HasStateTables(Connection& connection, const std::string& schema, const std::stop_token& stop) {
  SqlValues values;
  Select there;
  there.Column("count(*)", "n").From("information_schema.tables");
  there.Where("table_schema = " + values.Text(schema)).Where("table_name IN (" + values.Texts(kStateTables) + ")");
  return connection.QueryRows(there.ToSql().text(), values.Bound(), stop).Integer(0, 0) ==
         static_cast<int64_t>(kStateTables.size());
}

std::map<std::string, std::vector<BuiltDays>, std::less<>> BuiltDaysOf(Connection& connection, const AppData& app,
                                                                       const std::stop_token& stop) {
  Select states;
  states.Column("refresh_name", "name").Column("refresh_date - DATE '1970-01-01'", "day").Column("log_date", "built");
  states.From(Sql::Relation(app.schema, "refresh_mv_sp_status")).OrderBy("1").OrderBy("2");
  const ResultRows rows = connection.QueryRows(states.ToSql().text(), {}, stop);
  std::map<std::string, std::vector<BuiltDays>, std::less<>> built;
  for (int64_t row = 0; row < rows.row_count(); ++row) {
    const auto day = static_cast<int32_t>(rows.Integer(row, 1));
    const int64_t built_us = rows.Microseconds(row, 2);
    auto& of_table = built[rows.Text(row, 0)];
    if (!of_table.empty() && of_table.back().built_us == built_us && of_table.back().days.last + 1 == day) {
      of_table.back().days.last = day;
    } else {
      of_table.push_back({.days = {day, day}, .built_us = built_us});
    }
  }
  return built;
}

std::shared_ptr<const AppData> ReadApp(Connection& connection, AppData app, const std::shared_ptr<const AppData>& known,
                                       const std::stop_token& stop) {
  app.has_tables = HasStateTables(connection, app.schema, stop);
  if (!app.has_tables) return std::make_shared<const AppData>(std::move(app));
  app.data_version = AppsWithData::VersionOf(connection, app, stop);
  if (known != nullptr && known->data_version == app.data_version && known->timezone == app.timezone) return known;
  app.built = BuiltDaysOf(connection, app, stop);
  const auto table = [&](std::string_view name) { return Sql::Relation(app.schema, name); };
  Select days;
  days.Column("(SELECT event_date FROM " + table("last_reported_day") + ")", "last_day");
  days.Column("(SELECT min(refresh_date) FROM " + table("refresh_mv_sp_status") + " WHERE row_count > 0)", "first_day");
  days.Column("(SELECT max(ended_at) FROM " + table("model_run") + ")", "refreshed");
  days.Column("(SELECT count(*) FROM " + table("expiry_log") + ")", "expired");
  const ResultRows row = connection.QueryRows(days.ToSql().text(), {}, stop);
  app.last_complete_day = MaybeDay(row, 0, 0);
  app.first_day = MaybeDay(row, 0, 1);
  if (!row.IsNull(0, 2)) app.refreshed_us = row.Microseconds(0, 2);
  app.expiries = row.Integer(0, 3);
  app.platforms = ValuesOf(connection, table("clickstream_retention_event_overtime"), "platform", stop);
  app.countries = ValuesOf(connection, table("clickstream_acquisition_country_new_user"), "geo_country", stop);
  return std::make_shared<const AppData>(std::move(app));
}

}  // namespace

AppsWithData::AppsWithData(Project& project, std::chrono::milliseconds age, std::chrono::milliseconds time_limit)
    : project_(project),
      age_(age),
      pool_(project, {.connections = 1, .time_limit = time_limit}),
      beside_([this](const std::stop_token& stop) { LookBeside(stop); }) {}

AppsWithData::Apps AppsWithData::All(const std::stop_token& stop) {
  const auto is_fresh = [&] { return looked_up_ && std::chrono::steady_clock::now() - *looked_up_ < age_; };
  std::unique_lock lock(mutex_);
  // While one thread looks, the others go on with what is known.
  while (!is_fresh() && is_looking_) {
    if (looked_up_) return apps_;
    if (!looked_.wait(lock, stop, [&] { return !is_looking_; })) throw Cancelled("the query was cancelled");
  }
  if (is_fresh()) return apps_;
  is_looking_ = true;
  const auto known = apps_;
  const Time began = std::chrono::steady_clock::now();
  lock.unlock();
  try {
    auto found = Look(known, stop);
    lock.lock();
    apps_ = std::move(found);
    began_ = began;
    looked_up_ = std::chrono::steady_clock::now();
  } catch (...) {
    lock.lock();
    is_looking_ = false;
    looked_.notify_all();
    throw;
  }
  is_looking_ = false;
  looked_.notify_all();
  return apps_;
}

std::shared_ptr<const AppData> AppsWithData::Find(const std::string& id, const std::stop_token& stop) {
  const auto apps = All(stop);
  const auto found = std::ranges::find(apps, id, [](const auto& app) { return app->id; });
  return found == apps.end() ? nullptr : *found;
}

KnownApp AppsWithData::Known(const std::string& id, const std::stop_token& stop) {
  const auto find = [&](const Apps& apps) {
    const auto found = std::ranges::find(apps, id, [](const auto& app) { return app->id; });
    return found == apps.end() ? nullptr : *found;
  };
  {
    const std::lock_guard lock(mutex_);
    const auto age = std::chrono::steady_clock::now() - looked_up_.value_or(Time());
    if (looked_up_ && age < kKnownFor * age_) {
      if (age >= age_ && !is_wanted_) {
        is_wanted_ = true;
        looked_.notify_all();
      }
      return {.data = find(apps_), .began = *began_, .ended = *looked_up_};
    }
  }
  All(stop);
  const std::lock_guard lock(mutex_);
  return {.data = find(apps_), .began = *began_, .ended = *looked_up_};
}

void AppsWithData::LookBeside(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (looked_.wait(lock, stop, [&] { return is_wanted_; }) && !stop.stop_requested()) {
    lock.unlock();
    try {
      All(stop);
    } catch (const std::exception&) {
      // Whoever has to wait for the next look-up is told.
    }
    lock.lock();
    is_wanted_ = false;
  }
}

std::shared_ptr<const AppData> AppsWithData::StateOf(Connection& connection, const std::shared_ptr<const AppData>& app,
                                                     const std::stop_token& stop) {
  AppData base;
  base.id = app->id;
  base.schema = app->schema;
  base.timezone = app->timezone;
  return ReadApp(connection, std::move(base), app, stop);
}

std::string AppData::VersionOf(const std::set<std::string, std::less<>>& tables,
                               const std::optional<ChartDays>& days) const {
  std::string text;
  for (const std::string& table : tables) {
    if (table == kConstantTable) continue;
    const auto of_table = built.find(table);
    if (of_table == built.end()) return data_version;
    text += table;
    for (const BuiltDays& each : of_table->second) {
      const int32_t first = days ? std::max(days->first, each.days.first) : each.days.first;
      const int32_t last = days ? std::min(days->last, each.days.last) : each.days.last;
      if (first > last) continue;
      for (const int64_t number : {int64_t{first}, int64_t{last}, each.built_us}) text += ' ' + std::to_string(number);
    }
  }
  return "m" + std::to_string(expiries) + "." + std::to_string(XXH3_64bits(text.data(), text.size()));
}

std::string AppsWithData::VersionOf(Connection& connection, const AppData& app, const std::stop_token& stop) {
  const auto table = [&](std::string_view name) { return Sql::Relation(app.schema, name); };
  Select select;
  select.Column("(SELECT max(load_sequence) FROM " + table("load_log") + ")", "loads");
  select.Column("(SELECT max(ended_at) FROM " + table("model_run") + ")", "refreshed");
  select.Column("(SELECT count(*) FROM " + table("expiry_log") + ")", "expired");
  const ResultRows row = connection.QueryRows(select.ToSql().text(), {}, stop);
  const int64_t refreshed_us = row.IsNull(0, 1) ? 0 : row.Microseconds(0, 1);
  return row.MaybeText(0, 0).value_or("0") + "." + std::to_string(refreshed_us) + "." + row.Text(0, 2);
}

AppsWithData::Apps AppsWithData::Look(const Apps& known, const std::stop_token& stop) {
  std::vector<AppData> apps;
  for (const AppSettings& settings : AppsOf(project_, *project_.OpenLedgerToRead(), {})) {
    AppData& app = apps.emplace_back();
    app.id = settings.app;
    app.schema = settings.schema;
    app.timezone = settings.timezone;
  }
  Apps found;
  if (apps.empty() || !pool_.HasWarehouse()) {
    for (AppData& app : apps) found.push_back(std::make_shared<const AppData>(std::move(app)));
    return found;
  }
  pool_.Run(
      [&](Connection& connection, const std::stop_token& limited) {
        found.clear();
        for (const AppData& app : apps) {
          const auto same = std::ranges::find(known, app.id, [](const auto& other) { return other->id; });
          found.push_back(ReadApp(connection, app, same == known.end() ? nullptr : *same, limited));
        }
      },
      stop);
  return found;
}

}  // namespace millrace
