// Where a server listens, as users write it: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, `:8080` (all addresses).
// Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace millrace::http {

struct ListenAddress {
  std::string host;  // without brackets
  uint16_t port = 0;
};

// Null if it has no port, or the host is neither an address nor `localhost`.
std::optional<ListenAddress> ParseListenAddress(std::string_view text);

}  // namespace millrace::http
