// When a job runs: `rate(10 minutes)` or `cron(0 1 * * ? *)`, in the grammar and with the meaning that Amazon
// EventBridge documents (etl-runner §8):
//
//     rate(VALUE UNIT)      UNIT minute, hour, day for the value 1, else minutes, hours, days; a day is 24 hours
//     cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR)
//
//     minutes 0-59, hours 0-23, year 1970-2199                 , - * /
//     month 1-12 or JAN-DEC                                    , - * /
//     day of month 1-31                                        , - * ? / L W
//     day of week 1-7 or SUN-SAT, 1 is Sunday                  , - * ? L #
//
// A range whose end is the smaller value wraps (`FRI-MON`, `NOV-FEB`, `20-2`), but for years; steps go on behind the
// wrap. Exactly one of the two days is `?`. `L` is the last day of the month, or Saturday; `6L` the last Friday of the
// month; `3W` the weekday nearest to the 3rd that lies in its month; `6#2` the second Friday, and alone in its field. A
// month without the day that is meant has no run.
//
// A cron expression is read in a time zone. A minute that the clock jumps over in spring has no run; one that it shows
// twice in autumn has one, the first time.
//
// Plain values; thread-safe.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "workflow/time_zone.h"

namespace millrace {

inline constexpr int kFirstScheduleYear = 1970;
inline constexpr int kLastScheduleYear = 2199;

struct RateExpression {
  int64_t seconds = 0;
};

// Sets are bits: bit n of `hours` is hour n.
struct CronDayOfMonth {
  uint32_t days = 0;  // bits 1 to 31
  uint32_t nearest_weekday = 0;
  bool last = false;
};
struct CronDayOfWeek {
  uint32_t days = 0;  // bit 1 is Sunday, as in the expression
  uint32_t last_in_month = 0;
  int nth_day = 0;  // 0: not asked
  int nth = 0;      // 1 to 5
};
struct CronExpression {
  uint64_t minutes = 0;
  uint32_t hours = 0;
  std::variant<CronDayOfMonth, CronDayOfWeek> days;
  uint32_t months = 0;                                                // bits 1 to 12
  std::bitset<kLastScheduleYear - kFirstScheduleYear + 1> years = 0;  // bit 0 is 1970
};

struct Schedule {
  std::string text;
  std::variant<RateExpression, CronExpression> rule;
};

// Throws SourceError that points to what is wrong and says what is allowed there; `source` is where the text is from.
Schedule ParseSchedule(std::string_view text, std::string_view source);

// `rate(1 day)`: the largest unit that divides the interval, which is a whole number of minutes, more than 0.
std::string RateEvery(int64_t minutes);

// The days of a month that a cron expression means, whatever its month and year fields say; bits 1 to 31.
uint32_t MatchingDays(const CronExpression& cron, int year, int month);

// The first run after an instant, all in seconds since the epoch; null when there is none until 2199. Runs of a rate
// lie at `anchor`, anchor + rate, …; cron expressions do not ask for it.
std::optional<int64_t> NextRun(const Schedule& schedule, const TimeZone& zone, int64_t anchor, int64_t after);

// The next `count` runs, or fewer when there are no more.
std::vector<int64_t> NextRuns(const Schedule& schedule, const TimeZone& zone, int64_t anchor, int64_t after,
                              size_t count);

}  // namespace millrace
