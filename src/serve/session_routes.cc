// Routes of the session: who is asking, log in and log out.
#include <simdjson.h>

#include "core/json_object.h"
#include "http/problem.h"
#include "serve/call.h"
#include "serve/console.h"
#include "serve/topics.h"

namespace millrace {
namespace {

constexpr std::string_view kSessionSchema =
    R"({"type":"object","required":["authentication","user","scopes","apps","version"],"properties":{)"
    R"("authentication":{"enum":["none","token"]},"user":{"type":["string","null"]},)"
    R"("scopes":{"type":"array","items":{"enum":["read","operate","admin"]}},)"
    R"("apps":{"type":["array","null"],"description":"Null: all","items":{"type":"string"}},)"
    R"("version":{"type":"string"}}})";

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

// The page never keeps the token: scripts cannot read the cookie, and other sites cannot make a browser send it.
http::Response SessionCookie(const http::Request& request, const std::string& value) {
  http::Response response = http::NoContent();
  response.fields.Add("Set-Cookie", "millrace_session=" + value + "; Path=/; HttpOnly; SameSite=Strict" +
                                        (request.is_secure ? "; Secure" : "") + (value.empty() ? "; Max-Age=0" : ""));
  return response;
}

http::Response BeginSession(const Call& call) {
  simdjson::dom::parser parser;
  std::string_view token;
  if (parser.parse(call.request.body)["token"].get(token) != simdjson::SUCCESS) {
    throw http::ProblemError(400, R"(expected {"token":"…"})", "token");
  }
  return SessionCookie(call.request, call.console.authentication.BeginSession(call.request, token));
}

http::Response EndSession(const Call& call) {
  call.console.authentication.EndSession(call.request);
  return SessionCookie(call.request, "");
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
                  .answer = {.status = 204, .description = "Logged in"},
                  .handle = BeginSession},
                 {.method = "DELETE",
                  .path = "/api/v1/session",
                  .name = "endSession",
                  .summary = "Log out",
                  .scope = Scope::kRead,
                  .answer = {.status = 204, .description = "Logged out"},
                  .handle = EndSession}},
      .schemas = {{"Session", kSessionSchema}}};
}

}  // namespace millrace
