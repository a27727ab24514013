// Lower case, for comparisons that ignore it. Independent of locales, so the same on every machine. Thread-safe. Never
// throws for bad UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

// Letters of ASCII only: right for host names and keywords.
constexpr char LowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
bool EqualsIgnoringAsciiCase(std::string_view a, std::string_view b);

// Writes `utf8` to `out` (replacing what it held) with the capitals of the Latin, Greek, Cyrillic and Armenian
// alphabets as small letters, one for one; everything else, malformed bytes too, stays. `out` must not be the source.
void LowerCase(std::string_view utf8, std::string& out);

}  // namespace millrace
