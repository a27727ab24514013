// Routes of metadata: which events, parameters and attributes an app has, and what people say of them.
#include "explore/analysis_parts.h"
#include "explore/description_error.h"

#include "core/json_object.h"
#include "core/time.h"
#include "http/problem.h"
#include "project/app_metadata.h"
#include "project/metadata_details.h"
#include "serve/call.h"
#include "serve/console.h"
#include "serve/page.h"
#include "serve/topics.h"

namespace millrace {
namespace {

MetadataKind KindOf(std::string_view name) {
  return static_cast<MetadataKind>(std::ranges::find(kMetadataKindNames, name) - kMetadataKindNames.begin());
}

http::Response GetMetadata(const Call& call) {
  const MetadataFilter filter{.kind = KindOf(call.arguments.Text("kind")),
                              .app = call.arguments.Text("app"),
                              .search = call.arguments.TextOr("search", "")};
  const MetadataPage page =
      SearchMetadata(call.console.project, filter, static_cast<size_t>(call.arguments.Integer("offset")),
                     static_cast<size_t>(call.arguments.Integer("limit")));
  std::vector<std::string> entries;
  entries.reserve(page.names.size());
  for (const MetadataName& name : page.names) entries.push_back(MetadataNameJson(name, /*is_brief=*/true));
  return http::JsonResponse(JsonObject()
                                .Field("total", page.total)
                                .FieldOrNull("scanned_at", page.scanned_ns ? FormatInstant(*page.scanned_ns) : "")
                                .Json("entries", JsonArray(entries))
                                .Finish());
}

// Of the name in the path; 404 if no scan has found it.
std::vector<MetadataName> NamesOfCall(const Call& call, MetadataKind kind) {
  auto names = FindMetadata(call.console.project, kind, call.arguments.Text("app"), call.arguments.Text("name"));
  if (names.empty()) throw http::ProblemError(404, "no scan of the app has found this name", "name");
  return names;
}

http::Response GetMetadataName(const Call& call) {
  const MetadataKind kind = KindOf(call.arguments.Text("kind"));
  return http::JsonResponse(MetadataNamesJson(NamesOfCall(call, kind), kind));
}

http::Response PutMetadataName(const Call& call) {
  const MetadataKind kind = KindOf(call.arguments.Text("kind"));
  NamesOfCall(call, kind);
  try {
    const auto description = ReadDescription(call.request.body, [](const JsonCursor& root) {
      JsonMembers members(root);
      std::string text = members.Need("description").Text(/*may_be_empty=*/true);
      members.Finish();
      return text;
    });
    DescribeMetadata(call.console.project, kind, call.arguments.Text("name"), {call.arguments.Text("app")},
                     description);
  } catch (const DescriptionError& error) {
    throw http::ProblemError(400, error.what(), error.pointer());
  }
  return http::JsonResponse(MetadataNamesJson(NamesOfCall(call, kind), kind));
}

constexpr std::string_view kMetadataPageSchema =
    R"({"type":"object","required":["total","scanned_at","entries"],"properties":{)"
    R"("total":{"type":"integer","description":"Names that match, of all pages"},)"
    R"("scanned_at":{"type":["string","null"],"format":"date-time","description":"Null: the app was not scanned yet"},)"
    R"("entries":{"type":"array","items":{"$ref":"#/components/schemas/MetadataEntry"}}}})";
constexpr std::string_view kMetadataEntrySchema =
    R"({"type":"object","required":["app","category","name","description","count","latest_count","first_day",)"
    R"("last_day","drifts","types","platforms"],"properties":{"app":{"type":"string"},)"
    R"("category":{"type":["string","null"],"description":"Group of properties; null for events"},)"
    R"("name":{"type":"string"},"description":{"type":["string","null"],"description":"What people say of it"},)"
    R"("count":{"type":"integer","description":"Events, rows, or users that have it"},)"
    R"("latest_count":{"type":"integer","description":"Of an event: on its last day"},)"
    R"("first_day":{"type":["string","null"],"format":"date"},"last_day":{"type":["string","null"],"format":"date"},)"
    R"("drifts":{"type":"boolean","description":"It came with several types"},)"
    R"("types":{"type":"array","description":"The usual one first","items":{)"
    R"("$ref":"#/components/schemas/MetadataType"}},"platforms":{"type":"array","items":{"type":"string"}}}})";
constexpr std::string_view kMetadataTypeSchema =
    R"({"type":"object","required":["type","count","first_day","last_day"],"properties":{)"
    R"("type":{"type":["string","null"]},"count":{"type":"integer"},)"
    R"("first_day":{"type":["string","null"],"format":"date"},"last_day":{"type":["string","null"],"format":"date"}}})";
constexpr std::string_view kMetadataNamesSchema =
    R"({"type":"object","required":["kind","names"],"properties":{"kind":{"enum":["events","parameters","attributes"]},)"
    R"("names":{"type":"array","description":"One for each category that has the name; not empty","items":{"allOf":[)"
    R"({"$ref":"#/components/schemas/MetadataEntry"},{"type":"object",)"
    R"("required":["sdk_names","sdk_versions","related","values"],"properties":{)"
    R"("sdk_names":{"type":"array","items":{"type":"string"}},)"
    R"("sdk_versions":{"type":"array","items":{"type":"string"}},)"
    R"("related":{"type":"array","description":"Of an event: its parameters; of a parameter: its events",)"
    R"("items":{"type":"string"}},"values":{"type":"array","description":"The most frequent first",)"
    R"("items":{"$ref":"#/components/schemas/MetadataValue"}}}}]}}}})";
constexpr std::string_view kMetadataValueSchema =
    R"({"type":"object","required":["value","type","count","truncated"],"properties":{"value":{"type":"string"},)"
    R"("type":{"type":["string","null"]},"count":{"type":"integer"},)"
    R"("truncated":{"type":"boolean","description":"A value that is counted here was longer"}}})";

}  // namespace

Topic MetadataTopic() {
  const RouteParameter app = {.name = "app", .place = ParameterPlace::kPath, .description = "Id of the app"};
  const RouteParameter kind = {.name = "kind",
                               .place = ParameterPlace::kPath,
                               .description = "What kind of name it is",
                               .choices = {kMetadataKindNames.begin(), kMetadataKindNames.end()}};
  const RouteParameter name = {.name = "name", .place = ParameterPlace::kPath, .description = "The name"};
  const RouteAnswer names = {.description = "All that is known of the name",
                             .schema = R"({"$ref":"#/components/schemas/MetadataNames"})"};
  return {.name = "metadata",
          .description = "Events, parameters and user attributes of an app, and their descriptions",
          .routes = {{.method = "GET",
                      .path = "/api/v1/apps/{app}/metadata/{kind}",
                      .name = "getMetadata",
                      .summary = "Names of a kind that the newest scan has found, the most frequent first",
                      .parameters = {app,
                                     kind,
                                     {.name = "search", .description = "Part of the name or of the description"},
                                     kOffsetParameter,
                                     kLimitParameter},
                      .answer = {.description = "A page of names",
                                 .schema = R"({"$ref":"#/components/schemas/MetadataPage"})"},
                      .handle = GetMetadata},
                     {.method = "GET",
                      .path = "/api/v1/apps/{app}/metadata/{kind}/{name}",
                      .name = "getMetadataName",
                      .summary = "One name with its types, values and related names",
                      .parameters = {app, kind, name},
                      .answer = names,
                      .handle = GetMetadataName},
                     {.method = "PUT",
                      .path = "/api/v1/apps/{app}/metadata/{kind}/{name}",
                      .name = "describeMetadataName",
                      .summary = "Change what people say of a name; an empty text removes it",
                      .scope = Scope::kOperate,
                      .parameters = {app, kind, name},
                      .body_schema = R"({"type":"object","required":["description"],"properties":{"description":)"
                                     R"({"type":"string","maxLength":1024}}})",
                      .answer = names,
                      .handle = PutMetadataName}},
          .schemas = {{"MetadataPage", kMetadataPageSchema},
                      {"MetadataEntry", kMetadataEntrySchema},
                      {"MetadataType", kMetadataTypeSchema},
                      {"MetadataNames", kMetadataNamesSchema},
                      {"MetadataValue", kMetadataValueSchema}}};
}

}  // namespace millrace
