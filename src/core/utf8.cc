#include "core/utf8.h"

#include <simdjson.h>

#include "core/hex.h"

namespace millrace {

bool IsValidUtf8(std::string_view bytes) {
  return simdjson::validate_utf8(bytes.data(), bytes.size());
}

namespace {

// What must follow a lead byte: the number of continuation bytes, and the range of the first of them, which excludes
// overlong forms, surrogates and code points beyond U+10FFFF. Length 0: not a lead byte.
struct Lead {
  int continuations;
  unsigned char first_low;
  unsigned char first_high;
};

Lead LeadOf(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {1, 0x80, 0xBF};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2, 0x80, 0xBF};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {3, 0x80, 0xBF};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {0, 0, 0};
}

// Calls `each` with a part that is UTF-8 and the malformed sequence after it, which is empty only at the end.
template <typename Each>
void ForEachPart(std::string_view bytes, const Each& each) {
  size_t done = 0;
  size_t at = 0;
  while (at < bytes.size()) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    if (byte < 0x80) {
      ++at;
      continue;
    }
    const Lead lead = LeadOf(byte);
    size_t end = at + 1;
    int missing = lead.continuations;
    unsigned char low = lead.first_low;
    unsigned char high = lead.first_high;
    while (missing > 0 && end < bytes.size()) {
      const auto next = static_cast<unsigned char>(bytes[end]);
      if (next < low || next > high) break;
      low = 0x80;
      high = 0xBF;
      ++end;
      --missing;
    }
    if (lead.continuations == 0 || missing > 0) {
      each(bytes.substr(done, at - done), bytes.substr(at, end - at));
      done = end;
    }
    at = end;
  }
  each(bytes.substr(done), std::string_view());
}

void AppendEscaped(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    out += "\\x";
    AppendHex(out, static_cast<unsigned char>(c));
  }
}

// Of valid UTF-8: U+0000 to U+001F, U+007F, and U+0080 to U+009F, which some terminals obey as well.
std::string EscapeControls(std::string text, std::string_view kept) {
  const auto size_at = [&](size_t i) -> size_t {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0) return 2;
    return (byte < 0x20 || byte == 0x7F) && kept.find(text[i]) == std::string_view::npos ? 1 : 0;
  };
  size_t at = 0;
  while (at < text.size() && size_at(at) == 0) ++at;
  if (at == text.size()) return text;
  std::string out = text.substr(0, at);
  while (at < text.size()) {
    const size_t size = size_at(at);
    if (size == 0) {
      out += text[at++];
    } else {
      AppendEscaped(out, std::string_view(text).substr(at, size));
      at += size;
    }
  }
  return out;
}

}  // namespace

std::string EscapeInvalidUtf8(std::string_view bytes) {
  std::string out;
  ForEachPart(bytes, [&](std::string_view valid, std::string_view malformed) {
    out += valid;
    AppendEscaped(out, malformed);
  });
  return out;
}

std::string ShownName(std::string_view bytes) {
  return EscapeControls(EscapeInvalidUtf8(bytes), "");
}

std::string ShownText(std::string_view bytes) {
  return EscapeControls(EscapeInvalidUtf8(bytes), "\n\t");
}

void ReplaceInvalidUtf8(std::string_view bytes, std::string& out) {
  out.clear();
  out.reserve(bytes.size() + 16);
  AppendValidUtf8(bytes, out);
}

void AppendValidUtf8(std::string_view bytes, std::string& out) {
  ForEachPart(bytes, [&](std::string_view valid, std::string_view malformed) {
    out += valid;
    if (!malformed.empty()) out += "\xEF\xBF\xBD";
  });
}

void AppendUtf8(std::string& out, char32_t code_point) {
  const auto byte = [&](char32_t value) { out.push_back(static_cast<char>(value)); };
  if (code_point < 0x80) {
    byte(code_point);
  } else if (code_point < 0x800) {
    byte(0xC0 | (code_point >> 6));
    byte(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    byte(0xE0 | (code_point >> 12));
    byte(0x80 | ((code_point >> 6) & 0x3F));
    byte(0x80 | (code_point & 0x3F));
  } else {
    byte(0xF0 | (code_point >> 18));
    byte(0x80 | ((code_point >> 12) & 0x3F));
    byte(0x80 | ((code_point >> 6) & 0x3F));
    byte(0x80 | (code_point & 0x3F));
  }
}

}  // namespace millrace
