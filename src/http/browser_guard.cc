#include "http/browser_guard.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/letter_case.h"
#include "core/web_address.h"

namespace millrace::http {
namespace {

constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src "
    "'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

bool IsSafeMethod(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

// `host` or `[::1]` of `host:port`; empty if the rest is not a port.
std::string_view WithoutPort(std::string_view host) {
  const size_t begin = host.starts_with('[') ? host.find(']') : 0;
  if (begin == std::string_view::npos) return {};
  const size_t colon = host.find(':', begin);
  if (colon == std::string_view::npos) return host;
  if (!std::ranges::all_of(host.substr(colon + 1), IsDigit)) return {};
  return host.substr(0, colon);
}

}  // namespace

void AddSecurityFields(Fields& fields, bool is_secure) {
  fields.Add("Content-Security-Policy", kContentPolicy);
  fields.Add("X-Content-Type-Options", "nosniff");
  fields.Add("X-Frame-Options", "DENY");
  fields.Add("Referrer-Policy", "no-referrer");
  fields.Add("Cross-Origin-Opener-Policy", "same-origin");
  fields.Add("Cross-Origin-Resource-Policy", "same-origin");
  fields.Add("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  if (is_secure) fields.Add("Strict-Transport-Security", "max-age=31536000");
}

std::optional<Problem> CrossSiteFault(const Request& request, std::string_view public_url) {
  const std::string_view site = request.fields.Get("Sec-Fetch-Site");
  const bool is_of_other_site = !site.empty() && site != "same-origin" && site != "none";
  if (IsSafeMethod(request.method)) {
    // A link, and the way back from a page where people sign in; not a frame.
    const bool is_page =
        request.fields.Get("Sec-Fetch-Mode") == "navigate" && request.fields.Get("Sec-Fetch-Dest") == "document";
    if (!is_of_other_site || is_page) return std::nullopt;
    return Problem{.status = 403,
                   .detail = "the request comes from a page of another site, which gets nothing here",
                   .parameter = {},
                   .retry_after_s = 0};
  }
  const Problem fault{.status = 403,
                      .detail = "the request comes from a page of another site, which may change nothing here",
                      .parameter = {},
                      .retry_after_s = 0};
  if (is_of_other_site) return fault;
  if (!request.fields.Has("Origin")) return std::nullopt;
  const std::string_view origin = request.fields.Get("Origin");
  if (!public_url.empty() && EqualsIgnoringAsciiCase(origin, public_url)) return std::nullopt;
  const std::string own = (request.is_secure ? "https://" : "http://") + std::string(request.fields.Get("Host"));
  if (EqualsIgnoringAsciiCase(origin, own)) return std::nullopt;
  // Behind a proxy that ends TLS, the page is https and this server is not.
  const std::string proxied = "https://" + std::string(request.fields.Get("Host"));
  if (site == "same-origin" && EqualsIgnoringAsciiCase(origin, proxied)) return std::nullopt;
  return fault;
}

std::optional<Problem> HostFault(std::string_view host_field, std::span<const std::string> names) {
  const std::string_view host = WithoutPort(host_field);
  if (IsLoopbackHost(host)) return std::nullopt;
  const bool known = std::ranges::any_of(names, [&](const auto& name) { return EqualsIgnoringAsciiCase(name, host); });
  if (known && !host.empty()) return std::nullopt;
  return Problem{.status = 421,
                 .detail =
                     "this server has another name than the one in the field Host; add the name to `serve.hosts` "
                     "if it is right",
                 .parameter = {},
                 .retry_after_s = 0};
}

}  // namespace millrace::http
