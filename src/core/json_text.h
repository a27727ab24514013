// JSON values as text, the way the lake's columns hold them (spec/lake-tables.md §6.1): compact, keys in their order,
// the fewest escapes, numbers in one fixed layout. All functions append to `out` and are thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <simdjson.h>

namespace millrace {

// Quoted and escaped. `utf8` is written as it is apart from `"`, `\` and control characters.
void AppendJsonString(std::string& out, std::string_view utf8);

// The shortest digits that read back as the same value, laid out as Java does: `1.0`, `-0.0`, `12345.678`, from 10^7 on
// and below 10^-3 `1.23456789E7`, `1.0E-5`; `NaN`, `Infinity`, `-Infinity` without quotes.
void AppendJavaDouble(std::string& out, double value);

// Whether the token is a number by JSON's grammar, with nothing around it.
bool IsJsonNumber(std::string_view token);

// What a number token turned into.
enum class NumberText : uint8_t {
  kInvalid,   // the token is no JSON number; nothing was appended
  kNumber,    // a number
  kInfinity,  // beyond the range of a double: `Infinity` or `-Infinity` was appended, without quotes; it is a string
              // now
};

// A JSON number token (blanks around it are ignored): integers keep all their digits (`-0` becomes `0`), a fraction or
// an exponent makes it a double (`1.10` → `1.1`, `1e400` → `Infinity`).
NumberText AppendNumber(std::string& out, std::string_view token);

// The same token as the columns *_json_str hold it: integers that are no int64 become doubles too.
NumberText AppendJsonStrNumber(std::string& out, std::string_view token);

// Resolves the escapes of a JSON string, given without its quotes; each half of a surrogate pair that stands alone
// becomes
// `?`. False when an escape is malformed (`out` then holds the part before it).
bool UnescapeJsonString(std::string_view raw, std::string& out);

// A value, rewritten: strings are escaped anew, numbers as AppendNumber says (infinities quoted), of a key that is
// given twice in one object the last value stands at the place of the first. Checks all of the value's syntax; after an
// error `out` holds a part of it. Values nested deeper than kMaxJsonDepth give DEPTH_ERROR.
inline constexpr int kMaxJsonDepth = 1024;
simdjson::error_code AppendCompactJson(simdjson::ondemand::value value, std::string& out);
simdjson::error_code AppendCompactJson(simdjson::ondemand::object object, std::string& out);
simdjson::error_code AppendCompactJson(simdjson::ondemand::array array, std::string& out);

}  // namespace millrace
