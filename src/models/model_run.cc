#include "models/model_run.h"

#include <algorithm>
#include <chrono>

#include "models/model_statements.h"

#include "core/sql_text.h"
#include "core/time.h"
#include "warehouse/writer_fence.h"

namespace millrace {
namespace {

constexpr std::string_view kBuiltRanges = "run_built_range";
constexpr std::string_view kModelWriter = "models";

std::string ListOf(const std::vector<std::string>& names, std::string_view prefix) {
  std::string list;
  for (const std::string& name : names) list.append(list.empty() ? "" : ", ").append(prefix).append(SqlName(name));
  return list;
}

std::optional<int32_t> DayAt(const ResultRows& rows, int column) {
  const auto day = rows.MaybeInteger(0, column);
  return day ? std::optional(static_cast<int32_t>(*day)) : std::nullopt;
}

// Of days that are not rebuilt as a whole only the rows of some users or devices are replaced.
bool IsReplacedInParts(const ModelFile& table) {
  return table.refresh == ModelRefresh::kUser || table.refresh == ModelRefresh::kDevice;
}

}  // namespace

ModelError::ModelError(const ModelFile& model, const ModelStatement& statement, const std::string& message)
    : UserError(model.path + ":" + std::to_string(statement.line) + ": model `" + model.name + "`: " + message),
      model_(model.name) {}

ModelRun::ModelRun(Connection& connection, const SqlModels& models, const AppSettings& app,
                   const ModelSelection& selection, ModelRunOptions options)
    : connection_(connection), models_(models), app_(app), selection_(selection), options_(std::move(options)) {}

ModelError::ModelError(const ModelFile& model, const std::string& message) : UserError(message), model_(model.name) {}

std::string ModelRun::Qualified(std::string_view name) const {
  return SqlName(app_.schema) + "." + SqlName(name);
}

ModelRunResult ModelRun::Run() {
  const bool is_asked_for = options_.is_full || options_.first_day || !selection_.is_all();
  if (!is_asked_for && !HasChanges(connection_, app_, options_.stop)) {
    result_ = {};
    result_.is_up_to_date = true;
    ReadState(result_, ParametersOf(app_));
    return result_;
  }
  if (!options_.is_dry_run) TakeWriterFence(connection_, app_.schema, kModelWriter, options_.run_id);
  Transaction transaction(connection_);
  ModelRunResult result = RunInTransaction(ParametersOf(app_));
  if (options_.is_dry_run) return result;
  PassWriterFence(connection_, app_.schema, kModelWriter, options_.run_id);
  transaction.Commit();
  return result;
}

bool HasChanges(Connection& connection, const AppSettings& app, const std::stop_token& stop) {
  const std::string schema = SqlName(app.schema);
  const ResultRows rows = connection.QueryRows(
      "SELECT EXISTS (SELECT 1 FROM " + schema + ".touched_device_day) OR EXISTS (SELECT 1 FROM " + schema +
          ".touched_session) OR EXISTS (SELECT 1 FROM " + schema +
          ".touched_user) OR coalesce((SELECT max(load_sequence) FROM " + schema +
          ".load_end), 0) > coalesce((SELECT max(load_sequence) FROM " + schema +
          ".model_run), 0) OR EXISTS (SELECT 1 FROM " + schema + ".refresh_mv_sp_status AS s CROSS JOIN " + schema +
          ".first_day_kept AS k WHERE s.state = 'pending' AND (k.event_date IS NULL OR s.refresh_date >= "
          "k.event_date)) OR EXISTS (SELECT 1 FROM " +
          schema +
          // Batches get their numbers when they begin, so one that is committed late may have a smaller number.
          ".last_complete_day AS l WHERE l.event_date >= (SELECT min(event_date) FROM " + schema +
          ".session_day) AND NOT EXISTS (SELECT 1 FROM " + schema +
          ".refresh_mv_sp_status AS s WHERE s.refresh_date = l.event_date AND s.is_complete))",
      {}, stop);
  return rows.Boolean(0, 0);
}

void ModelRun::ReadState(ModelRunResult& result, const SqlParameters& parameters) {
  const ModelFile query = OwnStatement(
      "SELECT greatest(coalesce((SELECT max(load_sequence) FROM {schema}.load_log), 0), coalesce((SELECT "
      "max(load_sequence) FROM {schema}.load_end), 0)), (SELECT event_date - DATE '1970-01-01' FROM "
      "{schema}.last_complete_day)");
  const ResultRows rows = Rows(query, parameters.Render(query));
  result.load_sequence = rows.Integer(0, 0);
  result.last_complete = DayAt(rows, 1);
}

ModelRunResult ModelRun::RunInTransaction(SqlParameters parameters) {
  result_ = {};
  made_.clear();
  built_ = read_ = {};
  ReadState(result_, parameters);
  parameters.SetInteger("load_sequence", result_.load_sequence).SetTime("run_time", options_.now_us);
  parameters.SetText("triggered_by", options_.is_manual ? "MANUALLY" : "WORK_FLOW");
  if (options_.is_full) RunAll("touch_everything", parameters);
  SetDays(parameters);
  std::vector<const ModelFile*> steps;
  for (const ModelFile& model : models_.models()) {
    if (selection_.Contains(model.name)) steps.push_back(&model);
  }
  for (size_t i = 0; i < steps.size(); ++i) {
    if (options_.on_model) options_.on_model(*steps[i], i + 1, steps.size());
    const auto began = std::chrono::steady_clock::now();
    try {
      Step(*steps[i], parameters);
    } catch (const ModelError&) {
      throw;
    } catch (const UserError& error) {
      throw ModelError(*steps[i], error.what());
    }
    result_.times.push_back(
        {steps[i]->name,
         std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began).count()});
    if (steps[i]->name != "run_day") continue;
    ReadBuiltDays(result_, parameters);
    if (options_.is_dry_run) return result_;
  }
  Check(parameters);
  RecordStatus(parameters);
  if (selection_.is_all()) RunAll("mark_stale", parameters);
  RecordFailedModels(parameters);
  for (auto name = made_.rbegin(); name != made_.rend(); ++name) connection_.Execute("DROP TABLE " + Qualified(*name));
  // A run of some tables leaves the others to the next one.
  if (selection_.is_all()) RunAll("clear_touched", parameters);
  RecordRun(result_, parameters);
  return result_;
}

void ModelRun::SetDays(SqlParameters& parameters) {
  std::optional<int32_t> first = options_.first_day;
  std::optional<int32_t> last = options_.last_day;
  if (options_.is_full) {
    const ModelFile query = OwnStatement("SELECT from_date - DATE '1970-01-01', to_date - DATE '1970-01-01' FROM (" +
                                         models_.Get("full_range").Body() + ") AS whole");
    const ResultRows rows = Rows(query, parameters.Render(query));
    first = DayAt(rows, 0);
    last = DayAt(rows, 1);
  }
  if (first && !last) last = std::max(*first, result_.last_complete.value_or(*first));
  const bool has_days = first && last && *first <= *last;
  parameters.SetSql("from_date", has_days ? SqlDate(*first) : "DATE '2000-01-02'");
  parameters.SetSql("to_date", has_days ? SqlDate(*last) : "DATE '2000-01-01'");
}

void ModelRun::Step(const ModelFile& model, SqlParameters& parameters) {
  const ModelStatement& statement = model.statements.front();
  if (model.kind == ModelKind::kQuery) {
    const ResultRows rows = Rows(model, parameters.Render(model));
    std::vector<TimeRange> ranges;
    std::vector<TimeRange> whole;
    for (int64_t row = 0; row < rows.row_count(); ++row) {
      ranges.push_back({rows.Microseconds(row, 0), rows.Microseconds(row, 1)});
      if (model.name != kBuiltRanges && rows.Boolean(row, 2)) whole.push_back(ranges.back());
    }
    if (model.name == kBuiltRanges) {
      parameters.SetRanges(std::move(ranges), "built_ranges");
    } else {
      parameters.SetRanges(std::move(ranges)).SetRanges(std::move(whole), "whole_ranges");
    }
  } else if (model.kind == ModelKind::kWork) {
    Execute(model, statement, CreateWorkSql(models_.dialect(), app_.schema, model.name, parameters.Render(model)));
    made_.push_back(model.name);
    // PostgreSQL knows nothing of a new table, and would plan the joins that follow for a thousand rows.
    if (models_.dialect() == Dialect::kPostgres) Execute(model, statement, "ANALYZE " + Qualified(model.name));
  } else {
    Replace(model, parameters);
  }
}

void ModelRun::Replace(const ModelFile& model, SqlParameters parameters) {
  parameters.SetName("model", model.name).SetName("column", model.refresh_column);
  Clear(model, parameters);
  std::vector<std::string> columns;
  for (const ModelColumn& column : model.columns) {
    if (!column.is_now) columns.push_back(column.name);
  }
  ModelFile insert = model;
  insert.statements[0].sql = "INSERT INTO {schema}." + model.name + " (" + ListOf(columns, "") + ") " + model.Body();
  const int64_t kept = model.IsOwn() ? CountRows(model, parameters, "{schema}." + model.name) : 0;
  Execute(model, model.statements[0], parameters.Render(insert));
  if (model.IsOwn()) CheckOwnRows(model, parameters, kept);
}

// Leaves out what has no days to look for: looking costs more than most statements of a run.
void ModelRun::Clear(const ModelFile& model, SqlParameters& parameters) {
  switch (model.refresh) {
    case ModelRefresh::kDevice:
    case ModelRefresh::kUser:
      parameters.SetSql("is_rebuilt", DaysOf(model).condition);
      if (DayKindsOf(model).has_whole) RunAll("clear_by_whole_day", parameters);
      if (DayKindsOf(model).has_parts)
        RunAll(model.refresh == ModelRefresh::kUser ? "clear_by_user" : "clear_by_device", parameters);
      return;
    case ModelRefresh::kActiveDay:
      return RunAll("clear_by_active_day", parameters);
    case ModelRefresh::kDay:
      if (!result_.days.empty()) RunAll("clear_by_day", parameters);
      return;
    default:
      throw UserError(model.path + ": a table with a SELECT is refreshed by device, user, day or active day");
  }
}

const ModelRun::DayKinds& ModelRun::DayKindsOf(const ModelFile& table) const {
  return table.refresh == ModelRefresh::kUser ? built_ : read_;
}

int64_t ModelRun::CountRows(const ModelFile& model, const SqlParameters& parameters, const std::string& from) {
  const ModelFile query = OwnStatement("SELECT count(*) FROM " + from);
  return Rows(model, parameters.Render(query)).Integer(0, 0);
}

std::string ModelRun::KeysOf(const ModelFile& table) const {
  const std::string from = "SELECT " + ListOf(table.key, "m.") + " FROM {schema}." + table.name + " AS m INNER JOIN ";
  const ReplacedDays days = DaysOf(table);
  std::string by_day = from + "{schema}." + std::string(days.relation) + " AS d ON d.event_date = m.event_date AND " +
                       std::string(days.condition);
  if (!IsReplacedInParts(table)) return by_day;
  const DayKinds& kinds = DayKindsOf(table);
  std::string keys = kinds.has_whole ? by_day + " AND d.is_whole" : "";
  if (!kinds.has_parts) return keys;
  if (kinds.has_whole) keys += " UNION ALL ";
  if (table.refresh == ModelRefresh::kUser) {
    return keys + from + "{schema}.run_user AS r ON r.event_date = m.event_date AND r.merged_user_id = m." +
           SqlName(table.refresh_column);
  }
  return keys + from +
         "{schema}.run_device AS r ON r.event_date = m.event_date AND r.user_pseudo_id = m.user_pseudo_id";
}

// What was cleared before is what later runs replace: another row would stay for good.
void ModelRun::CheckOwnRows(const ModelFile& model, const SqlParameters& parameters, int64_t kept) {
  const int64_t written = CountRows(model, parameters, "{schema}." + model.name) - kept;
  const std::string keys = KeysOf(model);
  const int64_t replaced = keys.empty() ? 0 : CountRows(model, parameters, "(" + keys + ") AS m");
  if (written == replaced) return;
  throw ModelError(model, model.statements.front(),
                   "rows of days that the run does not build: " + std::to_string(written - replaced) + " of " +
                       std::to_string(written) +
                       "; the SELECT must join the days, and users, that are refreshed (see `refresh:`)");
}

void ModelRun::RunAll(std::string_view model, const SqlParameters& parameters) {
  const ModelFile& file = models_.Get(model);
  for (const ModelStatement& statement : file.statements) {
    Execute(file, statement, parameters.Render(file, statement));
  }
}

void ModelRun::Execute(const ModelFile& model, const ModelStatement& statement, const std::string& sql) {
  try {
    connection_.Execute(sql, {}, options_.stop);
  } catch (const UserError& error) {
    throw ModelError(model, statement, error.what());
  }
}

ResultRows ModelRun::Rows(const ModelFile& model, const std::string& sql) {
  try {
    return connection_.QueryRows(sql, {}, options_.stop);
  } catch (const UserError& error) {
    throw ModelError(model, model.statements.front(), error.what());
  }
}

void ModelRun::ReadBuiltDays(ModelRunResult& result, const SqlParameters& parameters) {
  const ModelFile query = OwnStatement(
      "SELECT event_date - DATE '1970-01-01', is_whole, is_built, is_read FROM {schema}.run_day ORDER BY 1");
  const ResultRows rows = Rows(query, parameters.Render(query));
  for (int64_t row = 0; row < rows.row_count(); ++row) {
    const bool is_whole = rows.Boolean(row, 1);
    const bool is_built = rows.Boolean(row, 2);
    built_.Add(is_whole, is_built);
    read_.Add(is_whole, rows.Boolean(row, 3));
    if (is_built) result.days.push_back({static_cast<int32_t>(rows.Integer(row, 0)), is_whole});
  }
}

// The promises of the headers, for the days that were replaced: no key twice. Columns that are never NULL are declared
// so; for views both are asked. All models of the program at once; those of the project's own one by one, as each may
// fail.
void ModelRun::Check(const SqlParameters& parameters) {
  std::string checks;
  const auto check = [&](const ModelFile* model) {
    if (checks.empty()) return;
    const ModelFile query = OwnStatement("SELECT model, what FROM (" + checks + ") AS checked ORDER BY 1, 2");
    const ResultRows wrong = Rows(model ? *model : query, parameters.Render(query));
    checks.clear();
    if (wrong.row_count() == 0) return;
    const ModelFile& found = models_.Get(wrong.Text(0, 0));
    throw ModelError(found, found.statements.front(), wrong.Text(0, 1));
  };
  const auto add = [&](const ModelFile& model, std::string_view what, const std::string& query) {
    checks.append(checks.empty() ? "" : " UNION ALL ")
        .append("SELECT " + SqlText(model.name) + " AS model, " + SqlText(what) + " AS what FROM (" + query +
                " LIMIT 1) AS found");
  };
  const auto add_all = [&](const ModelFile& model) {
    const std::string from = " FROM {schema}." + model.name + " AS m";
    const bool is_table = model.IsComputedTable() && selection_.Contains(model.name);
    const bool has_failed =
        std::ranges::find(options_.failed, model.name, &FailedModel::model) != options_.failed.end();
    const bool is_view = model.kind == ModelKind::kView && options_.checks_views && !has_failed;
    if (!is_table && !is_view) return;
    if (!model.key.empty()) {
      const std::string keys = is_table ? KeysOf(model) : "SELECT " + ListOf(model.key, "m.") + from;
      if (keys.empty()) return;
      add(model, "two rows have the same key (" + ListOf(model.key, "") + ")",
          "SELECT 1 FROM (" + keys + ") AS m GROUP BY " + ListOf(model.key, "m.") + " HAVING count(*) > 1");
    }
    std::string nulls;
    for (const ModelColumn& column : model.columns) {
      if (is_view && column.is_required) nulls += (nulls.empty() ? "m." : " OR m.") + SqlName(column.name) + " IS NULL";
    }
    if (!nulls.empty())
      add(model, "a required column is NULL", std::string("SELECT 1").append(from).append(" WHERE ").append(nulls));
  };
  for (const ModelFile& model : models_.models()) {
    if (!model.IsOwn()) add_all(model);
  }
  check(nullptr);
  for (const ModelFile& model : models_.models()) {
    if (!model.IsOwn()) continue;
    add_all(model);
    check(&model);
  }
}

}  // namespace millrace
