#include "workflow/schedule.h"

#include <bit>
#include <chrono>
#include <utility>

namespace millrace {
namespace {

constexpr int64_t kEndOfSchedules = 7'258'118'400;  // 2200-01-01T00:00:00Z

int DaysIn(int year, int month) {
  const std::chrono::year_month_day_last last = std::chrono::year(year) / month / std::chrono::last;
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

// 1 is Sunday.
int WeekdayOf(int year, int month, int day) {
  const std::chrono::sys_days days = std::chrono::year(year) / month / day;
  return static_cast<int>(std::chrono::weekday(days).c_encoding()) + 1;
}

bool Has(uint64_t set, int value) {
  return (set >> value & 1) != 0;
}

uint32_t DaysOfMonth(const CronDayOfMonth& wanted, int year, int month) {
  const int last = DaysIn(year, month);
  const auto all = static_cast<uint32_t>((uint64_t{2} << last) - 2);
  uint32_t days = wanted.days & all;
  if (wanted.last) days |= 1U << last;
  for (int day = 1; day <= last; ++day) {
    if (!Has(wanted.nearest_weekday, day)) continue;
    int nearest = day;
    const int weekday = WeekdayOf(year, month, day);
    if (weekday == 7) nearest += day == 1 ? 2 : -1;
    if (weekday == 1) nearest += day == last ? -2 : 1;
    days |= 1U << nearest;
  }
  return days;
}

uint32_t DaysOfWeek(const CronDayOfWeek& wanted, int year, int month) {
  const int last = DaysIn(year, month);
  uint32_t days = 0;
  for (int day = 1; day <= last; ++day) {
    const int weekday = WeekdayOf(year, month, day);
    const bool matches = Has(wanted.days, weekday) || (Has(wanted.last_in_month, weekday) && day + 7 > last) ||
                         (wanted.nth_day == weekday && (day - 1) / 7 + 1 == wanted.nth);
    if (matches) days |= 1U << day;
  }
  return days;
}

// Visits the minutes of an expression on the wall from `from` on, in their order, until `visit` says true.
template <typename Visit>
void ForEachMinute(const CronExpression& cron, const WallMinute& from, Visit visit) {
  for (int year = std::max(from.year, kFirstScheduleYear); year <= kLastScheduleYear; ++year) {
    if (!cron.years.test(static_cast<size_t>(year - kFirstScheduleYear))) continue;
    for (int month = year == from.year ? from.month : 1; month <= 12; ++month) {
      if (!Has(cron.months, month)) continue;
      for (uint32_t days = MatchingDays(cron, year, month); days != 0; days &= days - 1) {
        WallMinute wall{year, month, std::countr_zero(days), 0, 0};
        if (wall.year == from.year && wall.month == from.month && wall.day < from.day) continue;
        for (wall.hour = 0; wall.hour < 24; ++wall.hour) {
          if (!Has(cron.hours, wall.hour)) continue;
          for (wall.minute = 0; wall.minute < 60; ++wall.minute) {
            if (Has(cron.minutes, wall.minute) && wall >= from && visit(wall)) return;
          }
        }
      }
    }
  }
}

std::optional<int64_t> NextOf(const CronExpression& cron, const TimeZone& zone, int64_t after) {
  std::optional<int64_t> next;
  // A minute on the wall never comes before an earlier one, so all before the minute of `after` are over. Those of a
  // repeated hour may be, too: their run was the first time.
  ForEachMinute(cron, zone.WallOf(after), [&](const WallMinute& wall) {
    const std::optional<int64_t> instant = zone.InstantOf(wall);
    if (!instant || *instant <= after) return false;
    next = instant;
    return true;
  });
  return next;
}

std::optional<int64_t> NextOf(const RateExpression& rate, int64_t anchor, int64_t after) {
  if (after < anchor) return anchor;
  const int64_t next = anchor + ((after - anchor) / rate.seconds + 1) * rate.seconds;
  if (next >= kEndOfSchedules) return std::nullopt;
  return next;
}

std::string Rate(int64_t value, const std::string& unit) {
  return "rate(" + std::to_string(value) + " " + unit + (value == 1 ? ")" : "s)");
}

}  // namespace

std::string RateEvery(int64_t minutes) {
  for (const auto& [unit, size] : {std::pair("day", int64_t{1440}), std::pair("hour", int64_t{60})}) {
    if (minutes % size == 0) return Rate(minutes / size, unit);
  }
  return Rate(minutes, "minute");
}

uint32_t MatchingDays(const CronExpression& cron, int year, int month) {
  if (const auto* days = std::get_if<CronDayOfMonth>(&cron.days)) return DaysOfMonth(*days, year, month);
  return DaysOfWeek(std::get<CronDayOfWeek>(cron.days), year, month);
}

std::optional<int64_t> NextRun(const Schedule& schedule, const TimeZone& zone, int64_t anchor, int64_t after) {
  if (const auto* rate = std::get_if<RateExpression>(&schedule.rule)) return NextOf(*rate, anchor, after);
  return NextOf(std::get<CronExpression>(schedule.rule), zone, after);
}

std::vector<int64_t> NextRuns(const Schedule& schedule, const TimeZone& zone, int64_t anchor, int64_t after,
                              size_t count) {
  std::vector<int64_t> runs;
  while (runs.size() < count) {
    const std::optional<int64_t> next = NextRun(schedule, zone, anchor, runs.empty() ? after : runs.back());
    if (!next) break;
    runs.push_back(*next);
  }
  return runs;
}

}  // namespace millrace
