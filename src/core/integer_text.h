// Parses texts that consist of an integer only: no blanks, no fraction, within the range of the type. Thread-safe.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>

namespace millrace {

// Decimal digits, after an optional minus if the type is signed. Null for anything else.
template <std::integral Number>
std::optional<Number> ParseWhole(std::string_view text) {
  Number value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return value;
}

// The same with an optional `+` or `-`, like Java's Long.parseLong.
inline std::optional<int64_t> ParseInteger(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  return ParseWhole<int64_t>(text);
}

}  // namespace millrace
