// Client clocks that are wrong (spec/transform-clickstream.md §4, with the decisions of spec/README.md: the wall clock
// is never used; «in the future» means more than ten minutes after the row's ingest time).
#pragma once

#include "raw/raw_row.h"
#include "transform/event_row.h"

namespace millrace {

inline constexpr int64_t kClockToleranceMs = 600'000;

// Decides the shift of one event. `ingest_time` and `event_time` are ms since the epoch. Fills `out` wholly.
void CorrectClock(const RawRow& row, int64_t ingest_time, int64_t event_time, bool correct_behind,
                  ClockCorrection& out);

}  // namespace millrace
