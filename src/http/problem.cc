#include "http/problem.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

#include "core/cancelled.h"
#include "core/error.h"
#include "core/json_object.h"

namespace millrace::http {
namespace {

constexpr auto kTitles = std::to_array<std::pair<unsigned, std::string_view>>({
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {409, "Conflict"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
});

}  // namespace

std::string_view StatusTitle(unsigned status) {
  const auto* const found = std::ranges::find(kTitles, status, [](const auto& each) { return each.first; });
  return found == kTitles.end() ? "Unknown" : found->second;
}

Response ProblemResponse(const Problem& problem) {
  JsonObject json;
  json.Field("type", "about:blank")
      .Field("title", StatusTitle(problem.status))
      .Field("status", problem.status)
      .Field("detail", problem.detail);
  if (!problem.parameter.empty()) json.Field("parameter", problem.parameter);
  Response response = JsonResponse(json.Finish(), problem.status);
  response.content_type = "application/problem+json";
  if (problem.retry_after_s > 0) response.fields.Add("Retry-After", std::to_string(problem.retry_after_s));
  return response;
}

Problem ProblemOf(const std::exception_ptr& error, std::string& log_line) {
  static std::atomic<uint64_t> errors = 0;
  try {
    std::rethrow_exception(error);
  } catch (const ProblemError& problem) {
    return problem.problem();
  } catch (const UserError& user) {
    return {.status = 400, .detail = user.what(), .parameter = {}, .retry_after_s = 0};
  } catch (const Cancelled& cancelled) {
    return {.status = 503, .detail = cancelled.what(), .parameter = {}, .retry_after_s = 0};
  } catch (const std::exception& other) {
    const std::string number = std::to_string(++errors);
    log_line = "error " + number + " of a request: " + other.what();
    return {.status = 500,
            .detail = "the server failed; its log has the reason as error " + number,
            .parameter = {},
            .retry_after_s = 0};
  }
}

}  // namespace millrace::http
