// The JSON dialect that rows and payloads may be written in (spec/raw-input.md §2), rewritten as strict JSON: the slow
// way round for text that a strict parser refuses. Thread-safe, but for JsonNormaliser.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace millrace {

enum class JsonDialect : uint8_t {
  kLenient,  // that of rows and SDK payloads
  kStrict,   // that of GTM and Sensors payloads: no NaN, no infinities, no single quotes
};

// Rewrites the values of a text that may hold several, one after the other, as JSON that every parser reads the same:
//   NaN, Infinity, INF and their negatives become the strings "NaN", "Infinity", "-Infinity";
//   single-quoted strings and keys become double-quoted, \' becomes ';
//   bytes that are not UTF-8 become U+FFFD;
//   blanks between tokens are dropped.
// Everything else stands as it was. The text must outlive the object. Not thread-safe.
class JsonNormaliser {
 public:
  JsonNormaliser(std::string_view text, JsonDialect dialect);
  ~JsonNormaliser();
  JsonNormaliser(const JsonNormaliser&) = delete;
  JsonNormaliser& operator=(const JsonNormaliser&) = delete;

  // Appends the next value to `strict`. False, with `strict` as it was, when there is none, or what comes next is
  // malformed by the rules of §2 (raw control characters in strings, comments, leading zeros, unquoted keys, trailing
  // commas, …): `error` then says what is wrong at which byte.
  bool Next(std::string& strict, std::string& error);
  // What stands behind the values that were read, without the blanks before it.
  std::string_view rest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Writes the first value of `text` to `strict` (replacing what it held); whatever follows it is dropped. False when it
// is malformed. `strict` has capacity for 64 bytes more than it holds, so that it can be parsed in place.
bool NormaliseJson(std::string_view text, std::string& strict, std::string& error,
                   JsonDialect dialect = JsonDialect::kLenient);

// The same for a text of several values: `size` becomes the length of the first one, with the blanks before it. Takes
// time in proportion to that length, so that a caller may go from value to value.
bool NormaliseFirstJson(std::string_view text, size_t& size, std::string& strict, std::string& error,
                        JsonDialect dialect = JsonDialect::kLenient);

}  // namespace millrace
