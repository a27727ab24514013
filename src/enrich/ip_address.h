// IP addresses as text and as bytes. Numeric syntax only; names are never resolved (enrichment.md §1, I2, I3, I8).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace millrace {

// Bytes in network order. An IPv6 address that contains an IPv4 address (mapped, compatible, 6to4, NAT64) is stored as
// that IPv4 address.
struct IpAddress {
  bool is_v4 = false;
  std::array<uint8_t, 16> bytes = {};  // the first four of an IPv4 address

  // Reachable on the Internet: not private, shared, loopback, link-local, documentation, multicast or reserved.
  bool IsPublic() const;
  // Truncates IPv4 to /24 and IPv6 to /48; the remaining bits become zero (I9).
  IpAddress Truncated() const;
  void AppendTo(std::string& out) const;
};

// Parses one address: IPv4 as four decimal numbers without leading zeros, IPv6 in every form of RFC 4291, also with
// `%zone` and in `[ ]`. Ignores surrounding blanks, and a port after IPv4 or `]`. Null for everything else.
std::optional<IpAddress> ParseIpAddress(std::string_view text);

}  // namespace millrace
