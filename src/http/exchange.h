// From a request to its answer, without the socket: refusals before the application is asked, the call of a handler
// with its errors, and the fields that every answer has. Pure functions, except for the limiter; thread-safe.
#pragma once

#include <optional>
#include <string>

#include "http/connection.h"
#include "http/problem.h"

namespace millrace::http {

// A problem whose reason is counted (ServerObserver::OnRefusal).
struct Refusal {
  Response response;
  std::string reason;
};
Refusal RefusalOf(unsigned status, std::string detail, std::string reason);

// Requests that do not reach the application: too many, of a wrong Host, from another site, or with a target that
// cannot be used (which is set otherwise).
std::optional<Refusal> RefuseRequest(const ServerParts& parts, Request& request, std::string_view target_text);

// Calls the handler. What it throws becomes a problem.
Response AnswerOf(const Answering& answering, const Request& request, ServerObserver& observer);

// Compresses the content where the client accepts that.
void Compress(const Request& request, Response& response);

// 304 where the client has this content already; security fields, cache control, type.
void Complete(const Request& request, Response& response);

}  // namespace millrace::http
