#include "cli/model_print.h"

#include <algorithm>

#include "core/json_object.h"
#include "core/quantity.h"
#include "core/time.h"

namespace millrace {
namespace {

std::vector<Cell> RunRow(const AppModels& app, bool has_failed) {
  const ModelRunResult& run = app.result.run;
  const auto whole = std::count_if(run.days.begin(), run.days.end(), [](const BuiltDay& day) { return day.is_whole; });
  const std::string complete = run.last_complete ? FormatDay(*run.last_complete) : "";
  std::vector<Cell> row = {Cell::Text(app.app)};
  if (run.days.empty()) {
    row.insert(row.end(), {Cell::Number("0"), Cell::Number("0"), Cell::Null(), Cell::Null()});
  } else {
    row.insert(row.end(),
               {Cell::Number(FormatCount(run.days.size())), Cell::Number(FormatCount(static_cast<uint64_t>(whole))),
                Cell::Text(FormatDay(run.days.front().day)), Cell::Text(FormatDay(run.days.back().day))});
  }
  row.push_back(complete.empty() ? Cell::Null() : Cell::Text(complete));
  row.push_back(Cell::Text(FormatDuration(app.milliseconds)));
  if (has_failed) {
    std::string failed;
    for (const FailedModel& model : app.result.failed) failed += (failed.empty() ? "" : ", ") + model.model;
    row.push_back(Cell::Text(failed));
  }
  return row;
}

std::string RunJson(const AppModels& app) {
  const ModelRunResult& run = app.result.run;
  std::vector<std::string> days, failed, models;
  for (const BuiltDay& day : run.days) {
    days.push_back(JsonObject().Field("day", FormatDay(day.day)).Field("whole", day.is_whole).Finish());
  }
  for (const FailedModel& model : app.result.failed) {
    failed.push_back(JsonObject().Field("model", model.model).Field("error", model.error).Finish());
  }
  for (const ModelTime& model : run.times) {
    models.push_back(JsonObject().Field("model", model.model).Field("milliseconds", model.milliseconds).Finish());
  }
  return JsonObject()
      .Field("app", app.app)
      .Field("schema", app.schema)
      .Field("up_to_date", run.is_up_to_date)
      .Field("load_sequence", run.load_sequence)
      .FieldOrNull("last_complete_day", run.last_complete ? FormatDay(*run.last_complete) : "")
      .Json("days", JsonArray(days))
      .Json("failed", JsonArray(failed))
      .Json("caught_up", JsonTexts(app.result.caught_up))
      .Json("models", JsonArray(models))
      .Field("milliseconds", app.milliseconds)
      .Finish();
}

std::string ModelJson(const ModelFile& model) {
  std::vector<std::string> columns;
  columns.reserve(model.columns.size());
  for (const ModelColumn& column : model.columns) {
    columns.push_back(JsonObject()
                          .Field("name", column.name)
                          .Field("type", kModelTypeNames[static_cast<size_t>(column.type)])
                          .Field("required", column.is_required)
                          .Field("meaning", column.meaning)
                          .Finish());
  }
  return JsonObject()
      .Field("name", model.name)
      .Field("layer", model.layer)
      .Field("kind", kModelKindNames[static_cast<size_t>(model.kind)])
      .Field("meaning", model.meaning)
      .FieldOrNull("grain", model.grain)
      .Json("key", JsonTexts(model.key))
      .Field("refresh", kModelRefreshNames[static_cast<size_t>(model.refresh)])
      .FieldOrNull("look_back", model.look_back)
      .Json("depends", JsonTexts(model.depends))
      .Json("previous", JsonTexts(model.previous))
      .Json("columns", JsonArray(columns))
      .Finish();
}

}  // namespace

std::string RenderModelRuns(const std::vector<AppModels>& apps, bool is_dry_run, const TableStyle& style) {
  if (apps.empty()) return "no apps: nothing was loaded yet\n";
  const bool is_up_to_date = std::all_of(apps.begin(), apps.end(), [](const AppModels& app) {
    return app.result.run.is_up_to_date && app.result.caught_up.empty() && app.result.failed.empty();
  });
  if (is_up_to_date) return is_dry_run ? "nothing would be built\n" : "nothing to do: all models are up to date\n";
  std::vector<std::vector<Cell>> rows;
  rows.reserve(apps.size());
  const bool has_failed = std::ranges::any_of(apps, [](const AppModels& app) { return !app.result.failed.empty(); });
  for (const AppModels& app : apps) rows.push_back(RunRow(app, has_failed));
  std::vector<std::string> columns = {"app", "days", "whole", "from", "to", "complete to", "time"};
  if (has_failed) columns.emplace_back("failed");
  return std::string(is_dry_run ? "would build\n" : "") + RenderTable(columns, rows, style);
}

std::string ModelRunsJson(const std::vector<AppModels>& apps, bool is_dry_run) {
  std::vector<std::string> objects;
  objects.reserve(apps.size());
  for (const AppModels& app : apps) objects.push_back(RunJson(app));
  return JsonObject().Field("dry_run", is_dry_run).Json("apps", JsonArray(objects)).Finish();
}

std::string ModelsJson(const SqlModels& models) {
  std::vector<std::string> objects;
  objects.reserve(models.models().size());
  for (const ModelFile& model : models.models()) objects.push_back(ModelJson(model));
  return JsonObject().Field("dialect", NameOf(models.dialect())).Json("models", JsonArray(objects)).Finish();
}

}  // namespace millrace
