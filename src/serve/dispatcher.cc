#include "serve/dispatcher.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "core/letter_case.h"
#include "core/log.h"
#include "core/trim.h"
#include "http/problem.h"
#include "pipeline/job_id.h"
#include "serve/call.h"

namespace millrace {
namespace {

// Paths of programs, where a page would only confuse them.
bool IsOfPrograms(const http::Request& request) {
  return !request.target.segments.empty() && request.target.segments.front() == "api";
}

http::Answering Fixed(const http::Response& response) {
  return {.lane = http::Lane::kInstant,
          .answer = [response](const http::Request&) { return response; },
          .name = {},
          .admit = [response](const http::Request&) { return response; }};
}

http::Answering NoSuchMethod(const http::Request& request, const std::string& allow) {
  http::Response response = request.method == "OPTIONS"
                                ? http::NoContent()
                                : http::ProblemResponse({.status = 405,
                                                         .detail = "this path has no method " + request.method,
                                                         .parameter = {},
                                                         .retry_after_s = 0});
  response.fields.Add("Allow", allow);
  return Fixed(response);
}

http::Answering NoSuchPath() {
  return Fixed(http::ProblemResponse({.status = 404,
                                      .detail = "there is nothing at this path; /api/v1/openapi.json lists the routes",
                                      .parameter = {},
                                      .retry_after_s = 0}));
}

// JSON, or nothing: other types could be sent by a form of another site, but for routes that programs use.
void CheckBody(const Route& route, const http::Request& request, bool has_content) {
  if (route.body_schema.empty()) {
    if (has_content) throw http::ProblemError(400, "this request takes no content");
    return;
  }
  const std::string_view field = request.fields.Get("Content-Type");
  const std::string_view type = Trim(field.substr(0, field.find(';')));
  const bool is_text = route.takes_text && EqualsIgnoringAsciiCase(type, "text/plain");
  if (!is_text && !EqualsIgnoringAsciiCase(type, "application/json")) {
    throw http::ProblemError(415, "the content of this request is JSON: send Content-Type: application/json");
  }
}

// Whether an entry of the audit log is due: something is changed for others, too.
bool IsAudited(const Route& route) {
  return route.method != "GET" && route.scope >= Scope::kOperate;
}

// An entry of the audit log: written before something is changed, so that a crash leaves it, and completed after it.
class Audited {
 public:
  Audited(Console& console, const Route& route, const http::Request& request, const Caller& caller)
      : ledger_(console.project.OpenLedger()),
        number_(ledger_->audit_log().Add({.at_ns = WallClockNs(),
                                          .user = caller.user,
                                          .client = request.client,
                                          .action = std::string(route.name),
                                          .subject = request.target.path,
                                          .outcome = std::string(kAuditAsked)})) {}

  // Does not throw: whoever asked is told of the change, not of its entry.
  void Complete(const std::string& outcome) {
    try {
      ledger_->audit_log().Complete(number_, outcome);
    } catch (const std::exception& error) {
      LogError("entry " + std::to_string(number_) + " of the audit log could not be completed: " + error.what());
    }
  }

 private:
  const std::unique_ptr<Ledger> ledger_;
  const int64_t number_;
};

using PathParameters = std::vector<std::pair<std::string, std::string>>;

Caller AuthorizedCaller(Console& console, const Route& route, const PathParameters& path,
                        const http::Request& request) {
  if (route.scope == Scope::kNone) return {};
  Caller caller = console.authentication.Identify(request);
  CheckAccess(route, caller, path);
  return caller;
}

// Calls `work`; 401 says how to do better.
template <typename Work>
http::Response WithChallenge(const Work& work) {
  try {
    return work();
  } catch (const http::ProblemError& error) {
    if (error.problem().status != 401) throw;
    http::Response response = http::ProblemResponse(error.problem());
    response.fields.Add("WWW-Authenticate", "Bearer realm=\"millrace\"");
    return response;
  }
}

http::Response HandleRoute(Console& console, const Route& route, const PathParameters& path,
                           const http::Request& request) {
  const Caller caller = AuthorizedCaller(console, route, path, request);
  CheckBody(route, request, !request.body.empty());
  const Arguments arguments(route, path, request.target.query);
  const Call call{.console = console, .request = request, .arguments = arguments, .caller = caller};
  if (!IsAudited(route)) return route.handle(call);
  Audited entry(console, route, request, caller);
  try {
    http::Response response = route.handle(call);
    entry.Complete(response.status < 400 ? "done" : std::to_string(response.status));
    return response;
  } catch (const std::exception& error) {
    entry.Complete(error.what());
    throw;
  }
}

}  // namespace

void CheckAccess(const Route& route, const Caller& caller,
                 std::span<const std::pair<std::string, std::string>> path_parameters) {
  if (caller.scope < route.scope) {
    throw http::ProblemError(403, "this needs the scope `" + std::string(ScopeName(route.scope)) +
                                      "`; the token has `" + std::string(ScopeName(caller.scope)) + "`");
  }
  if (route.needs_all_apps && caller.apps) {
    throw http::ProblemError(403, "this is about the whole project, and the token is for some of its apps only");
  }
  for (const auto& [name, value] : path_parameters) {
    if (name == "app" && !caller.MaySee(value)) {
      throw http::ProblemError(403, "the token is not for the app `" + value + "`", "app");
    }
  }
}

Dispatcher::Dispatcher(Console& console, std::span<const Topic> topics, std::span<const http::Asset> assets)
    : console_(console), assets_(assets) {
  for (const Topic& topic : topics) {
    for (const Route& route : topic.routes) {
      router_.Add(route.method, route.path);
      routes_.push_back(&route);
    }
  }
}

http::Answering Dispatcher::Dispatch(const http::Request& request) const {
  http::RouteMatch match = router_.Match(request.method, request.target.segments);
  if (match.kind == http::RouteMatch::Kind::kNoSuchMethod) return NoSuchMethod(request, match.allow);
  if (match.kind == http::RouteMatch::Kind::kNoSuchPath) {
    return IsOfPrograms(request) ? NoSuchPath() : DispatchAsset(request);
  }
  const Route& route = *routes_[match.route];
  http::Lane lane = route.lane;
  // Checking a token takes time by design.
  const bool asks = route.scope != Scope::kNone && console_.authentication.may_block();
  if (lane == http::Lane::kInstant && asks) lane = http::Lane::kWork;
  return {.lane = lane,
          .answer =
              [this, &route, path = match.parameters](const http::Request& asked) {
                return WithChallenge([&] { return HandleRoute(console_, route, path, asked); });
              },
          .name = route.name,
          // Who may not send content is refused before it is read.
          .admit = [this, &route,
                    path = std::move(match.parameters)](const http::Request& asked) -> std::optional<http::Response> {
            bool is_admitted = false;
            http::Response refusal = WithChallenge([&] {
              AuthorizedCaller(console_, route, path, asked);
              CheckBody(route, asked, true);
              is_admitted = true;
              return http::Response();
            });
            if (is_admitted) return std::nullopt;
            return refusal;
          },
          .max_body_bytes = route.max_body_bytes};
}

http::Answering Dispatcher::DispatchAsset(const http::Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") return NoSuchMethod(request, "GET, HEAD, OPTIONS");
  const std::string& path = request.target.path;
  const http::Asset* asset = http::FindAsset(assets_, path);
  // The paths of pages are the application's own affair; a name with a dot is a file that is missing.
  const bool is_page = path.find('.', path.rfind('/')) == std::string::npos;
  if (asset == nullptr && is_page) asset = http::FindAsset(assets_, "/index.html");
  if (asset == nullptr) return NoSuchPath();
  return {.lane = http::Lane::kInstant,
          .answer = [asset](const http::Request& asked) { return http::AssetResponse(*asset, asked); },
          .name = "assets",
          .max_body_bytes = 0};
}

}  // namespace millrace
