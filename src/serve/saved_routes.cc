// Routes of what people keep: saved analyses, boards and segments, and the runs and users of segments.
#include "explore/analysis_parts.h"
#include "explore/description_error.h"

#include "core/json_object.h"
#include "core/time.h"
#include "http/piece_source.h"
#include "http/problem.h"
#include "project/saved_console.h"
#include "serve/ask_warehouse.h"
#include "serve/call.h"
#include "serve/console.h"
#include "serve/topics.h"

namespace millrace {
namespace {

std::string DocumentJson(const ConsoleDocument& document, const std::optional<int64_t>& next_run) {
  JsonObject object;
  object.Field("id", document.id)
      .Field("title", document.title)
      .Json("body", document.body)
      .FieldOrNull("user", document.user)
      .Field("created_at", FormatInstant(document.created_ns))
      .Field("changed_at", FormatInstant(document.changed_ns))
      .Field("version", document.version);
  if (document.kind == DocumentKind::kSegment) {
    object.FieldOrNull("next_run", next_run ? FormatInstant(*next_run) : "");
  }
  return object.Finish();
}

std::vector<std::string> DocumentsJson(const Call& call, std::span<const ConsoleDocument> documents) {
  const auto next_runs = call.console.saved.NextRuns(documents);
  std::vector<std::string> objects;
  objects.reserve(documents.size());
  for (size_t i = 0; i < documents.size(); ++i) objects.push_back(DocumentJson(documents[i], next_runs[i]));
  return objects;
}

std::string RunJson(const SegmentRunStatus& status) {
  const SegmentRun& run = status.run;
  JsonObject object;
  object.Field("started_at", FormatInstant(run.started_ns))
      .FieldOrNull("finished_at", run.finished_ns == 0 ? "" : FormatInstant(run.finished_ns))
      .Field("state", kSegmentRunStateNames[static_cast<size_t>(status.state)])
      .Field("segment_size", run.segment_size)
      .Field("total_users", run.total_users);
  if (run.last_day == 0) {
    object.Json("last_day", "null");
  } else {
    object.Field("last_day", FormatDay(run.last_day));
  }
  return object.FieldOrNull("error", run.error).Finish();
}

[[noreturn]] void NoSuchDocument() {
  throw http::ProblemError(404, "there is no such document; it may have been removed", "id");
}

// `{"title":"…","body":{…}}`, of a change also `version`.
ConsoleDocument ReadDocument(const Call& call, DocumentKind kind, bool is_change) {
  return ReadDescription(call.request.body, [&](const JsonCursor& root) {
    JsonMembers members(root);
    ConsoleDocument document{.kind = kind, .app = call.arguments.Text("app")};
    document.title = members.Need("title").Text();
    document.body = members.Need("body").Json();
    if (is_change) {
      document.id = call.arguments.Text("id");
      document.version = members.Need("version").Integer(1, INT64_MAX);
    }
    members.Finish();
    document.user = call.caller.user;
    return document;
  });
}

http::Response SaveResponse(const Call& call, DocumentKind kind, bool is_change) {
  try {
    const ConsoleDocument kept = call.console.saved.Save(ReadDocument(call, kind, is_change));
    return http::JsonResponse(DocumentsJson(call, {&kept, 1}).front(), is_change ? 200 : 201);
  } catch (const DescriptionError& error) {
    throw http::ProblemError(400, error.what(), error.pointer());
  } catch (const DocumentConflict& error) {
    throw http::ProblemError(409, error.what());
  }
}

template <DocumentKind kKind>
http::Response ListSaved(const Call& call) {
  const auto documents = call.console.saved.List(call.arguments.Text("app"), kKind);
  return http::JsonResponse(JsonObject().Json("documents", JsonArray(DocumentsJson(call, documents))).Finish());
}

template <DocumentKind kKind>
http::Response GetSaved(const Call& call) {
  const auto found = call.console.saved.Find(call.arguments.Text("app"), kKind, call.arguments.Text("id"));
  if (!found) NoSuchDocument();
  return http::JsonResponse(DocumentsJson(call, {&*found, 1}).front());
}

template <DocumentKind kKind>
http::Response PostSaved(const Call& call) {
  return SaveResponse(call, kKind, false);
}

template <DocumentKind kKind>
http::Response PutSaved(const Call& call) {
  return SaveResponse(call, kKind, true);
}

template <DocumentKind kKind>
http::Response DeleteSaved(const Call& call) {
  if (!call.console.saved.Remove(call.arguments.Text("app"), kKind, call.arguments.Text("id"))) NoSuchDocument();
  return http::NoContent();
}

http::Response PostSegmentRun(const Call& call) {
  try {
    const auto run = call.console.segment_runs.Start(call.arguments.Text("app"), call.arguments.Text("id"));
    if (!run) NoSuchDocument();
    return http::JsonResponse(RunJson(*run), 202);
  } catch (const SegmentRunsBusy& error) {
    throw http::ProblemError({.status = 429, .detail = error.what(), .parameter = {}, .retry_after_s = 30});
  }
}

http::Response GetSegmentRuns(const Call& call) {
  std::vector<std::string> runs;
  for (const SegmentRunStatus& run :
       call.console.segment_runs.List(call.arguments.Text("app"), call.arguments.Text("id"))) {
    runs.push_back(RunJson(run));
  }
  return http::JsonResponse(JsonObject().Json("runs", JsonArray(runs)).Finish());
}

// The first piece is made before the answer begins, so that what goes wrong until then is told by its status.
class UserPieces : public http::PieceSource {
 public:
  explicit UserPieces(std::unique_ptr<UserExport> users) : users_(std::move(users)) {
    has_more_ = users_->Append(first_);
  }

  bool Append(std::string& piece) override {
    if (!first_.empty()) {
      piece += std::exchange(first_, {});
      return has_more_;
    }
    return users_->Append(piece);
  }

 private:
  const std::unique_ptr<UserExport> users_;
  std::string first_;
  bool has_more_;
};

http::Response GetSegmentUsers(const Call& call) {
  http::Response response;
  response.content_type = "text/csv; charset=utf-8";
  response.fields.Add("Content-Disposition", "attachment; filename=\"segment.csv\"");
  response.pieces = AskWarehouse([&]() -> std::shared_ptr<http::PieceSource> {
    try {
      auto users =
          call.console.saved.ExportUsers(call.arguments.Text("app"), call.arguments.Text("id"), call.request.stop);
      if (users == nullptr) NoSuchDocument();
      return std::make_shared<UserPieces>(std::move(users));
    } catch (const ExportsBusy& error) {
      throw http::ProblemError({.status = 429, .detail = error.what(), .parameter = {}, .retry_after_s = 30});
    } catch (const UserError& error) {
      throw http::ProblemError(400, error.what());
    }
  });
  return response;
}

const RouteParameter kSavedApp = {.name = "app", .place = ParameterPlace::kPath, .description = "Id of the app"};
const RouteParameter kSavedId = {.name = "id", .place = ParameterPlace::kPath, .description = "Id of the document"};

// Names of operations, in the order list, get, post, put, delete.
template <DocumentKind kKind>
void AddRoutes(std::vector<Route>& routes, std::string_view list_path, std::string_view document_path,
               const std::array<std::string_view, 5>& names) {
  constexpr std::string_view kOne = R"({"$ref":"#/components/schemas/Document"})";
  constexpr std::string_view kNew = R"({"$ref":"#/components/schemas/NewDocument"})";
  routes.push_back(
      {.method = "GET",
       .path = list_path,
       .name = names[0],
       .summary = "All of the app, by title",
       .scope = Scope::kRead,
       .parameters = {kSavedApp},
       .answer = {.description = "The documents", .schema = R"({"$ref":"#/components/schemas/Documents"})"},
       .handle = ListSaved<kKind>});
  routes.push_back({.method = "GET",
                    .path = document_path,
                    .name = names[1],
                    .summary = "One of them",
                    .scope = Scope::kRead,
                    .parameters = {kSavedApp, kSavedId},
                    .answer = {.description = "The document", .schema = kOne},
                    .handle = GetSaved<kKind>});
  routes.push_back({.method = "POST",
                    .path = list_path,
                    .name = names[2],
                    .summary = "Keep a new one",
                    .scope = Scope::kOperate,
                    .parameters = {kSavedApp},
                    .body_schema = kNew,
                    .answer = {.status = 201, .description = "As it is kept", .schema = kOne},
                    .handle = PostSaved<kKind>});
  routes.push_back({.method = "PUT",
                    .path = document_path,
                    .name = names[3],
                    .summary = "Change one, in the version that was read; 409 if somebody else has changed it since",
                    .scope = Scope::kOperate,
                    .parameters = {kSavedApp, kSavedId},
                    .body_schema = kNew,
                    .answer = {.description = "As it is kept", .schema = kOne},
                    .handle = PutSaved<kKind>});
  routes.push_back({.method = "DELETE",
                    .path = document_path,
                    .name = names[4],
                    .summary = "Remove one",
                    .scope = Scope::kOperate,
                    .parameters = {kSavedApp, kSavedId},
                    .answer = {.status = 204, .description = "Removed"},
                    .handle = DeleteSaved<kKind>});
}

void AddSegmentRoutes(std::vector<Route>& routes) {
  routes.push_back({.method = "POST",
                    .path = "/api/v1/apps/{app}/segments/{id}/runs",
                    .name = "runSegment",
                    .summary =
                        "Compute the users of a segment, and replace its rows in the warehouse: the run waits in a "
                        "queue, and its list has its state",
                    .scope = Scope::kOperate,
                    .parameters = {kSavedApp, kSavedId},
                    .answer = {.status = 202,
                               .description = "It waits or runs",
                               .schema = R"({"$ref":"#/components/schemas/SegmentRun"})"},
                    .handle = PostSegmentRun});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/apps/{app}/segments/{id}/runs",
                    .name = "listSegmentRuns",
                    .summary = "The runs of a segment, the newest first",
                    .scope = Scope::kRead,
                    .parameters = {kSavedApp, kSavedId},
                    .answer = {.description = "The runs",
                               .schema = R"({"type":"object","required":["runs"],"properties":{"runs":)"
                                         R"({"type":"array","items":{"$ref":"#/components/schemas/SegmentRun"}}}})"},
                    .handle = GetSegmentRuns});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/apps/{app}/segments/{id}/users",
                    .name = "getSegmentUsers",
                    .summary = "The users of a segment with their attributes, as CSV",
                    .scope = Scope::kRead,
                    .lane = http::Lane::kExport,
                    .parameters = {kSavedApp, kSavedId},
                    .answer = {.description = "One line for each device of a user", .other_types = {"text/csv"}},
                    .handle = GetSegmentUsers});
}

constexpr std::string_view kDocumentSchema =
    R"({"type":"object","required":["id","title","body","user","created_at","changed_at","version"],"properties":{)"
    R"("id":{"type":"string"},"title":{"type":"string"},"body":{"type":"object"},"user":{"type":["string","null"]},)"
    R"("created_at":{"type":"string","format":"date-time"},"changed_at":{"type":"string","format":"date-time"},)"
    R"("version":{"type":"integer"},"next_run":{"type":["string","null"],"format":"date-time",)"
    R"("description":"Of segments: when their schedule computes them next, by `millrace run`; null: never"}}})";
constexpr std::string_view kDocumentsSchema =
    R"({"type":"object","required":["documents"],"properties":{"documents":{"type":"array",)"
    R"("items":{"$ref":"#/components/schemas/Document"}}}})";
constexpr std::string_view kNewDocumentSchema =
    R"({"type":"object","required":["title","body"],"properties":{"title":{"type":"string"},"body":{"type":"object"},)"
    R"("version":{"type":"integer","description":"Of a change: the version that was read"}}})";
constexpr std::string_view kSegmentRunSchema =
    R"({"type":"object","required":["started_at","finished_at","state","segment_size","total_users","last_day","error"],)"
    R"("properties":{"started_at":{"type":"string","format":"date-time"},)"
    R"("finished_at":{"type":["string","null"],"format":"date-time"},)"
    R"("state":{"enum":["waiting","running","done","failed"]},)"
    R"("segment_size":{"type":"integer"},"total_users":{"type":"integer"},)"
    R"("last_day":{"type":["string","null"],"description":"That relative days end with; null: there are none"},)"
    R"("error":{"type":["string","null"]}}})";

}  // namespace

Topic SavedTopic() {
  std::vector<Route> routes;
  AddRoutes<DocumentKind::kAnalysis>(
      routes, "/api/v1/apps/{app}/saved-analyses", "/api/v1/apps/{app}/saved-analyses/{id}",
      {"listSavedAnalyses", "getSavedAnalysis", "saveAnalysis", "changeSavedAnalysis", "removeSavedAnalysis"});
  AddRoutes<DocumentKind::kBoard>(routes, "/api/v1/apps/{app}/boards", "/api/v1/apps/{app}/boards/{id}",
                                  {"listBoards", "getBoard", "saveBoard", "changeBoard", "removeBoard"});
  AddRoutes<DocumentKind::kSegment>(routes, "/api/v1/apps/{app}/segments", "/api/v1/apps/{app}/segments/{id}",
                                    {"listSegments", "getSegment", "saveSegment", "changeSegment", "removeSegment"});
  AddSegmentRoutes(routes);
  return {.name = "saved",
          .description = "Saved analyses, boards and segments",
          .routes = std::move(routes),
          .schemas = {{"Document", kDocumentSchema},
                      {"Documents", kDocumentsSchema},
                      {"NewDocument", kNewDocumentSchema},
                      {"SegmentRun", kSegmentRunSchema}}};
}

}  // namespace millrace
