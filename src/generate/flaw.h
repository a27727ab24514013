// The flaws in the dirty share of the traffic. Each kind defines how a reader must treat it, so that the rejects of a
// run can be compared with the generated flaws. Flaws are inserted by editing the text of finished rows and events:
// they are rare, so this may be slow.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "generate/generator.h"

namespace millrace::generate {

// kind, where it occurs, the reject reason that it must cause (empty: it is read anyway; the rest of the request is
// read, too, unless LosesRequest names the kind), the clients that have it
//   payload: in the `data` of one request      line: in one line of the file
//   row: in a field beside `data`              event: in one event of a bundle, under its client's keys
//   element: an element that is not an event
//   C: clickstream SDKs, G: tag manager, S: Sensors Data
#define MILLRACE_FLAWS(X)                                \
  X(truncated_base64, payload, "bad_payload", C)         \
  X(truncated_json, payload, "bad_payload", C | G)       \
  X(null_payload, payload, "missing_payload", C | G | S) \
  X(truncated_line, line, "not_json", C | G | S)         \
  X(text_ingest_time, row, "bad_ingest_time", C | G | S) \
  X(no_row_app, row, "missing_app_id", C | G | S)        \
  X(no_event_id, event, "missing_field", C)              \
  X(null_timestamp, event, "missing_field", C)           \
  X(unknown_app, event, "unknown_app", C)                \
  X(no_name, event, "missing_name", C | G | S)           \
  X(no_user, event, "missing_user", C | G | S)           \
  X(array_as_attributes, event, "bad_event", C)          \
  X(scalar_event, element, "not_an_event", C | G | S)    \
  X(null_event, element, "not_an_event", C | G | S)      \
  X(future_event, event, "", C | S)                      \
  X(text_as_number, event, "", C)                        \
  X(nan_value, event, "", C)                             \
  X(bad_utf8, line, "", C | G | S)                       \
  X(empty_line, line, "", C | G | S)                     \
  X(carriage_return, line, "", C | G | S)                \
  X(text_behind_row, line, "not_json", C | G | S)        \
  X(integer_as_text, row, "", C | G | S)                 \
  X(short_method_key, row, "", C | G | S)                \
  X(blank_payload, payload, "missing_payload", G | S)    \
  X(packed_payload, payload, "bad_payload", G)           \
  X(nan_in_payload, payload, "bad_payload", G)           \
  X(unknown_row_app, row, "unknown_app", G | S)          \
  X(array_as_properties, event, "bad_event", G | S)      \
  X(screen_in_words, event, "", G)                       \
  X(text_as_duration, event, "bad_event", G)             \
  X(truncated_form, payload, "bad_payload", S)           \
  X(form_of_junk, payload, "bad_payload", S)             \
  X(form_without_data, payload, "bad_payload", S)        \
  X(null_properties, event, "bad_event", S)              \
  X(text_as_flag, event, "", S)                          \
  X(other_record, event, "other_record", S)              \
  X(no_time, event, "", S)

enum class Flaw : uint8_t {
#define MILLRACE_FLAW(kind, place, reason, clients) kind,
  MILLRACE_FLAWS(MILLRACE_FLAW)
#undef MILLRACE_FLAW
      none,
};
inline constexpr int kFlawCount = static_cast<int>(Flaw::none);

enum class FlawPlace : uint8_t { payload, line, row, event, element };

// The flaws that the traffic of a client can have.
std::span<const Flaw> FlawsOf(TrafficClient client);
std::string_view FlawName(Flaw flaw);
FlawPlace PlaceOf(Flaw flaw);
// The reason code; empty if the flawed row or event can still be read.
std::string_view RejectReasonOf(Flaw flaw);
// Whether the whole request is lost.
bool LosesRequest(Flaw flaw);
// Whether each event of the request becomes a separate reject.
bool LosesEachEvent(Flaw flaw);

// Replaces an event by something else.
void SpoilElement(Flaw flaw, std::string& event, uint64_t bits);
// Moves a time of an event 1 to 400 days ahead.
void MoveAhead(std::string& event, std::string_view key, uint64_t bits);
// Inserts a flaw into a finished line (without its line end); other lines are not affected.
void SpoilLine(Flaw flaw, std::string& line, uint64_t bits);

}  // namespace millrace::generate
