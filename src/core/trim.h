// Removes surrounding blanks. Pure functions; thread-safe.
#pragma once

#include <string_view>

namespace millrace {

// The blanks of JSON and of HTTP.
inline constexpr std::string_view kBlanks = " \t\r\n";

constexpr bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

constexpr std::string_view TrimEnd(std::string_view text) {
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

constexpr std::string_view Trim(std::string_view text) {
  text = TrimEnd(text);
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  return text;
}

// True for the empty text, too.
constexpr bool IsBlank(std::string_view text) {
  return text.find_first_not_of(kBlanks) == std::string_view::npos;
}

// Without characters up to U+0020 at both ends, like Java's String.trim.
constexpr std::string_view TrimControls(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  return text;
}

}  // namespace millrace
