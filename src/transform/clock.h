// The time of an event (spec/transform-clickstream.md §4 and §1, step 4, with the decisions of spec/README.md): wrong
// client clocks, times that no column can store, late events. The wall clock is never used; «in the future» means more
// than ten minutes after the ingest time of the row. No sum overflows. Pure functions; thread-safe.
#pragma once

#include "raw/raw_row.h"
#include "transform/event_row.h"

namespace millrace {

inline constexpr int64_t kClockToleranceMs = 600'000;

// Decides the time of one event. `ingest_time` and `event_time` are ms since the epoch. Sets all of `out`. An event
// that would then be before 2000, or after the range of a timestamp column, gets its ingest time.
void CorrectClock(const RawRow& row, int64_t ingest_time, int64_t event_time, bool correct_behind,
                  ClockCorrection& out);

// Ages are before the ingest time, ms.
struct AgeLimits {
  int64_t event = 0;      // of the time as sent; ignored if `is_exempt`
  int64_t partition = 0;  // of the corrected time
  bool is_exempt = false;
};

// Why the event is too old, as a text; empty if it is not.
std::string WhyLate(const ClockCorrection& clock, int64_t ingest_time, const AgeLimits& limits);

}  // namespace millrace
