// Requests that a proxy passes on: whose they are, and whether they came over TLS, as the proxy says it in the fields
// X-Forwarded-For and X-Forwarded-Proto. Only proxies that are trusted are believed: anybody can send such fields. Pure
// functions; thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "http/message.h"

namespace millrace::http {

// Whether an address is one of them. `proxies`: canonical addresses (core/web_address.h).
bool IsTrustedProxy(std::string_view address, std::span<const std::string> proxies);

// Sets client and is_secure of a request whose peer is one of them. The client is the last address of the chain that is
// none of them; a field that is malformed ends the chain. `public_url`: with https, every request counts as secure.
void ApplyForwarded(std::span<const std::string> proxies, std::string_view public_url, Request& request);

}  // namespace millrace::http
