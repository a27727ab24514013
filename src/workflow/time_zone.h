// Instants as clocks on a wall show them, from the machine's time zone database (/usr/share/zoneinfo, package tzdata).
// A TimeZone is a small value; copies are cheap and may be used by any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <cctz/time_zone.h>

namespace millrace {

// A minute on the wall.
struct WallMinute {
  int year = 1970;
  int month = 1;  // from 1
  int day = 1;
  int hour = 0;
  int minute = 0;
  auto operator<=>(const WallMinute&) const = default;
};

class TimeZone {
 public:
  TimeZone() = default;  // UTC
  // Throws UserError when the machine does not know the name.
  explicit TimeZone(const std::string& name);

  std::string name() const { return zone_.name(); }
  WallMinute WallOf(int64_t seconds) const;
  // Seconds since the epoch of a minute on the wall; null for a minute that the clock jumps over. A minute that the
  // clock shows twice is the first of the two.
  std::optional<int64_t> InstantOf(const WallMinute& wall) const;
  // `2025-03-30 03:00 +02:00 (CEST)`, to the minute.
  std::string Format(int64_t seconds) const;

 private:
  cctz::time_zone zone_;
};

}  // namespace millrace
