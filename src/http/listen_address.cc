#include "http/listen_address.h"

#include <array>

#include <arpa/inet.h>

#include "core/ascii.h"
#include "core/integer_text.h"

namespace millrace::http {

std::optional<ListenAddress> ParseListenAddress(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon + 1 == text.size() || !IsDigit(text[colon + 1])) return std::nullopt;
  const auto port = ParseWhole<uint16_t>(text.substr(colon + 1));
  if (!port) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  if (host.empty()) return ListenAddress{.host = "0.0.0.0", .port = *port};
  if (host == "localhost") return ListenAddress{.host = "127.0.0.1", .port = *port};
  const bool in_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (in_brackets) host = host.substr(1, host.size() - 2);
  std::array<unsigned char, 16> bytes{};
  const std::string address(host);
  if (::inet_pton(in_brackets ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) != 1) return std::nullopt;
  return ListenAddress{.host = address, .port = *port};
}

}  // namespace millrace::http
