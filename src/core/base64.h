// Base64 according to RFC 4648 §4, and its form for URLs. Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace millrace {

// The number of bytes that DecodeBase64 needs for a text of this length.
constexpr size_t Base64DecodedBound(size_t text_size) {
  return text_size / 4 * 3 + 3;
}

// The result of DecodeBase64, which wrote `size` bytes before it stopped.
struct Base64Result {
  bool ok = false;
  size_t size = 0;
  size_t error_at = 0;  // if not ok: the offset of the first invalid character
};

// Decodes strictly: only the standard alphabet, no line breaks, nothing after the padding. The padding is optional, and
// the unused bits of the last character are ignored. `out` must have space for Base64DecodedBound bytes.
Base64Result DecodeBase64(std::string_view text, char* out);

// Appends `bytes` as padded base64.
void AppendBase64(std::string& out, std::string_view bytes);

// The alphabet for URLs without padding (§5), as JOSE and PKCE use it.
std::string Base64Url(std::string_view bytes);

}  // namespace millrace
