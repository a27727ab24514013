// Routes of the session: who is asking, log in and log out.
#include <simdjson.h>

#include "core/json_object.h"
#include "http/problem.h"
#include "serve/call.h"
#include "serve/console.h"
#include "serve/session_cookie.h"
#include "serve/topics.h"

namespace millrace {
namespace {

constexpr std::string_view kSessionSchema =
    R"({"type":"object","required":["authentication","user","scopes","apps","version"],"properties":{)"
    R"("authentication":{"enum":["none","token","oidc"]},"user":{"type":["string","null"]},)"
    R"("scopes":{"type":"array","items":{"enum":["read","operate","admin"]}},)"
    R"("apps":{"type":["array","null"],"description":"Null: all","items":{"type":"string"}},)"
    R"("version":{"type":"string"}}})";

// Anybody may send one.
constexpr size_t kLongestLogIn = 4 << 10;
constexpr std::string_view kEndedSchema =
    R"({"type":"object","required":["continue_at"],"properties":{"continue_at":{"type":["string","null"]}}})";

http::Response GetSession(const Call& call) {
  std::vector<std::string> scopes;
  for (const Scope scope : {Scope::kRead, Scope::kOperate, Scope::kAdmin}) {
    if (call.caller.scope >= scope) scopes.emplace_back(ScopeName(scope));
  }
  return http::JsonResponse(JsonObject()
                                .Field("authentication", call.console.authentication.name())
                                .FieldOrNull("user", call.caller.user)
                                .Json("scopes", JsonTexts(scopes))
                                .Json("apps", call.caller.apps ? JsonTexts(*call.caller.apps) : "null")
                                .Field("version", MILLRACE_VERSION)
                                .Finish());
}

http::Response BeginSession(const Call& call) {
  simdjson::dom::parser parser;
  std::string_view token;
  if (parser.parse(call.request.body)["token"].get(token) != simdjson::SUCCESS) {
    throw http::ProblemError(400, R"(expected {"token":"…"})", "token");
  }
  // The page does not keep the token.
  http::Response response = http::NoContent();
  SetCookie(call.request, response, kSessionCookie, call.console.authentication.BeginSession(call.request, token));
  return response;
}

http::Response EndSession(const Call& call) {
  const std::string next = call.console.authentication.LogoutUrl(call.request);
  call.console.authentication.EndSession(call.request);
  http::Response response = http::JsonResponse(JsonObject().FieldOrNull("continue_at", next).Finish());
  RemoveCookie(call.request, response, kSessionCookie);
  return response;
}

}  // namespace

Topic SessionTopic() {
  return {
      .name = "session",
      .description = "Who is asking",
      .routes = {{.method = "GET",
                  .path = "/api/v1/session",
                  .name = "getSession",
                  .summary = "Who is asking, and what they may do",
                  .scope = Scope::kRead,
                  .lane = http::Lane::kInstant,
                  .answer = {.description = "The caller", .schema = R"({"$ref":"#/components/schemas/Session"})"},
                  .handle = GetSession},
                 {.method = "POST",
                  .path = "/api/v1/session",
                  .name = "beginSession",
                  .summary = "Log in: the answer sets a cookie that browsers send from now on",
                  .scope = Scope::kNone,
                  .body_schema = R"({"type":"object","required":["token"],"properties":{"token":{"type":"string"}}})",
                  .max_body_bytes = kLongestLogIn,
                  .answer = {.status = 204, .description = "Logged in"},
                  .handle = BeginSession},
                 {.method = "DELETE",
                  .path = "/api/v1/session",
                  .name = "endSession",
                  .summary = "Log out",
                  .scope = Scope::kRead,
                  .answer = {.description = "Logged out; where the browser goes to log out at the provider, too",
                             .schema = kEndedSchema},
                  .handle = EndSession}},
      .schemas = {{"Session", kSessionSchema}}};
}

}  // namespace millrace
