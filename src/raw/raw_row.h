// One row of the raw store: one HTTP request written by the collector (spec/raw-input.md §2). Errors in a line are
// results, never exceptions.
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

// One value of a line: a row, or something that is not a row.
struct LineValue {
  const RawRow* row = nullptr;  // null: `text` is not a row; `error` says why
  std::string_view text{};      // as on the line; the whole line if it contains a single value
  std::string_view error{};
};

// Parses lines into rows. Not thread-safe: one parser per worker; reuses its buffers. Memory depends on the longest
// line, not on the number of its rows.
class RowParser {
 public:
  RowParser();
  ~RowParser();
  RowParser(const RowParser&) = delete;
  RowParser& operator=(const RowParser&) = delete;

  // Starts a line, which must be followed by kJsonPadding readable bytes. Their content does not matter and is not
  // changed.
  void Start(std::string_view line);

  // Reads the next value of the line; returns false at its end. JSON values are read in order, even with nothing
  // between two of them: an object is a row, an array of objects gives one row each. Any other value is not a row. Text
  // that is not JSON extends to the end of the line and is not a row, and neither is a line without a value. Accepts
  // the dialect of raw-input §2: NaN and infinities, single quotes. Malformed JSON is detected even in unused fields.
  // Of duplicate keys, the last counts. Views in `value` live until the next call.
  bool Next(LineValue& value);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
