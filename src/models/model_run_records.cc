// What a model run records: the state of each metric table and day, itself, and models that failed.
#include <map>
#include <string>
#include <string_view>

#include "models/model_run.h"
#include "models/model_statements.h"
#include "models/status_rows.h"

#include "core/sql_text.h"
#include "core/time.h"

namespace millrace {
namespace {

constexpr std::string_view kStatusTable = "refresh_mv_sp_status";

}  // namespace

void ModelRun::RecordStatus(SqlParameters parameters) {
  const ModelFile& record = models_.Get("record_status");
  struct Tables {
    std::string_view condition;
    std::string names;
  };
  std::map<std::string_view, Tables> tables;  // by the relation of their days
  ModelStatement insert = record.statements.back();
  std::string rows;
  for (const ModelFile& model : models_.models()) {
    if (!IsMetricTable(model) || !selection_.Contains(model.name)) continue;
    const ReplacedDays days = DaysOf(model);
    Tables& same = tables[days.relation];
    same.condition = days.condition;
    same.names.append(same.names.empty() ? "" : ", ").append(SqlText(model.name));
    rows.append(rows.empty() ? "" : "\nUNION ALL\n").append(StatusRowsOf(models_, model).sql);
  }
  for (const auto& [days, same] : tables) {
    parameters.SetName("days", days).SetSql("models", same.names).SetSql("is_rebuilt", same.condition);
    Execute(record, record.statements.front(), parameters.Render(record, record.statements.front()));
  }
  insert.sql = insert.sql.substr(0, insert.sql.size() - SelectOf(insert).sql.size()) + rows;
  if (!rows.empty()) Execute(record, record.statements.back(), parameters.Render(record, insert));
}

void ModelRun::RecordRun(const ModelRunResult& result, const SqlParameters& parameters) {
  ModelFile insert = OwnStatement(
      "INSERT INTO {schema}.model_run (run_id, triggered_by, started_at, ended_at, load_sequence, is_full, first_date, "
      "last_date, day_count) VALUES ($1, {triggered_by}, {run_time}, {end_time}, {load_sequence}, {is_full}, "
      "{first_date}, {last_date}, {day_count})");
  SqlParameters values = parameters;
  values.SetSql("is_full", options_.is_full ? "TRUE" : "FALSE");
  values.SetInteger("day_count", static_cast<int64_t>(result.days.size()));
  int64_t milliseconds = 0;
  for (const ModelTime& time : result.times) milliseconds += time.milliseconds;
  values.SetTime("end_time", options_.now_us + milliseconds * 1000);
  const auto day = [&](std::string_view name, size_t place) {
    if (result.days.empty()) {
      values.SetNull(name);
    } else {
      values.SetSql(name, SqlDate(result.days[place].day));
    }
  };
  day("first_date", 0);
  day("last_date", result.days.size() - 1);
  // A run of some tables leaves work to the next one, which must not take it for done.
  if (!selection_.is_all()) values.SetInteger("load_sequence", 0);
  connection_.Execute(values.Render(insert), Bind({options_.run_id}));
}

void ModelRun::RecordFailedModels(const SqlParameters& parameters) {
  for (const FailedModel& failed : options_.failed) {
    Log(failed);
    const ModelFile& model = models_.Get(failed.model);
    if (IsMetricTable(model)) RecordFailedDays(failed, DaysOf(model), parameters);
  }
  if (!selection_.is_all()) return;
  for (const FailedModel& file : models_.left_out()) {
    Log(file);
    const ResultRows known = connection_.QueryRows(
        "SELECT 1 FROM " + Qualified(kStatusTable) + " WHERE refresh_name = $1 LIMIT 1", Bind({file.model}));
    if (known.row_count() > 0) RecordFailedDays(file, {"run_day", "d.is_built"}, parameters);
  }
}

void ModelRun::RecordFailedDays(const FailedModel& failed, const ReplacedDays& days, const SqlParameters& parameters) {
  SqlParameters values = parameters;
  values.SetName("days", days.relation).SetSql("is_rebuilt", days.condition).SetText("model", failed.model);
  const ModelFile remove = OwnStatement(
      "DELETE FROM {schema}.refresh_mv_sp_status AS s USING {schema}.{days} AS d WHERE s.refresh_name = {model} AND "
      "d.event_date = s.refresh_date AND {is_rebuilt}");
  const ModelFile insert = OwnStatement(
      "INSERT INTO {schema}.refresh_mv_sp_status (refresh_name, refresh_type, refresh_date, triggerred_by, log_date, "
      "state, is_complete, error) SELECT {model}, 'SP', d.event_date, {triggered_by}, {run_time}, 'failed', "
      "d.event_date <= "
      "l.event_date, $1 FROM {schema}.{days} AS d CROSS JOIN {schema}.last_complete_day AS l WHERE {is_rebuilt}");
  connection_.Execute(values.Render(remove), {}, options_.stop);
  connection_.Execute(values.Render(insert), Bind({failed.error}), options_.stop);
}

void ModelRun::Log(const FailedModel& failed) {
  const std::string log = Qualified("clickstream_log_v2");
  connection_.Execute("INSERT INTO " + log +
                          " (id, log_name, log_level, log_msg) SELECT coalesce(max(id), 0) + 1, $1, 'error', $2 FROM " +
                          log,
                      Bind({failed.model, failed.error}));
}

void ModelRun::RecordFailure(const FailedModel& failed) {
  Transaction transaction(connection_);
  Log(failed);
  std::string days;
  for (const BuiltDay& day : result_.days) {
    days.append(days.empty() ? "" : ", ").append(SqlDate(day.day));
  }
  if (!days.empty()) {
    const std::string status = Qualified(kStatusTable);
    connection_.Execute("UPDATE " + status + " SET state = 'pending' WHERE state = 'done' AND refresh_date IN (" +
                        days + ")");
    connection_.Execute("UPDATE " + status +
                            " SET state = 'failed', error = $1 WHERE refresh_name = $2 AND refresh_date IN (" + days +
                            ")",
                        Bind({failed.error, failed.model}));
  }
  transaction.Commit();
}

}  // namespace millrace
