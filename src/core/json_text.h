// JSON values as text in the form of the lake's columns (spec/lake-tables.md §6.1): compact, keys in their order,
// minimal escapes, numbers in one fixed format. All functions append to `out` and are thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <simdjson.h>

namespace millrace {

// A quoted string. In `utf8` only `"`, `\` and control characters are escaped.
void AppendJsonString(std::string& out, std::string_view utf8);

// The shortest digits that read back as the same value, in Java's format: `1.0`, `-0.0`, `12345.678`; from 10^7 on and
// below 10^-3 `1.23456789E7`, `1.0E-5`; `NaN`, `Infinity`, `-Infinity` without quotes.
void AppendJavaDouble(std::string& out, double value);

// Whether the token is exactly a number of JSON's grammar.
bool IsJsonNumber(std::string_view token);

// The result for a number token.
enum class NumberText : uint8_t {
  kInvalid,  // the token is not a JSON number; nothing was appended
  kNumber,   // a number
  // A number beyond the range of a double: `Infinity` or `-Infinity` was appended, without the quotes of a string.
  kInfinity,
};

// A JSON number token (surrounding blanks are ignored): integers keep all digits (`-0` becomes `0`); with a fraction or
// an exponent it is a double (`1.10` → `1.1`, `1e400` → `Infinity`).
NumberText AppendNumber(std::string& out, std::string_view token);

// The same token as in the columns *_json_str: integers beyond int64 become doubles, too.
NumberText AppendJsonStrNumber(std::string& out, std::string_view token);

// Resolves the escapes of a JSON string, given without its quotes; each unpaired surrogate becomes `?`. False if an
// escape is malformed (then `out` contains the part before it).
bool UnescapeJsonString(std::string_view raw, std::string& out);

// Rewrites a value: strings are escaped again, numbers are those of AppendNumber (infinities quoted), and of duplicate
// keys in an object the last value is written in the position of the first. Checks the whole syntax; after an error
// `out` contains a part of the value. DEPTH_ERROR for values nested deeper than kMaxJsonDepth.
inline constexpr int kMaxJsonDepth = 1024;
simdjson::error_code AppendCompactJson(simdjson::ondemand::value value, std::string& out);
simdjson::error_code AppendCompactJson(simdjson::ondemand::object object, std::string& out);
simdjson::error_code AppendCompactJson(simdjson::ondemand::array array, std::string& out);

}  // namespace millrace
