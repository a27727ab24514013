#include "transform/clock.h"

#include "core/integer_text.h"
#include "core/time.h"
#include "core/url.h"
#include "transform/json_value.h"

namespace millrace {

void CorrectClock(const RawRow& row, int64_t ingest_time, int64_t event_time, bool correct_behind,
                  ClockCorrection& out) {
  const int64_t latest = SaturatedAdd(ingest_time, kClockToleranceMs);
  const bool future = event_time > latest;
  out.from = out.to = event_time;
  out.adjusted = false;
  out.was_no_time = false;
  out.reason.clear();
  out.upload_time = row.client_timestamp;
  if (future || correct_behind) {
    if (!out.upload_time && row.uri.data() != nullptr) {
      std::string scratch;
      if (const auto text = FirstQueryValue(row.uri, "upload_timestamp", scratch))
        out.upload_time = ParseInteger(*text);
    }
    if (out.upload_time) {
      const int64_t ahead = SaturatedSubtract(ingest_time, *out.upload_time);
      if (ahead > kClockToleranceMs || ahead < -kClockToleranceMs || future) {
        out.to = SaturatedAdd(event_time, ahead);
        out.adjusted = true;
        out.reason = "ingestTimestamp is " + std::to_string(ahead) +
                     " millis ahead of uploadTimestamp, isFutureEvent: " + (future ? "true" : "false");
      }
    }
    if (out.to > latest) {
      out.to = ingest_time;
      out.adjusted = true;
      out.reason += "|eventTimestamp is in the future, set to ingestTimestamp";
    }
  }
  if (!IsEventTime(out.to)) {
    out.to = ingest_time;
    out.adjusted = true;
    out.was_no_time = true;
    out.reason += "|eventTimestamp is before 2000 or after 9999, set to ingestTimestamp";
  }
}

std::string WhyLate(const ClockCorrection& clock, int64_t ingest_time, const AgeLimits& limits) {
  if (clock.was_no_time) return {};
  const bool event = !limits.is_exempt && SaturatedSubtract(ingest_time, clock.from) > limits.event;
  const bool partition = SaturatedSubtract(ingest_time, clock.to) > limits.partition;
  if (!event && !partition) return {};
  std::string why = "event time " + FormatMicroseconds(MicrosecondsOf(clock.from)) + ", ingest time " +
                    FormatMicroseconds(MicrosecondsOf(ingest_time));
  if (!event) why += ": older than processing.max_partition_age";
  return why;
}

}  // namespace millrace
