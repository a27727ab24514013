// Routes of the warehouse's state: lake files on their way into it, and its models by app and day.
#include <algorithm>

#include "core/json_object.h"
#include "core/time.h"
#include "project/warehouse_state.h"
#include "serve/ask_warehouse.h"
#include "serve/call.h"
#include "serve/console.h"
#include "serve/page.h"
#include "serve/topics.h"
#include "warehouse/ddl.h"

namespace millrace {
namespace {

std::string InstantOrEmpty(int64_t ns) {
  return ns > 0 ? FormatInstant(ns) : std::string();
}

std::string InstantOrEmpty(const std::optional<int64_t>& us) {
  return us ? FormatInstant(*us * 1000) : std::string();
}

std::string DayOrEmpty(const std::optional<int32_t>& day) {
  return day ? FormatDay(*day) : std::string();
}

std::string LoadItemJson(const LoadItem& item) {
  JsonObject object;
  object.Field("file", item.path)
      .Field("table", item.table)
      .Field("app", item.app)
      .Field("state", LoadStateName(item.state))
      .Field("given_up", item.state == LoadState::kFailed && item.attempts >= kLoadAttempts)
      .Field("bytes", item.bytes);
  if (item.rows < 0) {
    object.Json("rows", "null");
  } else {
    object.Field("rows", item.rows);
  }
  return object.Field("attempts", item.attempts)
      .FieldOrNull("error", item.error)
      .FieldOrNull("load_id", item.load_id)
      .Field("announced", FormatInstant(item.registered_ns))
      .FieldOrNull("loaded", item.state == LoadState::kLoaded ? InstantOrEmpty(item.finished_ns) : "")
      .Finish();
}

http::Response GetLoads(const Call& call) {
  LoadItemFilter filter;
  filter.table = call.arguments.TextOr("table", "");
  filter.app = call.arguments.TextOr("app", "");
  const std::string state = call.arguments.TextOr("state", "");
  for (int i = 0; i < kLoadStateCount; ++i) {
    if (LoadStateName(static_cast<LoadState>(i)) == state) filter.state = static_cast<LoadState>(i);
  }
  const LoadPage page = ListLoads(call.console.project, filter, static_cast<size_t>(call.arguments.Integer("offset")),
                                  static_cast<size_t>(call.arguments.Integer("limit")));
  JsonObject counts;
  for (int i = 0; i < kLoadStateCount; ++i) {
    counts.Field(LoadStateName(static_cast<LoadState>(i)), page.counts[static_cast<size_t>(i)]);
  }
  std::vector<std::string> items;
  items.reserve(page.items.size());
  for (const LoadItem& item : page.items) items.push_back(LoadItemJson(item));
  return http::JsonResponse(
      JsonObject().Field("total", page.total).Json("counts", counts.Finish()).Json("items", JsonArray(items)).Finish());
}

std::string_view NameOfState(ModelDayState state) {
  return kModelDayStateNames[static_cast<size_t>(state)];
}

std::string ModelStateJson(const ModelState& model) {
  return JsonObject()
      .Field("name", model.name)
      .Field("state", NameOfState(model.state))
      .FieldOrNull("last_run", InstantOrEmpty(model.refreshed_us))
      .Field("days", model.days)
      .Field("days_stale", model.days_stale)
      .Field("days_pending", model.days_pending)
      .Field("days_failed", model.days_failed)
      .FieldOrNull("error", model.error)
      .Finish();
}

std::string ModelDayJson(const ModelDay& day) {
  return JsonObject()
      .Field("day", FormatDay(day.day))
      .Field("state", NameOfState(day.state))
      .Field("complete", day.is_complete)
      .FieldOrNull("refreshed_at", InstantOrEmpty(day.refreshed_us))
      .Finish();
}

std::string ModelRunJson(const ModelRunRecord& run) {
  return JsonObject()
      .Field("id", run.id)
      .Field("manual", run.is_manual)
      .Field("full", run.is_full)
      .Field("started", FormatInstant(run.started_us * 1000))
      .Field("finished", FormatInstant(run.ended_us * 1000))
      .FieldOrNull("from", DayOrEmpty(run.first_day))
      .FieldOrNull("to", DayOrEmpty(run.last_day))
      .Field("days", run.days)
      .Finish();
}

template <typename Each, typename ToJson>
std::string ListJson(const std::vector<Each>& list, const ToJson& to_json) {
  std::vector<std::string> objects;
  objects.reserve(list.size());
  for (const Each& each : list) objects.push_back(to_json(each));
  return JsonArray(objects);
}

http::Response GetModels(const Call& call) {
  const auto apps = AskWarehouse([&] {
    return call.console.warehouse.Models([&](const std::string& app) { return call.caller.MaySee(app); },
                                         call.arguments.Integer("days"), call.request.stop);
  });
  const std::string json = ListJson(apps, [](const AppModelState& app) {
    return JsonObject()
        .Field("app", app.app)
        .FieldOrNull("last_complete_day", DayOrEmpty(app.last_complete_day))
        .Json("models", ListJson(app.models, ModelStateJson))
        .Json("days", ListJson(app.days, ModelDayJson))
        .Json("runs", ListJson(app.runs, ModelRunJson))
        .Finish();
  });
  return http::JsonResponse(JsonObject().Json("apps", json).Finish());
}

std::string SchemaObjectJson(const SchemaObjectStatus& object) {
  std::string actions;
  for (const SchemaAction action : object.actions) {
    actions.append(actions.empty() ? "" : ", ").append(kSchemaActionNames[static_cast<size_t>(action)]);
  }
  return JsonObject()
      .Field("name", object.name)
      .Field("kind", kSchemaObjectKindNames[static_cast<size_t>(object.kind)])
      .FieldOrNull("version", object.version)
      .Field("state", kSchemaObjectStateNames[static_cast<size_t>(object.state)])
      .FieldOrNull("action", actions)
      .FieldOrNull("reason", object.reason)
      .FieldOrNull("error", object.error)
      .Finish();
}

http::Response GetSchemas(const Call& call) {
  const auto apps = AskWarehouse([&] {
    return call.console.warehouse.Schemas([&](const std::string& app) { return call.caller.MaySee(app); },
                                          call.request.stop);
  });
  const std::string json = ListJson(apps, [](const AppSchemaState& app) {
    return JsonObject()
        .Field("app", app.app)
        .Field("schema", app.schema)
        .Field("exists", app.exists)
        .FieldOrNull("problem", app.problem)
        .Json("objects", ListJson(app.objects, SchemaObjectJson))
        .Finish();
  });
  return http::JsonResponse(JsonObject().Json("apps", json).Finish());
}

constexpr std::string_view kLoadsSchema =
    R"({"type":"object","required":["total","counts","items"],"properties":{)"
    R"("total":{"type":"integer","description":"Files that match, of all pages"},)"
    R"("counts":{"type":"object","description":"Files in each state, of this table and app",)"
    R"("required":["new","claimed","loaded","failed","unknown_app"],"properties":{"new":{"type":"integer"},)"
    R"("claimed":{"type":"integer"},"loaded":{"type":"integer"},"failed":{"type":"integer"},)"
    R"("unknown_app":{"type":"integer"}}},)"
    R"("items":{"type":"array","items":{"$ref":"#/components/schemas/LoadItem"}}}})";
constexpr std::string_view kLoadItemSchema =
    R"({"type":"object","required":["file","table","app","state","given_up","bytes","rows","attempts","error",)"
    R"("load_id","announced","loaded"],"properties":{)"
    R"("file":{"type":"string","description":"Below the lake"},"table":{"type":"string"},"app":{"type":"string"},)"
    R"("state":{"enum":["new","claimed","loaded","failed","unknown_app"]},)"
    R"("given_up":{"type":"boolean","description":"Failed too often: it is tried again when somebody asks for it"},)"
    R"("bytes":{"type":"integer"},"rows":{"type":["integer","null"],"description":"Null: unknown"},)"
    R"("attempts":{"type":"integer","description":"That failed because of this file"},)"
    R"("error":{"type":["string","null"],"description":"Of the newest failure"},)"
    R"("load_id":{"type":["string","null"],"description":"The batch that has it"},)"
    R"("announced":{"type":"string","format":"date-time"},)"
    R"("loaded":{"type":["string","null"],"format":"date-time"}}})";
constexpr std::string_view kModelsSchema =
    R"({"type":"object","required":["apps"],"properties":{"apps":{"type":"array","items":{)"
    R"("$ref":"#/components/schemas/AppModels"}}}})";
constexpr std::string_view kAppModelsSchema =
    R"({"type":"object","required":["app","last_complete_day","models","days","runs"],"properties":{)"
    R"("app":{"type":"string"},"last_complete_day":{"type":["string","null"],"format":"date"},)"
    R"("models":{"type":"array","items":{"$ref":"#/components/schemas/ModelState"}},)"
    R"("days":{"type":"array","description":"Local days, the newest first",)"
    R"("items":{"$ref":"#/components/schemas/ModelDay"}},)"
    R"("runs":{"type":"array","description":"The newest first","items":{"$ref":"#/components/schemas/ModelRun"}}}})";
constexpr std::string_view kSchemasSchema =
    R"({"type":"object","required":["apps"],"properties":{"apps":{"type":"array","items":{"type":"object",)"
    R"("required":["app","schema","exists","problem","objects"],"properties":{"app":{"type":"string"},)"
    R"("schema":{"type":"string"},"exists":{"type":"boolean"},"problem":{"type":["string","null"],)"
    R"("description":"Why it cannot be brought to what is wanted; then there are no objects"},)"
    R"("objects":{"type":"array","items":{"$ref":"#/components/schemas/SchemaObject"}}}}}}})";
constexpr std::string_view kSchemaObjectSchema =
    R"({"type":"object","required":["name","kind","version","state","action","reason","error"],"properties":{)"
    R"("name":{"type":"string"},"kind":{"enum":["table","function","view"]},)"
    R"("version":{"type":["string","null"],"description":"Hash of its definition in the warehouse"},)"
    R"("state":{"enum":["current","missing","changed","extra"]},"action":{"type":["string","null"],)"
    R"("description":"What the next change of the schema does: create, alter, replace, rebuild, drop or grant; or two )"
    R"(of them"},"reason":{"type":["string","null"]},)"
    R"("error":{"type":["string","null"],"description":"Of the last change, if it failed"}}})";
constexpr std::string_view kModelDayStateSchema =
    R"({"enum":["current","touched","stale","pending","failed"],"description":"The worst. Touched: a load has changed )"
    R"(something since the last run. Stale: it changed after the look-back, and is built only when asked for. Pending: )"
    R"(the next run builds it. Failed: the next run tries it again"})";
constexpr std::string_view kModelStateSchema =
    R"({"type":"object","required":["name","state","last_run","days","days_stale","days_pending","days_failed",)"
    R"("error"],"properties":{"name":{"type":"string"},"state":{"$ref":"#/components/schemas/ModelDayState"},)"
    R"("last_run":{"type":["string","null"],"format":"date-time","description":"That built a day of it"},)"
    R"("days":{"type":"integer"},"days_stale":{"type":"integer"},"days_pending":{"type":"integer"},"days_failed":{"type":"integer"},)"
    R"("error":{"type":["string","null"],"description":"Of one of the failed days"}}})";
constexpr std::string_view kModelDaySchema =
    R"({"type":"object","required":["day","state","complete","refreshed_at"],"properties":{)"
    R"("day":{"type":"string","format":"date"},"state":{"$ref":"#/components/schemas/ModelDayState"},)"
    R"("complete":{"type":"boolean","description":"The data reach its end"},)"
    R"("refreshed_at":{"type":["string","null"],"format":"date-time","description":"Null: never built"}}})";
constexpr std::string_view kModelRunSchema =
    R"({"type":"object","required":["id","manual","full","started","finished","from","to","days"],"properties":{)"
    R"("id":{"type":"string"},"manual":{"type":"boolean","description":"Started by a person"},)"
    R"("full":{"type":"boolean","description":"Everything was built again"},)"
    R"("started":{"type":"string","format":"date-time"},"finished":{"type":"string","format":"date-time"},)"
    R"("from":{"type":["string","null"],"format":"date"},"to":{"type":["string","null"],"format":"date"},)"
    R"("days":{"type":"integer","description":"That were built, also for some users only"}}})";

}  // namespace

Topic WarehouseTopic() {
  std::vector<std::string_view> states, tables;
  for (int i = 0; i < kLoadStateCount; ++i) states.push_back(LoadStateName(static_cast<LoadState>(i)));
  for (const TableId table : kLoadedTables) tables.push_back(TableOf(table).name);
  return {
      .name = "warehouse",
      .description = "What has come into the warehouse, and how current its models are",
      .routes = {{.method = "GET",
                  .path = "/api/v1/loads",
                  .name = "getLoads",
                  .summary = "Lake files on their way into the warehouse, the newest first",
                  .needs_all_apps = true,
                  .parameters = {{.name = "state", .description = "Only files in this state", .choices = states},
                                 {.name = "table", .description = "Only files of this table", .choices = tables},
                                 {.name = "app", .description = "Only files of this app"},
                                 kOffsetParameter,
                                 kLimitParameter},
                  .answer = {.description = "A page of files", .schema = R"({"$ref":"#/components/schemas/Loads"})"},
                  .handle = GetLoads},
                 {.method = "GET",
                  .path = "/api/v1/models",
                  .name = "getModels",
                  .summary = "How current the models of each app are, by model and by day, and their last runs",
                  .parameters = {{.name = "days",
                                  .type = ParameterType::kInteger,
                                  .description = "Most days of an app",
                                  .default_value = "42",
                                  .least = 1,
                                  .greatest = 400}},
                  .answer = {.description = "The apps that the caller may see",
                             .schema = R"({"$ref":"#/components/schemas/Models"})"},
                  .handle = GetModels},
                 {.method = "GET",
                  .path = "/api/v1/schema",
                  .name = "getSchemas",
                  .summary = "The tables, views and functions of each app, and what the next change of its schema does",
                  .answer = {.description = "The apps that the caller may see",
                             .schema = R"({"$ref":"#/components/schemas/Schemas"})"},
                  .handle = GetSchemas}},
      .schemas = {{"Loads", kLoadsSchema},
                  {"LoadItem", kLoadItemSchema},
                  {"Models", kModelsSchema},
                  {"AppModels", kAppModelsSchema},
                  {"ModelDayState", kModelDayStateSchema},
                  {"ModelState", kModelStateSchema},
                  {"ModelDay", kModelDaySchema},
                  {"ModelRun", kModelRunSchema},
                  {"Schemas", kSchemasSchema},
                  {"SchemaObject", kSchemaObjectSchema}}};
}

}  // namespace millrace
