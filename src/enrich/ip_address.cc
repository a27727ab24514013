#include "enrich/ip_address.h"

#include <algorithm>
#include <cstring>

#include <arpa/inet.h>

#include "core/trim.h"

namespace millrace {
namespace {

// IPv4 networks that are not public, of the IANA special-purpose registry, with multicast and the reserved classes.
struct V4Network {
  uint32_t address;
  int bits;
};
constexpr uint32_t V4(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}
constexpr V4Network kSpecialV4[] = {
    {V4(0, 0, 0, 0), 8},        // this network
    {V4(10, 0, 0, 0), 8},       // private
    {V4(100, 64, 0, 0), 10},    // shared by customers of a provider (CGNAT)
    {V4(127, 0, 0, 0), 8},      // loopback
    {V4(169, 254, 0, 0), 16},   // link-local
    {V4(172, 16, 0, 0), 12},    // private
    {V4(192, 0, 0, 0), 24},     // protocol assignments
    {V4(192, 0, 2, 0), 24},     // documentation
    {V4(192, 88, 99, 0), 24},   // relays of 6to4
    {V4(192, 168, 0, 0), 16},   // private
    {V4(198, 18, 0, 0), 15},    // benchmarks
    {V4(198, 51, 100, 0), 24},  // documentation
    {V4(203, 0, 113, 0), 24},   // documentation
    {V4(224, 0, 0, 0), 3},      // multicast, reserved, broadcast
};

bool IsPublicV4(uint32_t address) {
  return std::none_of(std::begin(kSpecialV4), std::end(kSpecialV4), [address](const V4Network& network) {
    return (address ^ network.address) >> (32 - network.bits) == 0;
  });
}

uint32_t Word(const uint8_t* bytes) {
  return V4(bytes[0], bytes[1], bytes[2], bytes[3]);
}

// Only 2000::/3 is allocated. In it, 2001::/23 (protocols, including Teredo, whose addresses name a server) and
// documentation are not public. 6to4 addresses have become IPv4 addresses before.
bool IsPublicV6(const uint8_t* bytes) {
  uint32_t head = Word(bytes);
  bool given_out = head >> 29 == 1;
  bool protocols = head >> 9 == 0x20010000u >> 9;
  bool documentation = head == 0x20010DB8 || head >> 12 == 0x3FFF0000u >> 12;
  return given_out && !protocols && !documentation;
}

// The position of an IPv4 address inside an IPv6 address, or null.
const uint8_t* EmbeddedV4(const uint8_t* bytes) {
  static constexpr uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  static constexpr uint8_t kNat64[12] = {0x00, 0x64, 0xFF, 0x9B};
  static constexpr uint8_t kCompatible[12] = {};
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return bytes + 2;  // 6to4
  if (std::memcmp(bytes, kMapped, 12) == 0 || std::memcmp(bytes, kNat64, 12) == 0) return bytes + 12;
  // `::` and `::1` are IPv6 addresses, and so is everything that would be in 0.0.0.0/8.
  if (std::memcmp(bytes, kCompatible, 12) == 0 && bytes[12] != 0) return bytes + 12;
  return nullptr;
}

bool IsPort(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// inet_pton for a text that is not null-terminated; accepts numeric syntax only.
bool Parse(int family, std::string_view text, uint8_t* bytes) {
  char buffer[INET6_ADDRSTRLEN];
  if (text.size() >= sizeof buffer || text.find('\0') != std::string_view::npos) return false;
  text.copy(buffer, text.size());
  buffer[text.size()] = '\0';
  return inet_pton(family, buffer, bytes) == 1;
}

std::optional<IpAddress> MakeV4(const uint8_t* bytes) {
  IpAddress address;
  address.is_v4 = true;
  std::copy_n(bytes, 4, address.bytes.begin());
  return address;
}

std::optional<IpAddress> ParseV6(std::string_view text) {
  if (size_t zone = text.find('%'); zone != std::string_view::npos) {
    if (zone + 1 == text.size()) return std::nullopt;
    text = text.substr(0, zone);
  }
  IpAddress address;
  if (!Parse(AF_INET6, text, address.bytes.data())) return std::nullopt;
  if (const uint8_t* v4 = EmbeddedV4(address.bytes.data())) return MakeV4(v4);
  return address;
}

}  // namespace

std::optional<IpAddress> ParseIpAddress(std::string_view text) {
  text = Trim(text);
  if (text.starts_with('[')) {
    size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view rest = text.substr(end + 1);
    if (!rest.empty() && !(rest[0] == ':' && IsPort(rest.substr(1)))) return std::nullopt;
    return ParseV6(text.substr(1, end - 1));
  }
  size_t colon = text.find(':');
  if (colon != std::string_view::npos && (colon != text.rfind(':') || text.find('.') > colon)) return ParseV6(text);
  if (colon != std::string_view::npos) {
    if (!IsPort(text.substr(colon + 1))) return std::nullopt;
    text = text.substr(0, colon);
  }
  uint8_t bytes[4];
  return Parse(AF_INET, text, bytes) ? MakeV4(bytes) : std::nullopt;
}

bool IpAddress::IsPublic() const {
  return is_v4 ? IsPublicV4(Word(bytes.data())) : IsPublicV6(bytes.data());
}

IpAddress IpAddress::Truncated() const {
  IpAddress truncated = *this;
  std::fill(truncated.bytes.begin() + (is_v4 ? 3 : 6), truncated.bytes.end(), uint8_t{0});
  return truncated;
}

void IpAddress::AppendTo(std::string& out) const {
  char buffer[INET6_ADDRSTRLEN];
  inet_ntop(is_v4 ? AF_INET : AF_INET6, bytes.data(), buffer, sizeof buffer);
  out += buffer;
}

}  // namespace millrace
