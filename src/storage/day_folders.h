// The days in the name of a raw directory (raw-input §1): year=2025/month=03/day=10, or only the year, or year and
// month. A listing of a window can skip the other directories. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace millrace {

// Days since the epoch, both included.
struct DayRange {
  int32_t first = std::numeric_limits<int32_t>::min();
  int32_t last = std::numeric_limits<int32_t>::max();

  bool Overlaps(const DayRange& other) const { return first <= other.last && other.first <= last; }
  bool Contains(const DayRange& other) const { return first <= other.first && other.last <= last; }
  bool operator==(const DayRange&) const = default;
};

// The days of a path that begins with day directories; null for any other path, whose days are unknown.
std::optional<DayRange> DaysOfFolder(std::string_view path);

// The day directories that can contain files of the window (from, to] of modified times (nanoseconds since the epoch;
// null: open). Includes one more day at both ends, because a file may be finished on the next day, and clocks differ
// (etl-runner §11, difference 1).
DayRange DaysOfWindow(std::optional<int64_t> from_ns, std::optional<int64_t> to_ns);

}  // namespace millrace
