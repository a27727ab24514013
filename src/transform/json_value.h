// One JSON value as the binding rules see it (spec/transform-clickstream.md §3): a kind and its text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "transform/arena.h"

namespace millrace {

enum class JsonKind : uint8_t { kNull, kString, kInteger, kReal, kBool, kObject, kArray };

// A scalar's kind and text: of a string its content (lone surrogates as `?`), of a number its text as the reference
// rewrites it (raw-input §3.1), of a boolean `true` or `false`. Objects and arrays have no text here.
struct JsonScalar {
  JsonKind kind = JsonKind::kNull;
  std::string_view text;
  std::optional<int64_t> integer = {};  // of an integer that is written plainly, known from reading it
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

// Conversions of §3. `nullopt` is null. The «plain» ones also have a failure: `ok` becomes false.
std::optional<int64_t> SafeLong(const JsonScalar& value);
std::optional<int32_t> SafeInt(const JsonScalar& value);
std::optional<double> SafeDouble(const JsonScalar& value);
std::optional<bool> SafeBool(const JsonScalar& value);
std::optional<int64_t> PlainLong(const JsonScalar& value, bool& ok);
std::optional<double> PlainDouble(const JsonScalar& value, bool& ok);

// An optional sign and digits within int64; nothing else.
std::optional<int64_t> ParseInteger(std::string_view text);
// The same of a scalar's text.
inline std::optional<int64_t> IntegerOf(const JsonScalar& value) {
  return value.integer ? value.integer : ParseInteger(value.text);
}

}  // namespace millrace
