#include "core/json_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "core/ascii.h"
#include "core/hex.h"
#include "core/integer_text.h"
#include "core/trim.h"
#include "core/utf8.h"

namespace millrace {
namespace {

// 1 for bytes that a JSON string must escape.
constexpr std::array<uint8_t, 256> kMustEscape = [] {
  std::array<uint8_t, 256> table{};
  for (int byte = 0; byte < 0x20; ++byte) table[byte] = 1;
  table['"'] = 1;
  table['\\'] = 1;
  return table;
}();

// The length of the text up to the first byte that must be escaped, or less by up to seven bytes.
size_t PlainLength(std::string_view text) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  size_t at = 0;
  for (uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    // The highest bit of each byte: whether the byte, or a lower one, is less than the limit.
    const auto less = [](uint64_t bytes, uint64_t limit) { return (bytes - kOnes * limit) & ~bytes; };
    const uint64_t found = less(word, 0x20) | less(word ^ (kOnes * '"'), 1) | less(word ^ (kOnes * '\\'), 1);
    if ((found & (kOnes << 7)) != 0) break;
  }
  return at;
}

void AppendEscape(std::string& out, unsigned char byte) {
  switch (byte) {
    case '"':
      out.append("\\\"");
      return;
    case '\\':
      out.append("\\\\");
      return;
    case '\b':
      out.append("\\b");
      return;
    case '\f':
      out.append("\\f");
      return;
    case '\n':
      out.append("\\n");
      return;
    case '\r':
      out.append("\\r");
      return;
    case '\t':
      out.append("\\t");
      return;
    default:
      out.append("\\u00");
      AppendHex(out, byte, kHexCapitals);
  }
}

enum class Grammar : uint8_t { kNone, kInteger, kReal };

// Reads the whole token as a number of JSON's grammar.
Grammar GrammarOf(std::string_view token) {
  const char* at = token.data();
  const char* const end = at + token.size();
  const auto is = [&](char c) { return at != end && *at == c; };
  const auto digits = [&] {
    const char* const first = at;
    while (at != end && IsDigit(*at)) ++at;
    return at != first;
  };
  if (is('-')) ++at;
  if (is('0')) {
    ++at;
  } else if (!digits()) {
    return Grammar::kNone;
  }
  if (at == end) return Grammar::kInteger;
  if (is('.')) {
    ++at;
    if (!digits()) return Grammar::kNone;
  }
  if (is('e') || is('E')) {
    ++at;
    if (is('+') || is('-')) ++at;
    if (!digits()) return Grammar::kNone;
  }
  return at == end ? Grammar::kReal : Grammar::kNone;
}

// Whether a number outside the range of a double is too large (otherwise it is too small), by the decimal exponent of
// its first nonzero digit.
bool IsHuge(std::string_view text) {
  constexpr int64_t kFar = 1'000'000'000'000;
  const size_t mark = text.find_first_of("eE");
  int64_t exponent = 0;
  if (mark != std::string_view::npos) {
    std::string_view digits = text.substr(mark + 1);
    const bool negative = digits.front() == '-';
    if (!IsDigit(digits.front())) digits.remove_prefix(1);
    for (const char digit : digits) exponent = std::min(kFar, exponent * 10 + (digit - '0'));
    if (negative) exponent = -exponent;
  }
  const std::string_view mantissa = text.substr(0, mark);
  const size_t point = std::min(mantissa.find('.'), mantissa.size());
  const size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) return false;
  exponent += static_cast<int64_t>(point) - static_cast<int64_t>(first);
  return exponent > 0;
}

// Whether a JSON number has the form of AppendJavaDouble. Distinct decimals of up to 15 digits are distinct doubles, so
// without superfluous zeros they are the shortest that read back.
bool IsJavaDouble(std::string_view text) {
  constexpr size_t kExactDigits = 15;
  constexpr size_t kWholeDigits = 7;
  if (text.starts_with('-')) text.remove_prefix(1);
  const size_t point = text.find('.');
  if (point > kWholeDigits || text.size() > kExactDigits + 1) return false;
  const std::string_view fraction = text.substr(point + 1);
  if (fraction.ends_with('0') && fraction.size() > 1) return false;
  if (text.starts_with('0') && fraction.substr(0, 3).find_first_not_of('0') == std::string_view::npos) return false;
  return fraction.find_first_of("eE") == std::string_view::npos;
}

NumberText AppendAsDouble(std::string& out, std::string_view text) {
  if (IsJavaDouble(text)) {
    out.append(text);
    return NumberText::kNumber;
  }
  double value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc::result_out_of_range) {
    value = IsHuge(text) ? std::numeric_limits<double>::infinity() : 0.0;
    if (text.front() == '-') value = -value;
  }
  AppendJavaDouble(out, value);
  return std::isinf(value) ? NumberText::kInfinity : NumberText::kNumber;
}

// The value of four hexadecimal digits at `at`; -1 if there are none.
int HexAt(std::string_view raw, size_t at) {
  if (at + 4 > raw.size()) return -1;
  int value = 0;
  for (size_t i = at; i < at + 4; ++i) {
    const int digit = HexValue(raw[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

bool IsHighSurrogate(int unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool IsLowSurrogate(int unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

}  // namespace

void AppendJsonString(std::string& out, std::string_view utf8) {
  out.push_back('"');
  size_t copied = 0;
  for (size_t at = PlainLength(utf8); at < utf8.size(); ++at) {
    const auto byte = static_cast<unsigned char>(utf8[at]);
    if (kMustEscape[byte] == 0) continue;
    out.append(utf8, copied, at - copied);
    AppendEscape(out, byte);
    copied = at + 1;
  }
  out.append(utf8, copied, utf8.size() - copied);
  out.push_back('"');
}

void AppendJavaDouble(std::string& out, double value) {
  if (std::isnan(value)) {
    out.append("NaN");
    return;
  }
  if (std::signbit(value)) {
    out.push_back('-');
    value = -value;
  }
  if (std::isinf(value)) {
    out.append("Infinity");
    return;
  }
  if (value == 0) {
    out.append("0.0");
    return;
  }
  // d[.ddd]e±xx, the shortest that reads back.
  std::array<char, 32> buffer;
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  const std::string_view text(buffer.data(), written.ptr - buffer.data());
  const size_t mark = text.find('e');
  int exponent = 0;
  const size_t exponent_at = mark + (text[mark + 1] == '+' ? 2 : 1);
  std::from_chars(text.data() + exponent_at, text.data() + text.size(), exponent);
  const char first = text[0];
  const std::string_view rest = mark > 2 ? text.substr(2, mark - 2) : std::string_view();

  if (value < 1e-3 || value >= 1e7) {
    out.push_back(first);
    out.push_back('.');
    out.append(rest.empty() ? "0" : rest);
    out.push_back('E');
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), exponent).ptr;
    out.append(buffer.data(), end - buffer.data());
  } else if (exponent < 0) {
    out.append("0.");
    out.append(-exponent - 1, '0');
    out.push_back(first);
    out.append(rest);
  } else {
    const size_t whole = std::min(rest.size(), static_cast<size_t>(exponent));
    out.push_back(first);
    out.append(rest.substr(0, whole));
    out.append(exponent - whole, '0');
    out.push_back('.');
    out.append(whole == rest.size() ? "0" : rest.substr(whole));
  }
}

bool IsJsonNumber(std::string_view token) {
  return GrammarOf(token) != Grammar::kNone;
}

NumberText AppendNumber(std::string& out, std::string_view token) {
  token = Trim(token);
  const Grammar grammar = GrammarOf(token);
  if (grammar == Grammar::kNone) return NumberText::kInvalid;
  if (grammar == Grammar::kReal) return AppendAsDouble(out, token);
  out.append(token == "-0" ? "0" : token);
  return NumberText::kNumber;
}

NumberText AppendJsonStrNumber(std::string& out, std::string_view token) {
  token = Trim(token);
  const Grammar grammar = GrammarOf(token);
  if (grammar == Grammar::kNone) return NumberText::kInvalid;
  if (grammar == Grammar::kInteger) {
    if (const auto value = ParseWhole<int64_t>(token)) {
      out.append(*value == 0 ? "0" : token);
      return NumberText::kNumber;
    }
  }
  return AppendAsDouble(out, token);
}

bool UnescapeJsonString(std::string_view raw, std::string& out) {
  size_t at = 0;
  while (true) {
    const size_t slash = raw.find('\\', at);
    out.append(raw, at, std::min(slash, raw.size()) - at);
    if (slash == std::string_view::npos) return true;
    if (slash + 1 >= raw.size()) return false;
    at = slash + 2;
    switch (raw[slash + 1]) {
      case '"':
      case '\\':
      case '/':
        out.push_back(raw[slash + 1]);
        break;
      case 'b':
        out.push_back('\b');
        break;
      case 'f':
        out.push_back('\f');
        break;
      case 'n':
        out.push_back('\n');
        break;
      case 'r':
        out.push_back('\r');
        break;
      case 't':
        out.push_back('\t');
        break;
      case 'u': {
        const int unit = HexAt(raw, at);
        if (unit < 0) return false;
        at += 4;
        if (IsHighSurrogate(unit) && raw.substr(at, 2) == "\\u") {
          const int low = HexAt(raw, at + 2);
          if (IsLowSurrogate(low)) {
            AppendUtf8(out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
            at += 6;
            break;
          }
        }
        if (IsHighSurrogate(unit) || IsLowSurrogate(unit)) {
          out.push_back('?');
        } else {
          AppendUtf8(out, unit);
        }
        break;
      }
      default:
        return false;
    }
  }
}

}  // namespace millrace
