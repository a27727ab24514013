// The time of an event (spec/transform-clickstream.md §4 and §1, step 4, with the decisions of spec/README.md): client
// clocks that are wrong, times that no column holds, events that come too late. The wall clock is never used; «in the
// future» means more than ten minutes after the row's ingest time. No sum wraps around.
#pragma once

#include "raw/raw_row.h"
#include "transform/event_row.h"

namespace millrace {

inline constexpr int64_t kClockToleranceMs = 600'000;

// Decides the time of one event. `ingest_time` and `event_time` are ms since the epoch. Fills `out` wholly. An event
// that would then lie before 2000, or behind what a timestamp column holds, gets its ingest time.
void CorrectClock(const RawRow& row, int64_t ingest_time, int64_t event_time, bool correct_behind,
                  ClockCorrection& out);

// Ages are before the ingest time, ms.
struct AgeLimits {
  int64_t event = 0;      // of the time that was sent; does not count where `is_exempt`
  int64_t partition = 0;  // of the time that the event gets
  bool is_exempt = false;
};

// Why the event is too old, in words; empty when it is not.
std::string WhyLate(const ClockCorrection& clock, int64_t ingest_time, const AgeLimits& limits);

}  // namespace millrace
