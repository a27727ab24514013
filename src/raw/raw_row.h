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

// The views point into the parsed line or into the parser's buffers and live until its next Parse.
struct RawRow {
  NullableText
      data;  // the payload as sent, followed by kJsonPadding readable bytes; of a bare JSON value its compact text
  NullableText ip;
  NullableText rid;
  NullableText ua;
  NullableText uri;
  NullableText app_id;
  std::optional<int64_t> ingest_time;  // ms since the epoch; integers written as text count (raw-input difference 10)
  std::optional<int64_t> client_timestamp;  // ms since the epoch, the client's clock at upload; integer or integer text
  bool replaced_utf8 = false;               // bytes that are not UTF-8 became U+FFFD (raw-input difference 11)
};

// Every buffer that is parsed as JSON must be followed by this many readable bytes.
inline constexpr size_t kJsonPadding = 64;

// Parses lines into rows. Not thread-safe: one parser a worker; reuses its buffers.
class RowParser {
 public:
  RowParser();
  ~RowParser();
  RowParser(const RowParser&) = delete;
  RowParser& operator=(const RowParser&) = delete;

  // Parses one line, which must be followed by kJsonPadding readable bytes (their content does not matter, and the
  // bytes themselves are not changed). An object gives one row, an array of objects one row each. Accepts the dialect
  // of raw-input §2: NaN and infinities, single quotes, text behind the first value. A key given twice: the last
  // counts. Null when the line is no such JSON, also in a field that no row uses; `error` then says why.
  const std::vector<RawRow>* Parse(std::string_view line, std::string& error);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
