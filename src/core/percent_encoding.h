// Percent-encoding of bytes (RFC 3986 §2.1). For the URLs of visitors, whose escapes are characters, see url.h. Pure
// functions; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/hex.h"

namespace millrace {

// Whether `+` means itself, or a blank as in forms and queries.
enum class Plus : uint8_t { kKeep, kBlank };

// The byte of the escape that starts at `at`; -1 if there is none.
inline int EscapedByte(std::string_view text, size_t at) {
  if (text.size() < 3 || at > text.size() - 3 || text[at] != '%') return -1;
  const int high = HexValue(text[at + 1]);
  const int low = HexValue(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

// `%` and two upper-case digits.
void AppendPercent(std::string& out, char c);

// Percent-encodes everything except letters, digits and - _ . ~, and slashes if `keep_slashes` is set.
std::string UrlEncode(std::string_view text, bool keep_slashes);

// Decodes every escape; a `%` that starts none is unchanged.
std::string PercentDecode(std::string_view text, Plus plus);

}  // namespace millrace
