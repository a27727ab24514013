// Hexadecimal digits. Pure functions; thread-safe.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace millrace {

inline constexpr std::string_view kHexDigits = "0123456789abcdef";
inline constexpr std::string_view kHexCapitals = "0123456789ABCDEF";

namespace detail {

inline constexpr std::array<signed char, 256> kHexValues = [] {
  std::array<signed char, 256> values{};
  values.fill(-1);
  for (int i = 0; i < 10; ++i) values['0' + i] = static_cast<signed char>(i);
  for (int i = 0; i < 6; ++i) values['a' + i] = values['A' + i] = static_cast<signed char>(10 + i);
  return values;
}();

}  // namespace detail

// The value of a digit of either case; -1 for any other character.
constexpr int HexValue(char digit) {
  return detail::kHexValues[static_cast<unsigned char>(digit)];
}

// Appends the two digits of a byte.
inline void AppendHex(std::string& out, unsigned char byte, std::string_view digits = kHexDigits) {
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

// Two lower-case digits per byte.
inline std::string HexOf(std::span<const unsigned char> bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) AppendHex(text, byte);
  return text;
}

}  // namespace millrace
