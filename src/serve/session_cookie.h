// Cookies of the console: scripts cannot read them, other sites cannot make a browser send them with a change, and over
// TLS no other host can set them (`__Host-`, RFC 6265bis §4.1.3.2). Pure functions; thread-safe.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace millrace {

inline constexpr std::string_view kSessionCookie = "millrace_session";
// Of the browser that has begun to sign in at a provider.
inline constexpr std::string_view kSignInCookie = "millrace_sign_in";

std::optional<std::string> CookieOf(const http::Request& request, std::string_view name);
// `lifetime`: null: until the browser ends.
void SetCookie(const http::Request& request, http::Response& response, std::string_view name, std::string_view value,
               std::optional<std::chrono::seconds> lifetime = std::nullopt);
void RemoveCookie(const http::Request& request, http::Response& response, std::string_view name);

}  // namespace millrace
