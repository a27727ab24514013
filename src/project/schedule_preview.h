// When a schedule runs, before anybody waits for it (`millrace schedule preview`).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "project/project.h"

namespace millrace {

// A time, and how a clock in the schedule's time zone shows it.
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
