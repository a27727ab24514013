// One row of the raw store: one HTTP request that the collector wrote (spec/raw-input.md §2).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// A text that may be absent: null when data() is null. (An empty text has a non-null data().)
using NullableText = std::string_view;

// The views point into the parsed line or into the parser's buffers and live until its next row.
struct RawRow {
  NullableText
      data;  // the payload as sent, followed by kJsonPadding readable bytes; of a bare JSON value its compact text
  NullableText ip;
  NullableText rid;
  NullableText ua;
  NullableText uri;
  NullableText app_id;
  std::optional<int64_t> ingest_time_sent;  // integers written as text count (raw-input difference 10)
  std::optional<int64_t> ingest_time;       // ms since the epoch; null where ReadIngestTime accepts no such time
  bool ingest_in_seconds = false;           // it was sent in seconds
  std::optional<int64_t> client_timestamp;  // ms since the epoch, the client's clock at upload; integer or integer text
  bool replaced_utf8 = false;               // bytes that are not UTF-8 became U+FFFD (raw-input difference 11)
};

// Every buffer that is parsed as JSON must be followed by this many readable bytes.
inline constexpr size_t kJsonPadding = 64;

// What stands on a line: a row, or something that is none.
struct LineValue {
  const RawRow* row = nullptr;  // null: `text` is no row, `error` says why
  std::string_view text{};      // as it stands on the line; the line itself where it holds one value alone
  std::string_view error{};
};

// Parses lines into rows. Not thread-safe: one parser a worker; reuses its buffers. Memory depends on the longest line,
// not on how many rows it holds.
class RowParser {
 public:
  RowParser();
  ~RowParser();
  RowParser(const RowParser&) = delete;
  RowParser& operator=(const RowParser&) = delete;

  // Begins a line, which must be followed by kJsonPadding readable bytes (their content does not matter, and the bytes
  // themselves are not changed).
  void Start(std::string_view line);

  // The line's next row, or what is none; false at its end. Each JSON value is read in its order, also without anything
  // between two of them: an object is a row, an array of objects one row each. Another value is no row as a whole; what
  // is no JSON value is none up to the end of the line, and so is a line without a value. Accepts the dialect of
  // raw-input §2: NaN and infinities, single quotes. Malformed JSON is also noticed in fields that no row uses. A key
  // given twice: the last counts. Views in `value` live until the next call.
  bool Next(LineValue& value);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
