#include "oidc/fetch.h"

#include "storage/http.h"

namespace millrace::oidc {
namespace {

constexpr int64_t kLongestMs = 10'000;

}  // namespace

Fetch FetchOverNetwork() {
  return [](const Ask& ask) {
    HttpAnswer answer = SendHttp({.method = ask.form.empty() ? "GET" : "POST",
                                  .url = ask.url,
                                  .body = ask.form,
                                  .content_type = "application/x-www-form-urlencoded",
                                  .authorization = ask.authorization,
                                  .accept = "application/json",
                                  .max_bytes = ask.max_bytes,
                                  .max_ms = kLongestMs});
    return Reply{.status = answer.status, .body = std::move(answer.body), .failure = std::move(answer.failure)};
  };
}

}  // namespace millrace::oidc
