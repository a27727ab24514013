#include "workflow/time_zone.h"

#include <chrono>

#include "core/error.h"

namespace millrace {
namespace {

cctz::time_point<cctz::seconds> PointOf(int64_t seconds) {
  return cctz::time_point<cctz::seconds>(cctz::seconds(seconds));
}

}  // namespace

TimeZone::TimeZone(const std::string& name) {
  if (!cctz::load_time_zone(name, &zone_)) {
    throw UserError("unknown time zone: " + name + "; use a name like Europe/Berlin, and install the package tzdata");
  }
}

WallMinute TimeZone::WallOf(int64_t seconds) const {
  const cctz::civil_minute wall(cctz::convert(PointOf(seconds), zone_));
  return {static_cast<int>(wall.year()), wall.month(), wall.day(), wall.hour(), wall.minute()};
}

std::optional<int64_t> TimeZone::InstantOf(const WallMinute& wall) const {
  const auto found = zone_.lookup(cctz::civil_second(wall.year, wall.month, wall.day, wall.hour, wall.minute));
  if (found.kind == cctz::time_zone::civil_lookup::SKIPPED) return std::nullopt;
  return found.pre.time_since_epoch().count();
}

std::string TimeZone::Format(int64_t seconds) const {
  return cctz::format("%E4Y-%m-%d %H:%M %Ez (%Z)", PointOf(seconds), zone_);
}

}  // namespace millrace
