#include "serve/session_cookie.h"

namespace millrace {
namespace {

std::string FullName(const http::Request& request, std::string_view name) {
  return (request.is_secure ? "__Host-" : "") + std::string(name);
}

}  // namespace

std::optional<std::string> CookieOf(const http::Request& request, std::string_view name) {
  return request.Cookie(FullName(request, name));
}

void SetCookie(const http::Request& request, http::Response& response, std::string_view name, std::string_view value,
               std::optional<std::chrono::seconds> lifetime) {
  response.fields.Add("Set-Cookie", FullName(request, name) + "=" + std::string(value) +
                                        "; Path=/; HttpOnly; SameSite=Lax" + (request.is_secure ? "; Secure" : "") +
                                        (lifetime ? "; Max-Age=" + std::to_string(lifetime->count()) : ""));
}

void RemoveCookie(const http::Request& request, http::Response& response, std::string_view name) {
  SetCookie(request, response, name, "", std::chrono::seconds(0));
}

}  // namespace millrace
