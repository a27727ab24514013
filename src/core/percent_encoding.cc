#include "core/percent_encoding.h"

namespace millrace {

void AppendPercent(std::string& out, char c) {
  out += '%';
  AppendHex(out, static_cast<unsigned char>(c), kHexCapitals);
}

std::string UrlEncode(std::string_view text, bool keep_slashes) {
  std::string encoded;
  encoded.reserve(text.size() + text.size() / 4);
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == '~' || (keep_slashes && c == '/');
    if (plain) {
      encoded += c;
    } else {
      AppendPercent(encoded, c);
    }
  }
  return encoded;
}

std::string PercentDecode(std::string_view text, Plus plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    if (const int byte = EscapedByte(text, at); byte >= 0) {
      decoded += static_cast<char>(byte);
      at += 2;
    } else {
      decoded += text[at] == '+' && plus == Plus::kBlank ? ' ' : text[at];
    }
  }
  return decoded;
}

}  // namespace millrace
