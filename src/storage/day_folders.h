// The days that a raw folder's name speaks of (raw-input §1): year=2025/month=03/day=10, or only the year, or year and
// month. A listing of a window can leave out the others. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace millrace {

// Days since the epoch, both ends belong to it.
struct DayRange {
  int32_t first = std::numeric_limits<int32_t>::min();
  int32_t last = std::numeric_limits<int32_t>::max();

  bool Overlaps(const DayRange& other) const { return first <= other.last && other.first <= last; }
  bool Contains(const DayRange& other) const { return first <= other.first && other.last <= last; }
  bool operator==(const DayRange&) const = default;
};

// Of a path whose first parts are day folders. Null when they are not: then nothing is known of its days.
std::optional<DayRange> DaysOfFolder(std::string_view path);

// Which day folders can hold files of the window (from, to] of modified times, nanoseconds since the epoch, null: open.
// A file of a day may be finished on the next, and clocks differ, so there is a day more at both ends (etl-runner §11,
// difference 1).
DayRange DaysOfWindow(std::optional<int64_t> from_ns, std::optional<int64_t> to_ns);

}  // namespace millrace
