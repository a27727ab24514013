#include "transform/json_value.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "core/hex.h"
#include "core/json_text.h"
#include "core/trim.h"

namespace millrace {
namespace {

using simdjson::error_code;
using simdjson::ondemand::json_type;

// Plain digits without a leading zero: a number that needs no rewriting. Also returns its value, unless it has so many
// digits that it might be too large.
bool ReadPlainInteger(std::string_view token, std::optional<int64_t>& value) {
  constexpr size_t kSafeDigits = 18;
  const bool negative = !token.empty() && token.front() == '-';
  if (negative) token.remove_prefix(1);
  if (token.empty() || (token.front() == '0')) return false;
  uint64_t number = 0;
  for (const char c : token) {
    const auto digit = static_cast<unsigned char>(c - '0');
    if (digit > 9) return false;
    number = number * 10 + digit;
  }
  if (token.size() <= kSafeDigits) value = negative ? -static_cast<int64_t>(number) : static_cast<int64_t>(number);
  return true;
}

error_code ReadNumber(std::string_view token, Arena& arena, std::string& scratch, JsonScalar& out) {
  out.integer.reset();
  if (ReadPlainInteger(token, out.integer)) [[likely]] {
    out.kind = JsonKind::kInteger;
    out.text = token;
    out.token = {};
    return simdjson::SUCCESS;
  }
  scratch.clear();
  switch (AppendNumber(scratch, token)) {
    case NumberText::kInvalid:
      return simdjson::NUMBER_ERROR;
    case NumberText::kInfinity:
      out.kind = JsonKind::kString;
      break;
    case NumberText::kNumber:
      out.kind = std::any_of(token.begin(), token.end(), [](char c) { return c == '.' || (c | 0x20) == 'e'; })
                     ? JsonKind::kReal
                     : JsonKind::kInteger;
      break;
  }
  out.text = arena.Copy(scratch);
  out.token = token;
  return simdjson::SUCCESS;
}

error_code ReadString(simdjson::ondemand::value& value, Arena& arena, std::string& scratch, JsonScalar& out) {
  out.kind = JsonKind::kString;
  out.integer.reset();
  out.token = {};
  const error_code error = value.get_string().get(out.text);
  if (error == simdjson::SUCCESS) [[likely]]
    return error;
  // The reference system accepts lone surrogates. Any other error is found when the escapes are read here.
  std::string_view token = TrimEnd(value.raw_json_token());
  if (token.size() < 2 || token.back() != '"') return error;
  scratch.clear();
  if (!UnescapeJsonString(token.substr(1, token.size() - 2), scratch)) return error;
  out.text = arena.Copy(scratch);
  return simdjson::SUCCESS;
}

// Like Java's Double.parseDouble: surrounding control characters and spaces are trimmed, and d or f may follow the
// number.
std::optional<double> ParseJavaDouble(std::string_view text) {
  text = TrimControls(text);
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  const double sign = negative ? -1.0 : 1.0;
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return sign * std::numeric_limits<double>::infinity();
  const bool hex = text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  const char last = text.back();
  if (last == 'd' || last == 'D' || last == 'f' || last == 'F') {
    // In a hexadecimal number the letter is a digit unless it is part of the exponent.
    if (!hex || text.find_first_of("pP") != std::string_view::npos) text.remove_suffix(1);
  }
  if (hex) {
    text.remove_prefix(2);
    if (text.find_first_of("pP") == std::string_view::npos) return std::nullopt;
  }
  if (text.empty() || (text.front() != '.' && HexValue(text.front()) < 0)) {
    return std::nullopt;  // from_chars would also take "inf" and "nan"
  }
  double value = 0;
  const auto format = hex ? std::chars_format::hex : std::chars_format::general;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, format);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    // Java rounds values above the range to infinity and values below it to zero.
    const std::string copy(text);
    value = std::strtod(copy.c_str(), nullptr);
  } else if (error != std::errc()) {
    return std::nullopt;
  }
  return sign * value;
}

std::optional<double> NumberOf(const JsonScalar& value) {
  return value.integer ? std::optional(static_cast<double>(*value.integer)) : ParseJavaDouble(value.text);
}

}  // namespace

error_code ReadScalar(simdjson::ondemand::value& value, Arena& arena, std::string& scratch, JsonScalar& out) {
  json_type type;
  if (const error_code error = value.type().get(type)) return error;
  switch (type) {
    case json_type::string:
      return ReadString(value, arena, scratch, out);
    case json_type::number:
      // Do not consume it: the iterator skips it, which is cheaper than parsing it.
      return ReadNumber(TrimEnd(value.raw_json_token()), arena, scratch, out);
    case json_type::boolean: {
      bool flag = false;
      const error_code error = value.get_bool().get(flag);
      out = {JsonKind::kBool, flag ? std::string_view("true") : std::string_view("false")};
      return error;
    }
    case json_type::null: {
      bool is_null = false;
      const error_code error = value.is_null().get(is_null);
      out = {JsonKind::kNull, {}};
      return error ? error : (is_null ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR);
    }
    case json_type::object:
      out = {JsonKind::kObject, {}};
      return simdjson::SUCCESS;
    case json_type::array:
      out = {JsonKind::kArray, {}};
      return simdjson::SUCCESS;
  }
  return simdjson::TAPE_ERROR;
}

error_code ReadAnyText(simdjson::ondemand::value& value, Arena& arena, std::string& scratch, JsonScalar& out) {
  if (const error_code error = ReadScalar(value, arena, scratch, out)) return error;
  switch (out.kind) {
    case JsonKind::kNull:
      out.text = "null";
      break;
    case JsonKind::kObject:
    case JsonKind::kArray: {
      scratch.clear();
      if (const error_code error = AppendCompactJson(value, scratch)) return error;
      out.text = arena.Copy(scratch);
      break;
    }
    default:
      break;
  }
  return simdjson::SUCCESS;
}

error_code ReadKey(simdjson::ondemand::field& field, Arena& arena, std::string& scratch, std::string_view& out) {
  out = field.escaped_key();
  if (out.find('\\') == std::string_view::npos) [[likely]]
    return simdjson::SUCCESS;
  scratch.clear();
  if (!UnescapeJsonString(out, scratch)) return simdjson::STRING_ERROR;
  // The key lookup may read eight bytes past the end.
  const size_t size = scratch.size();
  scratch.append(8, '\0');
  out = arena.Copy(scratch).substr(0, size);
  return simdjson::SUCCESS;
}

NullableText IdText(const JsonScalar& value, Arena& arena) {
  if (value.token.data() == nullptr) return value.kind == JsonKind::kNull ? NullableText() : value.text;
  constexpr double kExact = 0x1p53;
  if (value.kind == JsonKind::kReal) {
    const double number = ParseJavaDouble(value.token).value_or(kExact);
    if (std::abs(number) < kExact && std::trunc(number) == number) {
      return arena.Copy(std::to_string(static_cast<int64_t>(number)));
    }
  }
  return value.token;
}

std::optional<int64_t> SafeLong(const JsonScalar& value) {
  if (value.kind != JsonKind::kString && value.kind != JsonKind::kInteger) return std::nullopt;
  return IntegerOf(value);
}

std::optional<int32_t> SafeInt(const JsonScalar& value) {
  const auto wide = SafeLong(value);
  if (!wide || *wide < std::numeric_limits<int32_t>::min() || *wide > std::numeric_limits<int32_t>::max()) {
    return std::nullopt;
  }
  return static_cast<int32_t>(*wide);
}

std::optional<double> SafeDouble(const JsonScalar& value) {
  switch (value.kind) {
    case JsonKind::kString:
    case JsonKind::kInteger:
    case JsonKind::kReal: {
      const auto number = NumberOf(value);
      return number && std::isfinite(*number) ? number : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

std::optional<bool> SafeBool(const JsonScalar& value) {
  const std::string_view text = value.text;
  switch (value.kind) {
    case JsonKind::kNull:
    case JsonKind::kObject:
    case JsonKind::kArray:
      return std::nullopt;
    default:
      break;
  }
  if (text.empty() || text == "null") return std::nullopt;
  if (text == "1") return true;
  if (text.size() != 4) return false;
  constexpr std::string_view kTrue = "true";
  for (size_t i = 0; i < 4; ++i) {
    if ((text[i] | 0x20) != kTrue[i]) return false;
  }
  return true;
}

std::optional<int64_t> PlainLong(const JsonScalar& value, bool& ok) {
  switch (value.kind) {
    case JsonKind::kNull:
      return std::nullopt;
    case JsonKind::kInteger: {
      const auto number = IntegerOf(value);
      ok = number.has_value();
      return number;
    }
    case JsonKind::kReal: {
      const auto number = NumberOf(value);
      ok = number && *number >= -0x1p63 && *number < 0x1p63;
      return ok ? std::optional(static_cast<int64_t>(*number)) : std::nullopt;
    }
    case JsonKind::kString: {
      const std::string_view text = TrimControls(value.text);
      if (text.empty() || text == "null") return std::nullopt;
      const auto number = ParseInteger(text);
      ok = number.has_value();
      return number;
    }
    default:
      ok = false;
      return std::nullopt;
  }
}

std::optional<double> PlainDouble(const JsonScalar& value, bool& ok) {
  switch (value.kind) {
    case JsonKind::kNull:
      return std::nullopt;
    case JsonKind::kInteger:
    case JsonKind::kReal:
    case JsonKind::kString: {
      if (value.kind == JsonKind::kString && (value.text.empty() || value.text == "null")) return std::nullopt;
      const auto number = NumberOf(value);
      ok = number && std::isfinite(*number);
      return ok ? number : std::nullopt;
    }
    default:
      ok = false;
      return std::nullopt;
  }
}

std::optional<int32_t> SizeOf(const JsonScalar& value, bool texts, bool& ok) {
  constexpr double kEnd = 0x1p31;
  const auto fitting = [&](double number) -> std::optional<int32_t> {
    const double whole = std::trunc(number);
    ok = whole >= -kEnd && whole < kEnd;
    return ok ? std::optional(static_cast<int32_t>(whole)) : std::nullopt;
  };
  if (value.kind == JsonKind::kNull) return std::nullopt;
  if (value.kind == JsonKind::kInteger || value.kind == JsonKind::kReal) {
    return fitting(NumberOf(value).value_or(kEnd));
  }
  if (texts && value.kind == JsonKind::kString) {
    const std::string_view text = TrimControls(value.text);
    if (text.empty() || text == "null") return std::nullopt;
    if (const auto whole = ParseInteger(text)) return fitting(static_cast<double>(*whole));
    if (IsJsonNumber(text.substr(text.front() == '+' ? 1 : 0))) return fitting(ParseJavaDouble(text).value_or(kEnd));
  }
  ok = false;
  return std::nullopt;
}

bool IsBeyondLong(const JsonScalar& value) {
  if (value.kind != JsonKind::kString && value.kind != JsonKind::kInteger && value.kind != JsonKind::kReal)
    return false;
  const auto number = NumberOf(value);
  return number && !(*number >= -0x1p63 && *number < 0x1p63);
}

}  // namespace millrace
