#include "core/web_address.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

#include "core/ascii.h"
#include "core/letter_case.h"

namespace millrace {
namespace {

constexpr size_t kLongestWebAddress = 2048;

bool IsHostCharacter(char c) {
  return IsLetter(c) || IsDigit(c) || c == '-' || c == '.' || c == '_';
}

bool IsIpv6(std::string_view text) {
  in6_addr bytes{};
  return ::inet_pton(AF_INET6, std::string(text).c_str(), &bytes) == 1;
}

}  // namespace

std::string WebAddress::Origin() const {
  const bool is_v6 = host.find(':') != std::string::npos;
  return (is_secure ? "https://" : "http://") + (is_v6 ? "[" + host + "]" : host) + (port.empty() ? "" : ":" + port);
}

std::optional<WebAddress> ParseWebAddress(std::string_view text) {
  WebAddress address;
  address.is_secure = text.starts_with("https://");
  if (text.size() > kLongestWebAddress || (!address.is_secure && !text.starts_with("http://"))) return std::nullopt;
  const bool is_visible = std::ranges::all_of(text, [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("#\\\"<>^`{|}").find(c) == std::string::npos;
  });
  if (!is_visible) return std::nullopt;
  text.remove_prefix(address.is_secure ? 8 : 7);
  const size_t end = std::min(text.find_first_of("/?"), text.size());
  std::string_view authority = text.substr(0, end);
  address.path = text.substr(end);
  if (authority.starts_with('[')) {
    const size_t close = authority.find(']');
    if (close == std::string_view::npos || !IsIpv6(authority.substr(1, close - 1))) return std::nullopt;
    address.host = authority.substr(1, close - 1);
    authority.remove_prefix(close + 1);
  } else {
    const size_t colon = std::min(authority.find(':'), authority.size());
    address.host = authority.substr(0, colon);
    authority.remove_prefix(colon);
    if (address.host.empty() || !std::ranges::all_of(address.host, IsHostCharacter)) return std::nullopt;
  }
  for (char& c : address.host) c = LowerAscii(c);
  if (authority.empty()) return address;
  authority.remove_prefix(1);
  if (authority.empty() || authority.size() > 5 || !std::ranges::all_of(authority, IsDigit)) return std::nullopt;
  address.port = authority;
  return address;
}

bool IsLoopbackHost(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    if (!IsIpv6(host)) return false;
  }
  if (EqualsIgnoringAsciiCase(host, "localhost")) return true;
  const auto address = CanonicalIpAddress(host);
  // An address alone: `127.0.0.1.example.com` is a name of somebody else.
  return address && (*address == "::1" || address->starts_with("127."));
}

bool IsPrivateOnTheWay(const WebAddress& address) {
  return address.is_secure || IsLoopbackHost(address.host);
}

std::optional<std::string> CanonicalIpAddress(std::string_view text) {
  const std::string name(text);
  std::array<char, INET6_ADDRSTRLEN> out{};
  in_addr v4{};
  if (::inet_pton(AF_INET, name.c_str(), &v4) == 1) return name;
  in6_addr v6{};
  if (::inet_pton(AF_INET6, name.c_str(), &v6) != 1) return std::nullopt;
  const bool is_v4 = IN6_IS_ADDR_V4MAPPED(&v6);
  const void* const bytes = is_v4 ? static_cast<const void*>(&v6.s6_addr[12]) : static_cast<const void*>(&v6);
  if (::inet_ntop(is_v4 ? AF_INET : AF_INET6, bytes, out.data(), out.size()) == nullptr) return std::nullopt;
  return std::string(out.data());
}

}  // namespace millrace
