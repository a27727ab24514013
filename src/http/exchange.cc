#include "http/exchange.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/trim.h"
#include "core/web_address.h"
#include "http/browser_guard.h"
#include "http/content_coding.h"

namespace millrace::http {
namespace {

bool HasTag(std::string_view if_none_match, std::string_view etag) {
  for (size_t begin = 0; begin < if_none_match.size();) {
    const size_t end = std::min(if_none_match.find(',', begin), if_none_match.size());
    std::string_view piece = Trim(if_none_match.substr(begin, end - begin));
    begin = end + 1;
    if (piece.starts_with("W/")) piece.remove_prefix(2);
    if (piece == "*" || piece == etag) return true;
  }
  return false;
}

}  // namespace

Refusal RefusalOf(unsigned status, std::string detail, std::string reason) {
  return {.response = ProblemResponse(
              {.status = status, .detail = std::move(detail), .parameter = {}, .retry_after_s = status == 503 ? 1 : 0}),
          .reason = std::move(reason)};
}

std::optional<Refusal> RefuseRequest(const ServerParts& parts, Request& request, std::string_view target_text) {
  if (const auto wait = parts.limiter.Take(RateKey(request.client), RateLimiter::Clock::now())) {
    return Refusal{
        .response = ProblemResponse({.status = 429,
                                     .detail = "too many requests; try again later",
                                     .parameter = {},
                                     .retry_after_s = std::chrono::ceil<std::chrono::seconds>(*wait).count()}),
        .reason = "rate"};
  }
  if (request.fields.Count("Host") != 1) {
    return RefusalOf(400, "a request has one field Host", "malformed");
  }
  if (IsLoopbackHost(parts.options.host)) {
    const auto fault = HostFault(request.fields.Get("Host"), parts.options.names);
    if (fault) return Refusal{.response = ProblemResponse(*fault), .reason = "host"};
  }
  if (const auto fault = CrossSiteFault(request, parts.options.public_url)) {
    return Refusal{.response = ProblemResponse(*fault), .reason = "cross_site"};
  }
  if (auto bad = ParseTarget(target_text, request.target)) {
    return RefusalOf(bad->status, std::move(bad->detail), "malformed");
  }
  return std::nullopt;
}

Response AnswerOf(const Answering& answering, const Request& request, ServerObserver& observer) {
  try {
    return answering.answer(request);
  } catch (...) {
    std::string line;
    const Problem problem = ProblemOf(std::current_exception(), line);
    if (!line.empty()) observer.OnError(line);
    return ProblemResponse(problem);
  }
}

void Compress(const Request& request, Response& response) {
  const std::string_view content = response.content();
  if (response.events || response.fields.Has("Content-Encoding") ||
      !IsWorthCompressing(response.content_type, content)) {
    return;
  }
  // The handler may name fields of its own.
  const std::string others(response.fields.Get("Vary"));
  response.fields.Set("Vary", others.empty() ? "Accept-Encoding" : others + ", Accept-Encoding");
  if (!AcceptsGzip(request.fields.Get("Accept-Encoding"))) return;
  auto smaller = Gzip(content);
  if (!smaller) return;
  response.body = std::move(*smaller);
  response.owner = nullptr;
  response.fields.Add("Content-Encoding", "gzip");
}

// After Compress, so the tag of a compressed answer is that of its content; HasTag compares weakly, as RFC 9110 has it
// for If-None-Match.
void Complete(const Request& request, Response& response) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (reads && response.status == 200 && !response.etag.empty() &&
      HasTag(request.fields.Get("If-None-Match"), response.etag)) {
    response.status = 304;
    response.body.clear();
    response.owner = nullptr;
    response.pieces = nullptr;
    response.content_type.clear();
  }
  if (!response.etag.empty()) response.fields.Set("ETag", response.etag);
  if (!response.content_type.empty()) response.fields.Set("Content-Type", response.content_type);
  response.fields.Set("Cache-Control", response.cache_control.empty() ? "no-store" : response.cache_control);
  AddSecurityFields(response.fields, request.is_secure);
}

}  // namespace millrace::http
