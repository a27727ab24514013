// Base64 by RFC 4648 §4. Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace millrace {

// Room that DecodeBase64 needs for a text of this length.
constexpr size_t Base64DecodedBound(size_t text_size) {
  return text_size / 4 * 3 + 3;
}

// What DecodeBase64 found. `size` bytes were written before it stopped.
struct Base64Result {
  bool ok = false;
  size_t size = 0;
  size_t error_at = 0;  // when not ok: the offset of the first character that cannot stand there
};

// Decodes strictly: only the standard alphabet, no line breaks, nothing behind the padding. The padding itself may be
// left out; the unused bits of the last character are not looked at. `out` has room for Base64DecodedBound bytes.
Base64Result DecodeBase64(std::string_view text, char* out);

// Appends `bytes` as padded base64.
void AppendBase64(std::string& out, std::string_view bytes);

}  // namespace millrace
