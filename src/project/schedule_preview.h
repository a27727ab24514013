// Shows when a schedule will run (`millrace schedule preview`).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "project/project.h"

namespace millrace {

// A time, and its local time in the schedule's time zone.
struct ScheduledTime {
  int64_t seconds;  // since the epoch
  std::string local;
};

struct SchedulePreview {
  std::string expression;
  std::string time_zone;
  std::vector<ScheduledTime> times;
};

// The next `count` times after `after_seconds`. `expression` is one of config.md; empty: `schedule.process`, in the
// beat of a `millrace run` that has seen it. Throws UserError for one that cannot be read.
SchedulePreview PreviewSchedule(const Project& project, const std::string& expression, int64_t after_seconds,
                                size_t count);

}  // namespace millrace
