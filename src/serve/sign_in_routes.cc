// Routes of signing in at a provider. The second and the third are pages that the browser is sent through, so it is
// redirected to the console with a code of what went wrong; programs get a problem document.
#include <algorithm>

#include "oidc/sign_in_error.h"

#include "core/json_object.h"
#include "http/problem.h"
#include "serve/call.h"
#include "serve/console.h"
#include "serve/oidc_authentication.h"
#include "serve/session_cookie.h"
#include "serve/topics.h"

namespace millrace {
namespace {

constexpr std::string_view kSignInSchema =
    R"({"type":"object","required":["methods","provider"],"properties":{)"
    R"("methods":{"type":"array","items":{"enum":["oidc","token"]}},)"
    R"("provider":{"type":["string","null"],"description":"The provider's issuer"}}})";

http::Response GetSignIn(const Call& call) {
  Authentication& authentication = call.console.authentication;
  std::vector<std::string> methods;
  if (authentication.provider() != nullptr) methods.emplace_back("oidc");
  if (authentication.name() != "none") methods.emplace_back("token");
  return http::JsonResponse(
      JsonObject()
          .Json("methods", JsonTexts(methods))
          .FieldOrNull("provider", authentication.provider() == nullptr ? "" : authentication.provider()->issuer())
          .Finish());
}

// A path of the console, as an address has it: nothing that a browser takes for another host, and no route of the API.
bool IsPageOfConsole(std::string_view path) {
  return path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/api/") &&
         std::ranges::all_of(path, [](char c) { return c > ' ' && c < 0x7f && c != '\\'; });
}

OidcAuthentication& ProviderOf(const Call& call) {
  OidcAuthentication* const provider = call.console.authentication.provider();
  if (provider == nullptr) throw http::ProblemError(404, "people do not sign in at a provider here");
  return *provider;
}

http::Response RedirectTo(const std::string& address) {
  http::Response response;
  response.status = 303;
  response.fields.Add("Location", address);
  return response;
}

struct FaultAnswer {
  unsigned status;
  std::string_view code;  // a text of the console's sign-in page has this name
};

FaultAnswer AnswerOfFault(oidc::Fault fault) {
  switch (fault) {
    case oidc::Fault::kUnreachable:
      return {503, "unreachable"};
    case oidc::Fault::kMisbehaves:
      return {502, "misbehaves"};
    case oidc::Fault::kRefused:
      return {403, "refused"};
    case oidc::Fault::kStale:
      return {400, "stale"};
  }
  return {500, "misbehaves"};
}

// What `work` answers, or why people cannot sign in. The log has the reason.
template <typename Work>
http::Response Attempt(const Call& call, const Work& work) {
  const bool is_page = call.request.AcceptsExactly("text/html");
  try {
    return work();
  } catch (const oidc::SignInError& error) {
    const auto [status, code] = AnswerOfFault(error.fault());
    if (status >= 500) call.console.metrics.OnError(std::string("sign-in: ") + error.what());
    if (is_page) return RedirectTo("/?sign_in=" + std::string(code));
    return http::ProblemResponse(
        {.status = status, .detail = error.what(), .parameter = {}, .retry_after_s = status == 503 ? 5 : 0});
  } catch (const http::ProblemError& error) {
    if (is_page && error.problem().status == 429) return RedirectTo("/?sign_in=too_many");
    throw;
  }
}

http::Response BeginSignIn(const Call& call) {
  OidcAuthentication& provider = ProviderOf(call);
  const std::string& return_to = call.arguments.Text("return_to");
  if (!IsPageOfConsole(return_to)) throw http::ProblemError(400, "expected a path of the console", "return_to");
  return Attempt(call, [&] {
    const auto begun = provider.Begin(call.request, return_to);
    http::Response response = RedirectTo(begun.url);
    SetCookie(call.request, response, kSignInCookie, begun.browser, oidc::PendingSignIns::kTime);
    return response;
  });
}

http::Response FinishSignIn(const Call& call) {
  OidcAuthentication& provider = ProviderOf(call);
  http::Response response = Attempt(call, [&] {
    const auto finished = provider.Finish(call.request);
    http::Response done = RedirectTo(finished.return_to);
    SetCookie(call.request, done, kSessionCookie, finished.session);
    return done;
  });
  RemoveCookie(call.request, response, kSignInCookie);
  return response;
}

}  // namespace

Topic SignInTopic() {
  return {
      .name = "sign-in",
      .description = "How people sign in",
      .routes = {{.method = "GET",
                  .path = "/api/v1/sign-in",
                  .name = "getSignIn",
                  .summary = "How people can sign in here",
                  .scope = Scope::kNone,
                  .lane = http::Lane::kInstant,
                  .answer = {.description = "The ways", .schema = R"({"$ref":"#/components/schemas/SignIn"})"},
                  .handle = GetSignIn},
                 {.method = "GET",
                  .path = kSignInPath,
                  .name = "beginSignIn",
                  .summary = "Sign in at the provider: a page for browsers",
                  .scope = Scope::kNone,
                  .parameters = {{.name = "return_to",
                                  .description = "Path of the console where the browser arrives afterwards",
                                  .default_value = "/"}},
                  .answer = {.status = 303, .description = "The provider is at `Location`"},
                  .handle = BeginSignIn},
                 {.method = "GET",
                  .path = kSignInBackPath,
                  .name = "finishSignIn",
                  .summary = "Where the provider sends the browser back to",
                  .scope = Scope::kNone,
                  .open_parameters = "`code` and `state`, or `error`, and whatever else the provider adds",
                  .answer = {.status = 303, .description = "Signed in; the page that was asked for is at `Location`"},
                  .handle = FinishSignIn}},
      .schemas = {{"SignIn", kSignInSchema}}};
}

}  // namespace millrace
