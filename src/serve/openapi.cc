#include "serve/openapi.h"

#include <vector>

#include "core/json_object.h"
#include "core/letter_case.h"
#include "http/problem.h"

namespace millrace {
namespace {

constexpr std::string_view kProblemSchema =
    R"({"type":"object","description":"A problem document of RFC 9457","required":["type","title","status","detail"],)"
    R"("properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},)"
    R"("detail":{"type":"string","description":"A sentence that says what to do"},)"
    R"("parameter":{"type":"string","description":"The parameter that is wrong"}}})";

std::string ParameterSchema(const RouteParameter& parameter) {
  JsonObject schema;
  switch (parameter.type) {
    case ParameterType::kText:
      schema.Field("type", "string");
      break;
    case ParameterType::kInteger:
      schema.Field("type", "integer").Field("minimum", parameter.least).Field("maximum", parameter.greatest);
      break;
    case ParameterType::kBoolean:
      schema.Field("type", "boolean");
      break;
    case ParameterType::kDay:
      schema.Field("type", "string").Field("format", "date");
      break;
    case ParameterType::kInstant:
      schema.Field("type", "string").Field("format", "date-time");
      break;
    case ParameterType::kDuration:
      schema.Field("type", "string").Field("pattern", "^([0-9]+(ms|[wdhms]) ?)+$");
      break;
  }
  if (!parameter.choices.empty()) {
    schema.Json("enum", JsonTexts({parameter.choices.begin(), parameter.choices.end()}));
  }
  if (!parameter.default_value.empty()) {
    const bool is_text = parameter.type != ParameterType::kInteger && parameter.type != ParameterType::kBoolean;
    if (is_text) {
      schema.Field("default", parameter.default_value);
    } else {
      schema.Json("default", parameter.default_value);
    }
  }
  std::string text = schema.Finish();
  if (!parameter.may_repeat) return text;
  return JsonObject().Field("type", "array").Json("items", text).Finish();
}

std::string ParametersOf(const Route& route) {
  std::vector<std::string> parameters;
  for (const RouteParameter& each : route.parameters) {
    const bool in_path = each.place == ParameterPlace::kPath;
    JsonObject json;
    json.Field("name", each.name)
        .Field("in", in_path ? "path" : "query")
        .Field("required", in_path || each.is_required)
        .Field("description", each.description)
        .Json("schema", ParameterSchema(each));
    parameters.push_back(json.Finish());
  }
  if (!route.open_parameters.empty()) {
    parameters.push_back(JsonObject()
                             .Field("name", "others")
                             .Field("in", "query")
                             .Field("required", false)
                             .Field("style", "form")
                             .Field("explode", true)
                             .Field("description", route.open_parameters)
                             .Json("schema", R"({"type":"object","additionalProperties":{"type":"string"}})")
                             .Finish());
  }
  return JsonArray(parameters);
}

std::string AnswersOf(const Route& route) {
  JsonObject content;
  if (!route.answer.schema.empty()) {
    content.Json("application/json", JsonObject().Json("schema", route.answer.schema).Finish());
  }
  for (const std::string_view type : route.answer.other_types) content.Json(type, "{}");
  JsonObject answer;
  answer.Field("description", route.answer.description);
  if (!route.answer.schema.empty() || !route.answer.other_types.empty()) answer.Json("content", content.Finish());
  return JsonObject()
      .Json(std::to_string(route.answer.status), answer.Finish())
      .Json("default", R"({"$ref":"#/components/responses/Problem"})")
      .Finish();
}

std::string OperationOf(const Topic& topic, const Route& route) {
  JsonObject json;
  json.Json("tags", JsonTexts({std::string(topic.name)}))
      .Field("operationId", route.name)
      .Field("summary", route.summary)
      .Json("parameters", ParametersOf(route));
  if (!route.body_schema.empty()) {
    JsonObject content;
    content.Json("application/json", JsonObject().Json("schema", route.body_schema).Finish());
    if (route.takes_text) content.Json("text/plain", "{}");
    json.Json("requestBody", JsonObject().Field("required", true).Json("content", content.Finish()).Finish());
  }
  json.Json("responses", AnswersOf(route));
  if (route.scope == Scope::kNone) {
    json.Json("security", "[]");
  } else {
    json.Field("x-scope", ScopeName(route.scope));
  }
  return json.Finish();
}

std::string PathsOf(std::span<const Topic> topics) {
  std::vector<std::string_view> paths;
  for (const Topic& topic : topics) {
    for (const Route& route : topic.routes) {
      if (std::ranges::find(paths, route.path) == paths.end()) paths.push_back(route.path);
    }
  }
  JsonObject json;
  for (const std::string_view path : paths) {
    JsonObject methods;
    for (const Topic& topic : topics) {
      for (const Route& route : topic.routes) {
        if (route.path != path) continue;
        std::string method(route.method);
        for (char& c : method) c = LowerAscii(c);
        methods.Json(method, OperationOf(topic, route));
      }
    }
    json.Json(path, methods.Finish());
  }
  return json.Finish();
}

std::string ComponentsOf(std::span<const Topic> topics) {
  JsonObject schemas;
  schemas.Json("Problem", kProblemSchema);
  for (const Topic& topic : topics) {
    for (const NamedSchema& each : topic.schemas) schemas.Json(each.name, each.schema);
  }
  return JsonObject()
      .Json("schemas", schemas.Finish())
      .Json("responses", R"({"Problem":{"description":"The request failed","content":{"application/problem+json":)"
                         R"({"schema":{"$ref":"#/components/schemas/Problem"}}}}})")
      .Json("securitySchemes",
            R"({"token":{"type":"http","scheme":"bearer","description":"A token of `millrace token create`"},)"
            R"("session":{"type":"apiKey","in":"cookie","name":"millrace_session",)"
            R"("description":"Over TLS __Host-millrace_session"}})")
      .Finish();
}

}  // namespace

std::string OpenApiDocument(std::span<const Topic> topics) {
  std::vector<std::string> tags;
  for (const Topic& topic : topics) {
    tags.push_back(JsonObject().Field("name", topic.name).Field("description", topic.description).Finish());
  }
  return JsonObject()
      .Field("openapi", "3.1.0")
      .Json("info",
            JsonObject()
                .Field("title", "Millrace")
                .Field("version", MILLRACE_VERSION)
                .Field("description", "Times are ISO 8601 in UTC, days are YYYY-MM-DD, errors are problem documents.")
                .Finish())
      .Json("servers", R"([{"url":"/"}])")
      .Json("security", R"([{"token":[]},{"session":[]}])")
      .Json("tags", JsonArray(tags))
      .Json("paths", PathsOf(topics))
      .Json("components", ComponentsOf(topics))
      .Finish();
}

}  // namespace millrace
