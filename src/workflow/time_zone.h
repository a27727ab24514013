// Converts instants to local time, with the machine's time zone database (/usr/share/zoneinfo, package tzdata). A
// TimeZone is a small value; copies are cheap and can be used by any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <cctz/time_zone.h>

namespace millrace {

// A minute of local time.
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
  // Seconds since the epoch of a local minute; null for a minute that is skipped when the clock goes forward. A minute
  // that occurs twice means the first one.
  std::optional<int64_t> InstantOf(const WallMinute& wall) const;
  // `2025-03-30 03:00 +02:00 (CEST)`, to the minute.
  std::string Format(int64_t seconds) const;

 private:
  cctz::time_zone zone_;
};

}  // namespace millrace
