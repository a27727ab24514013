// Rewrites the JSON dialect of rows and payloads (spec/raw-input.md §2) into strict JSON: the slow path for text that a
// strict parser rejects. Thread-safe, except for JsonNormaliser.
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

// Rewrites the values of a text, which may contain several in a row, into JSON that every parser reads in the same way:
//   NaN, Infinity, INF and their negatives become the strings "NaN", "Infinity", "-Infinity";
//   single-quoted strings and keys become double-quoted, \' becomes ';
//   bytes that are not UTF-8 become U+FFFD;
//   blanks between tokens are dropped.
// Everything else is unchanged. The text must outlive the object. Not thread-safe.
class JsonNormaliser {
 public:
  JsonNormaliser(std::string_view text, JsonDialect dialect);
  ~JsonNormaliser();
  JsonNormaliser(const JsonNormaliser&) = delete;
  JsonNormaliser& operator=(const JsonNormaliser&) = delete;

  // Appends the next value to `strict`. Returns false and leaves `strict` unchanged if there is none, or if it is
  // malformed according to §2 (raw control characters in strings, comments, leading zeros, unquoted keys, trailing
  // commas, …). Then `error` says what is wrong at which byte.
  bool Next(std::string& strict, std::string& error);
  // The text after the values that were read, without leading blanks.
  std::string_view rest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Replaces `strict` by the first value of `text`; what follows it is dropped. False if it is malformed. `strict` has a
// capacity of 64 more bytes than its size, so that it can be parsed in place.
bool NormaliseJson(std::string_view text, std::string& strict, std::string& error,
                   JsonDialect dialect = JsonDialect::kLenient);

// The same for a text of several values: sets `size` to the length of the first one with its leading blanks. The time
// is proportional to that length, so that a caller may go from value to value.
bool NormaliseFirstJson(std::string_view text, size_t& size, std::string& strict, std::string& error,
                        JsonDialect dialect = JsonDialect::kLenient);

}  // namespace millrace
