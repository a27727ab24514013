// One JSON value as the binding rules see it (spec/transform-clickstream.md §3): a kind and its text. Thread-safe, but
// for what is passed in.
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

// A scalar's kind and text: of a string its content (lone surrogates as `?`), of a number its text as the reference
// rewrites it (raw-input §3.1), of a boolean `true` or `false`. Objects and arrays have no text here.
struct JsonScalar {
  JsonKind kind = JsonKind::kNull;
  std::string_view text;
  std::optional<int64_t> integer = {};  // of an integer that is written plainly, known from reading it
  std::string_view token = {};          // of a number that was sent in other words than `text`: as it was sent
};

// Reads a value that is no object or array whole; of those only the kind, so that the caller can go into them. Views
// live as long as the parsed buffer, the parser's string buffer and the arena. An error means malformed JSON.
simdjson::error_code ReadScalar(simdjson::ondemand::value& value, Arena& arena, std::string& scratch, JsonScalar& out);

// Text of any value as custom parameters keep it (lake-tables §6.1): a scalar's text, of an object or array the compact
// JSON; null gives the text `null`. `kind` tells the type tag.
simdjson::error_code ReadAnyText(simdjson::ondemand::value& value, Arena& arena, std::string& scratch, JsonScalar& out);

// The content of an object's key, unescaped.
simdjson::error_code ReadKey(simdjson::ondemand::field& field, Arena& arena, std::string& scratch,
                             std::string_view& out);

// The text of an id (spec/README.md): of a number as it was sent, but an integral double below 2^53 without fraction
// and exponent. Null stays null.
NullableText IdText(const JsonScalar& value, Arena& arena);

// Conversions of §3. `nullopt` is null. The «plain» ones and that of a size also have a failure: `ok` becomes false. No
// result is NaN or infinite.
std::optional<int64_t> SafeLong(const JsonScalar& value);
std::optional<int32_t> SafeInt(const JsonScalar& value);
std::optional<double> SafeDouble(const JsonScalar& value);
std::optional<bool> SafeBool(const JsonScalar& value);
std::optional<int64_t> PlainLong(const JsonScalar& value, bool& ok);
std::optional<double> PlainDouble(const JsonScalar& value, bool& ok);

// A size in pixels: a fraction is cut. Of texts only numbers, and only with `texts`.
std::optional<int32_t> SizeOf(const JsonScalar& value, bool texts, bool& ok);
// Whether it is a number, or a text that names one, that no int64 holds, whole or cut.
bool IsBeyondLong(const JsonScalar& value);
// Whether it is a number of JSON, or beyond int64: what a conversion to a column must not lose in silence.
inline bool IsNumber(const JsonScalar& value) {
  return value.kind == JsonKind::kInteger || value.kind == JsonKind::kReal || IsBeyondLong(value);
}

// A scalar's text as ParseInteger reads it.
inline std::optional<int64_t> IntegerOf(const JsonScalar& value) {
  return value.integer ? value.integer : ParseInteger(value.text);
}

}  // namespace millrace
