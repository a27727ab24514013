// Routes of raw files: those that no job has read, and the retry of those that failed.
#include "explore/analysis_parts.h"

#include "project/folder_listing.h"
#include "project/run_service.h"
#include "serve/call.h"
#include "serve/console.h"
#include "serve/operation_json.h"
#include "serve/page.h"
#include "serve/topics.h"

namespace millrace {
namespace {

constexpr size_t kMostFilesRetried = 1000;

std::string RawFileJson(const RawFileStatus& file) {
  return JsonObject()
      .Field("path", file.path)
      .Field("bytes", file.bytes)
      .Json("modified", InstantJson(file.modified_ns))
      .Field("state", RawFileStateName(file.state))
      .FieldOrNull("reason", file.reason)
      .Field("attempts", file.attempts)
      .Finish();
}

http::Response GetFiles(const Call& call) {
  const auto listing = call.console.listings.Newest(call.request.stop);
  const std::string asked = call.arguments.TextOr("state", "");
  const PageRange page = PageOf(call);
  uint64_t total = 0;
  std::vector<std::string> files;
  for (size_t state = 0; state < kRawFileStates; ++state) {
    if (!asked.empty() && asked != RawFileStateName(static_cast<RawFileState>(state))) continue;
    for (const RawFileStatus& file : listing->files[state]) {
      if (total >= page.offset && files.size() < page.limit) files.push_back(RawFileJson(file));
      ++total;
    }
  }
  return http::JsonResponse(JsonObject()
                                .Field("total", total)
                                .Json("listed_at", InstantJson(listing->listed_ns))
                                .Json("files", JsonArray(files))
                                .Finish());
}

http::Response RetryFiles(const Call& call) {
  const auto names = ReadDescription(call.request.body, [](const JsonCursor& root) {
    JsonMembers members(root);
    std::vector<std::string> files;
    for (const JsonCursor& each : members.Need("files").Items(1, kMostFilesRetried)) files.push_back(each.Text());
    members.Finish();
    return files;
  });
  const std::vector<std::string> freed = FreeFailingFiles(call.console.project, names);
  call.console.listings.Forget();
  return http::JsonResponse(JsonObject().Json("freed", JsonTexts(freed)).Finish());
}

constexpr std::string_view kRawFilesSchema =
    R"({"type":"object","required":["total","listed_at","files"],"properties":{)"
    R"("total":{"type":"integer","description":"Of each state at most 10,000, of left_out 1000; )"
    R"(the overview counts all"},)"
    R"("listed_at":{"type":"string","format":"date-time"},"files":{"type":"array","items":{"type":"object",)"
    R"("required":["path","bytes","modified","state","reason","attempts"],"properties":{)"
    R"("path":{"type":"string","description":"Below the raw folder"},"bytes":{"type":"integer"},)"
    R"("modified":{"type":["string","null"],"format":"date-time"},)"
    R"("state":{"enum":["new","settling","left_out","changed","failing","quarantined"]},)"
    R"("reason":{"type":["string","null"]},"attempts":{"type":"integer","description":"That failed"}}}}}})";

}  // namespace

Topic FileTopic() {
  return {
      .name = "files",
      .description = "Raw files that no job has read",
      .routes = {{.method = "GET",
                  .path = "/api/v1/files",
                  .name = "listFiles",
                  .summary = "Raw files that no job has read, as the newest listing found them",
                  .needs_all_apps = true,
                  .parameters = {{.name = "state",
                                  .description = "Only in this state",
                                  .choices = {"new", "settling", "left_out", "changed", "failing", "quarantined"}},
                                 kOffsetParameter,
                                 kLimitParameter},
                  .answer = {.description = "A page of files", .schema = R"({"$ref":"#/components/schemas/RawFiles"})"},
                  .handle = GetFiles},
                 {.method = "POST",
                  .path = "/api/v1/files/retry",
                  .name = "retryFiles",
                  .summary = "Let the next run try files again that runs failed to read",
                  .scope = Scope::kOperate,
                  .needs_all_apps = true,
                  .body_schema = R"({"type":"object","required":["files"],"properties":{"files":{"type":"array",)"
                                 R"("minItems":1,"maxItems":1000,"items":{"type":"string"}}}})",
                  .answer = {.description = "Their paths below the raw folder",
                             .schema = R"({"type":"object","required":["freed"],"properties":{)"
                                       R"("freed":{"type":"array","items":{"type":"string"}}}})"},
                  .handle = RetryFiles}},
      .schemas = {{"RawFiles", kRawFilesSchema}}};
}

}  // namespace millrace
