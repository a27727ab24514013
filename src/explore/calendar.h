// Periods of days: ISO weeks and months, numbered so that neighbours differ by 1. Pure functions; thread-safe.
#pragma once

#include <cstdint>

#include "explore/analysis.h"

#include "core/time.h"

namespace millrace {

inline constexpr int32_t kFirstMonday = 4;  // 1970-01-05, as days since the epoch

constexpr int64_t FloorDivide(int64_t value, int64_t by) {
  return value >= 0 ? value / by : -((-value + by - 1) / by);
}

inline int64_t PeriodNumber(int32_t day, Granularity granularity) {
  if (granularity == Granularity::kMonth) {
    const CivilDay civil = CivilFromDays(day);
    return int64_t{civil.year} * 12 + civil.month;
  }
  return granularity == Granularity::kDay ? day - kFirstMonday : FloorDivide(day - kFirstMonday, 7);
}

}  // namespace millrace
