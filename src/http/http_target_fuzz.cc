// Any bytes as the target of a request: no crash, bounded results, and a route that matches gives its own segments.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/utf8.h"
#include "http/listen_address.h"
#include "http/message.h"
#include "http/router.h"
#include "http/target.h"

using namespace millrace;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const http::Router kRouter = [] {
    http::Router router;
    router.Add("GET", "/");
    router.Add("GET", "/api/v1/apps");
    router.Add("GET", "/api/v1/apps/{app}/charts/{chart}");
    router.Add("POST", "/api/v1/apps/{app}/analyses");
    return router;
  }();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  http::Target target;
  if (!http::ParseTarget(text, target)) {
    if (target.segments.size() > http::kMaxSegments || target.query.size() > http::kMaxQueryPairs) std::abort();
    for (const auto& segment : target.segments) {
      if (!IsValidUtf8(segment) || segment == "..") std::abort();
    }
    for (const auto& [name, value] : target.query) {
      if (!IsValidUtf8(name) || !IsValidUtf8(value)) std::abort();
    }
    for (const char* const method : {"GET", "POST", "PUT"}) {
      for (const auto& [name, value] : kRouter.Match(method, target.segments).parameters) {
        if (value.empty()) std::abort();
      }
    }
  }
  http::Request request;
  request.fields.Add("Cookie", text);
  request.fields.Add("Accept", text);
  (void)request.Cookie("session");
  (void)request.AcceptsExactly("text/csv");
  (void)http::ParseListenAddress(text);
  return 0;
}
