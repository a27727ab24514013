// Addresses of web servers as people configure them and as servers name each other, checked strictly: what is refused
// here is never asked. For the URLs of visitors, which may be anything, see url.h. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace millrace {

struct WebAddress {
  bool is_secure = false;  // https
  std::string host;        // in lower case; IPv6 without its brackets
  std::string port;        // digits; empty: the scheme's own
  std::string path;        // with its slash, and with a query if there is one; may be empty

  // `https://login.example.com:8443`
  std::string Origin() const;
};

// An absolute http or https URL in visible ASCII, without a user, a fragment or a backslash. Null for anything else.
std::optional<WebAddress> ParseWebAddress(std::string_view text);

// Whether a name or an address (IPv6 with or without brackets) is this machine's own: `localhost`, 127.0.0.0/8, ::1.
bool IsLoopbackHost(std::string_view host);

// Whether nobody on the way can read or change what is sent there: https, or http that stays on this machine.
bool IsPrivateOnTheWay(const WebAddress& address);

// An address as text in one form, so that two of them can be compared: an IPv4 address inside of IPv6 becomes IPv4.
// Null if the text is none.
std::optional<std::string> CanonicalIpAddress(std::string_view text);

}  // namespace millrace
