#include "transform/clock.h"

#include <cstdlib>

#include "core/url.h"
#include "transform/json_value.h"

namespace millrace {

void CorrectClock(const RawRow& row, int64_t ingest_time, int64_t event_time, bool correct_behind,
                  ClockCorrection& out) {
  const bool future = event_time > ingest_time + kClockToleranceMs;
  out.shift = 0;
  out.adjusted = false;
  out.from = event_time;
  out.reason.clear();
  out.upload_time = row.client_timestamp;
  if (!future && !correct_behind) return;

  if (!out.upload_time && row.uri.data() != nullptr) {
    std::string scratch;
    if (const auto text = FirstQueryValue(row.uri, "upload_timestamp", scratch)) out.upload_time = ParseInteger(*text);
  }
  int64_t time = event_time;
  if (out.upload_time) {
    const int64_t ahead = ingest_time - *out.upload_time;
    if (std::llabs(ahead) > kClockToleranceMs || future) {
      out.shift = ahead;
      out.adjusted = true;
      time += ahead;
      out.reason = "ingestTimestamp is " + std::to_string(ahead) +
                   " millis ahead of uploadTimestamp, isFutureEvent: " + (future ? "true" : "false");
    }
  }
  if (time > ingest_time + kClockToleranceMs) {
    out.shift = ingest_time - event_time;
    out.adjusted = true;
    out.reason += "|eventTimestamp is in the future, set to ingestTimestamp";
  }
}

}  // namespace millrace
