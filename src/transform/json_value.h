// One JSON value as the binding rules see it (spec/transform-clickstream.md §3): its kind and its text. Thread-safe,
// except for the arguments that are changed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "core/integer_text.h"
#include "raw/raw_row.h"
#include "transform/arena.h"

namespace millrace {

enum class JsonKind : uint8_t { kNull, kString, kInteger, kReal, kBool, kObject, kArray };

// The kind of a value and its text: the content of a string (lone surrogates become `?`), a number as the reference
// rewrites it (raw-input §3.1), `true` or `false`. Objects and arrays have no text here.
struct JsonScalar {
  JsonKind kind = JsonKind::kNull;
  std::string_view text;
  std::optional<int64_t> integer = {};  // the value of an integer that is written plainly
  std::string_view token = {};          // a number as it was sent, if that differs from `text`
};

// Reads a scalar; of an object or array only the kind, so that the caller can iterate it. Views live as long as the
// parsed buffer, the parser's string buffer and the arena. An error means malformed JSON.
simdjson::error_code ReadScalar(simdjson::ondemand::value& value, Arena& arena, std::string& scratch, JsonScalar& out);

// Reads any value as the text that custom parameters keep (lake-tables §6.1): the text of a scalar, the compact JSON of
// an object or array; null becomes the text `null`. `kind` determines the type tag.
simdjson::error_code ReadAnyText(simdjson::ondemand::value& value, Arena& arena, std::string& scratch, JsonScalar& out);

// Reads the key of a field and unescapes it.
simdjson::error_code ReadKey(simdjson::ondemand::field& field, Arena& arena, std::string& scratch,
                             std::string_view& out);

// The text of an id (spec/README.md): a number is the text as sent, but an integral double below 2^53 loses fraction
// and exponent. Null stays null.
NullableText IdText(const JsonScalar& value, Arena& arena);

// The conversions of §3. `nullopt` is null. The «plain» ones and that of a size can also fail: then `ok` is false. A
// result is never NaN or infinite.
std::optional<int64_t> SafeLong(const JsonScalar& value);
std::optional<int32_t> SafeInt(const JsonScalar& value);
std::optional<double> SafeDouble(const JsonScalar& value);
std::optional<bool> SafeBool(const JsonScalar& value);
std::optional<int64_t> PlainLong(const JsonScalar& value, bool& ok);
std::optional<double> PlainDouble(const JsonScalar& value, bool& ok);

// A size in pixels; a fraction is truncated. With `texts`, a text that is a number is accepted, too.
std::optional<int32_t> SizeOf(const JsonScalar& value, bool texts, bool& ok);
// Whether the value is a number, or the text of one, that is outside the range of int64 even without its fraction.
bool IsBeyondLong(const JsonScalar& value);
// Whether the value is a JSON number, or outside the range of int64. If a column cannot store it, it must be counted.
inline bool IsNumber(const JsonScalar& value) {
  return value.kind == JsonKind::kInteger || value.kind == JsonKind::kReal || IsBeyondLong(value);
}

// The integer that ParseInteger reads from the text of a scalar.
inline std::optional<int64_t> IntegerOf(const JsonScalar& value) {
  return value.integer ? value.integer : ParseInteger(value.text);
}

}  // namespace millrace
