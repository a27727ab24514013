// Conversion to lower case, for case-insensitive comparisons. Independent of the locale. Thread-safe. Never throws for
// invalid UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

// Only ASCII letters: correct for host names and keywords.
constexpr char LowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
bool EqualsIgnoringAsciiCase(std::string_view a, std::string_view b);

// Replaces `out` by `utf8` with each upper-case letter of the Latin, Greek, Cyrillic and Armenian alphabets in lower
// case; everything else, including malformed bytes, is unchanged. `out` must not be the source.
void LowerCase(std::string_view utf8, std::string& out);

}  // namespace millrace
