// What is broken or odd in the dirty share of the traffic. Each kind says what a reader must make of it, so that the
// rejects of a run can be compared with what was spoiled. Spoiling is text surgery on finished rows and events: it is
// rare, so it may be slow.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace millrace::generate {

// kind, where it sits, the reject reason that it must lead to (empty: it is read all the same)
//   payload: in the `data` of one request      line: in one line of the file
//   row: in a field beside `data`              event: in one event of a bundle
#define MILLRACE_FLAWS(X)                     \
  X(truncated_base64, payload, "bad_payload") \
  X(truncated_json, payload, "bad_payload")   \
  X(null_payload, payload, "missing_payload") \
  X(truncated_line, line, "not_json")         \
  X(text_ingest_time, row, "bad_ingest_time") \
  X(no_row_app, row, "missing_app_id")        \
  X(no_event_id, event, "missing_field")      \
  X(null_timestamp, event, "missing_field")   \
  X(unknown_app, event, "unknown_app")        \
  X(no_name, event, "missing_name")           \
  X(no_user, event, "missing_user")           \
  X(array_as_attributes, event, "bad_event")  \
  X(scalar_event, event, "not_an_event")      \
  X(null_event, event, "not_an_event")        \
  X(future_event, event, "")                  \
  X(text_as_number, event, "")                \
  X(nan_value, event, "")                     \
  X(bad_utf8, line, "")                       \
  X(empty_line, line, "")                     \
  X(carriage_return, line, "")                \
  X(text_behind_row, line, "")                \
  X(integer_as_text, row, "")                 \
  X(short_method_key, row, "")

enum class Flaw : uint8_t {
#define MILLRACE_FLAW(kind, place, reason) kind,
  MILLRACE_FLAWS(MILLRACE_FLAW)
#undef MILLRACE_FLAW
      none,
};
inline constexpr int kFlawCount = static_cast<int>(Flaw::none);

enum class FlawPlace : uint8_t { payload, line, row, event };

std::string_view FlawName(Flaw flaw);
FlawPlace PlaceOf(Flaw flaw);
// The reason code, empty when what is spoiled can still be read.
std::string_view RejectReasonOf(Flaw flaw);
// Whether nothing of the request can be used.
bool LosesRequest(Flaw flaw);

// Spoils one event object.
void SpoilEvent(Flaw flaw, std::string& event, uint64_t bits);
// Spoils one finished line (without its line end); what is in the way of reading it stays inside its own line.
void SpoilLine(Flaw flaw, std::string& line, uint64_t bits);

}  // namespace millrace::generate
