// Percent-encoding, byte by byte (RFC 3986 §2.1). url.h reads the URLs of visitors, whose escapes are characters.
// Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/hex.h"

namespace millrace {

// What a `+` means: itself, or a blank, as in forms and queries.
enum class Plus : uint8_t { kKeep, kBlank };

// The byte of the escape that starts at `at`; -1 when none does.
inline int EscapedByte(std::string_view text, size_t at) {
  if (text.size() < 3 || at > text.size() - 3 || text[at] != '%') return -1;
  const int high = HexValue(text[at + 1]);
  const int low = HexValue(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

// `%` and two capital digits.
void AppendPercent(std::string& out, char c);

// Percent-encodes all but letters, digits and - _ . ~; with `keep_slashes`, also not the slash.
std::string UrlEncode(std::string_view text, bool keep_slashes);

// Every escape becomes its byte; a `%` that starts none stays.
std::string PercentDecode(std::string_view text, Plus plus);

}  // namespace millrace
