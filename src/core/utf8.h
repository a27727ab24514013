// UTF-8: validation, repair and cutting. Plain functions over bytes; thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace millrace {

bool IsValidUtf8(std::string_view bytes);

// Whether a byte is a continuation byte.
constexpr bool IsUtf8Continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// Replaces `out` by `bytes` with one U+FFFD for every malformed sequence, as defined for the WHATWG decoder: the
// longest incomplete beginning of a code point. `out` must not be the source.
void ReplaceInvalidUtf8(std::string_view bytes, std::string& out);
// The same, appended.
void AppendValidUtf8(std::string_view bytes, std::string& out);

// Text for people and for JSON of bytes that need be none, as file names are: each byte that is not UTF-8 becomes
// `\xNN` (two small hexadecimal digits).
std::string EscapeInvalidUtf8(std::string_view bytes);

// The same for a terminal and a log: control characters are escaped, too, because whoever chooses a name must not
// control the terminal or forge lines of a log. ShownText keeps line breaks and tabs, for messages of several lines.
std::string ShownName(std::string_view bytes);
std::string ShownText(std::string_view bytes);

// The longest prefix of at most `max_bytes` that ends between code points (spec/lake-tables.md §8, difference 2).
inline std::string_view TruncateUtf8(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  size_t end = max_bytes;
  // A code point has at most four bytes; longer runs of continuation bytes are not UTF-8 and are cut anywhere.
  for (int step = 0; step < 3 && end > 0 && IsUtf8Continuation(text[end]); ++step) --end;
  if (IsUtf8Continuation(text[end])) end = max_bytes;
  return text.substr(0, end);
}

// Appends one code point, which must not be a surrogate or greater than U+10FFFF.
void AppendUtf8(std::string& out, char32_t code_point);

}  // namespace millrace
