#include "workflow/schedule.h"

#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/time.h"

namespace millrace {
namespace {

int64_t At(const std::string& time) {
  return *ParseInstant(time) / 1'000'000'000;
}

// The next runs in UTC, with spaces between them.
std::string Runs(const std::string& text, const std::string& after, size_t count = 3, const std::string& zone = "UTC") {
  std::string out;
  for (const int64_t run : NextRuns(ParseSchedule(text, "test"), TimeZone(zone), At(after), At(after), count)) {
    out += (out.empty() ? "" : " ") + FormatInstant(run * 1'000'000'000).substr(0, 16);
  }
  return out;
}

// The column and the message.
std::string Error(const std::string& text) {
  try {
    ParseSchedule(text, "x");
    return "none";
  } catch (const UserError& error) {
    const std::string what = error.what();
    const size_t message = what.find(": error: ");
    return what.substr(4, message - 4) + " " + what.substr(message + 9, what.find('\n') - message - 9);
  }
}

TEST(ScheduleTest, RateCountsFromItsAnchorInWholeHoursOfTheClock) {
  EXPECT_EQ(Runs("rate(10 minutes)", "2025-03-10T12:03"), "2025-03-10T12:13 2025-03-10T12:23 2025-03-10T12:33");
  EXPECT_EQ(Runs("rate(1 hour)", "2025-03-10T23:30", 1), "2025-03-11T00:30");
  const Schedule daily = ParseSchedule("rate(1 day)", "test");
  const TimeZone berlin("Europe/Berlin");
  const int64_t anchor = At("2025-03-29T12:00Z");
  EXPECT_EQ(NextRun(daily, berlin, anchor, anchor - 1), anchor) << "the anchor itself is the first run";
  EXPECT_EQ(NextRun(daily, berlin, anchor, anchor + 5 * 86'400), anchor + 6 * 86'400) << "24 hours, whatever the clock";
}

TEST(ScheduleTest, RateUnitFollowsItsValue) {
  EXPECT_EQ(Error("rate(1 minute)"), "none");
  EXPECT_EQ(Error("rate(5 days)"), "none");
  EXPECT_EQ(Error("rate(1 hours)"), "8 expected `hour`: the value 1 takes the singular");
  EXPECT_EQ(Error("rate(5 hour)"), "8 expected `hours`: a value greater than 1 takes the plural");
  EXPECT_EQ(Error("rate(5 weeks)"), "8 expected the unit minutes, hours or days");
  EXPECT_EQ(Error("rate(0 minutes)"), "6 expected a whole number from 1 on, like rate(10 minutes)");
  EXPECT_EQ(Error("rate(1.5 hours)"), "7 expected a space between value and unit, like rate(10 minutes)");
  EXPECT_EQ(Error("rate(99999999999 hours)"), "6 expected a whole number from 1 on, like rate(10 minutes)");
  EXPECT_EQ(Error("rate(5 minutes"), "15 expected `)` after the unit");
}

// The examples of the page «Schedule types».
TEST(ScheduleTest, IntervalIsARateInTheLargestUnit) {
  EXPECT_EQ(RateEvery(1), "rate(1 minute)");
  EXPECT_EQ(RateEvery(90), "rate(90 minutes)");
  EXPECT_EQ(RateEvery(60), "rate(1 hour)");
  EXPECT_EQ(RateEvery(1440), "rate(1 day)");
  EXPECT_EQ(RateEvery(4 * 1440), "rate(4 days)");
}

TEST(ScheduleTest, CronExamplesOfTheDocumentation) {
  EXPECT_EQ(Runs("cron(15 10 ? * 6L 2022-2023)", "2022-11-01"), "2022-11-25T10:15 2022-12-30T10:15 2023-01-27T10:15")
      << "the last Friday of each month";
  EXPECT_EQ(Runs("cron(15 10 ? * 6L 2022-2023)", "2023-12-01", 5), "2023-12-29T10:15") << "then no more";
  EXPECT_EQ(Runs("cron(0 8 ? * 2#1 *)", "2025-01-01"), "2025-01-06T08:00 2025-02-03T08:00 2025-03-03T08:00")
      << "the first Monday";
  EXPECT_EQ(Runs("cron(1/10 5 * * ? *)", "2025-01-01"), "2025-01-01T05:01 2025-01-01T05:11 2025-01-01T05:21");
  EXPECT_EQ(Runs("cron(0 0 1 JAN,FEB,MAR ? *)", "2025-01-01"), "2025-02-01T00:00 2025-03-01T00:00 2026-01-01T00:00");
  EXPECT_EQ(Runs("cron(0 1 * * ? *)", "2025-02-27T12:00"), "2025-02-28T01:00 2025-03-01T01:00 2025-03-02T01:00");
}

TEST(ScheduleTest, DaysOfTheMonth) {
  EXPECT_EQ(Runs("cron(0 0 L * ? *)", "2024-01-31"), "2024-02-29T00:00 2024-03-31T00:00 2024-04-30T00:00");
  EXPECT_EQ(Runs("cron(0 0 31 * ? *)", "2025-01-31"), "2025-03-31T00:00 2025-05-31T00:00 2025-07-31T00:00");
  EXPECT_EQ(Runs("cron(0 0 1-31/10 2 ? *)", "2025-01-01", 4),
            "2025-02-01T00:00 2025-02-11T00:00 2025-02-21T00:00 2026-02-01T00:00");
  EXPECT_EQ(Runs("cron(0 0 15,L * ? *)", "2025-01-01"), "2025-01-15T00:00 2025-01-31T00:00 2025-02-15T00:00");
}

TEST(ScheduleTest, RangesWrapAroundTheEndOfTheirField) {
  EXPECT_EQ(Runs("cron(0 20-2 * * ? *)", "2025-03-10T21:30", 5),
            "2025-03-10T22:00 2025-03-10T23:00 2025-03-11T00:00 2025-03-11T01:00 2025-03-11T02:00");
  EXPECT_EQ(Runs("cron(0 20-2 * * ? *)", "2025-03-11T02:00", 1), "2025-03-11T20:00");
  EXPECT_EQ(Runs("cron(0 20-2/3 * * ? *)", "2025-03-10T12:00"), "2025-03-10T20:00 2025-03-10T23:00 2025-03-11T02:00")
      << "the steps go on behind midnight";
  EXPECT_EQ(Runs("cron(50-10/10 0 * * ? *)", "2025-03-10"), "2025-03-10T00:10 2025-03-10T00:50 2025-03-11T00:00");
  EXPECT_EQ(Runs("cron(0 6 ? * FRI-MON *)", "2025-03-12", 5),
            "2025-03-14T06:00 2025-03-15T06:00 2025-03-16T06:00 2025-03-17T06:00 2025-03-21T06:00");
  EXPECT_EQ(Runs("cron(0 6 ? * 6-2 *)", "2025-03-12", 5), Runs("cron(0 6 ? * FRI-MON *)", "2025-03-12", 5));
  EXPECT_EQ(Runs("cron(0 0 1 NOV-FEB ? *)", "2025-03-10", 5),
            "2025-11-01T00:00 2025-12-01T00:00 2026-01-01T00:00 2026-02-01T00:00 2026-11-01T00:00");
  EXPECT_EQ(Runs("cron(0 0 1 NOV-FEB/2 ? *)", "2025-03-10"), "2025-11-01T00:00 2026-01-01T00:00 2026-11-01T00:00");
  EXPECT_EQ(Runs("cron(0 0 30-2 4 ? *)", "2025-01-01"), "2025-04-01T00:00 2025-04-02T00:00 2025-04-30T00:00");
  EXPECT_EQ(Runs("cron(0 5-5 * * ? *)", "2025-03-10", 2), "2025-03-10T05:00 2025-03-11T05:00") << "one value";
}

TEST(ScheduleTest, NearestWeekdayStaysInItsMonth) {
  // 1 February 2025 is a Saturday, 1 June 2025 a Sunday, 31 May 2026 a Sunday, 15 March 2025 a Saturday.
  EXPECT_EQ(Runs("cron(0 0 1W 2 ? 2025)", "2025-01-01"), "2025-02-03T00:00");
  EXPECT_EQ(Runs("cron(0 0 1W 6 ? 2025)", "2025-01-01"), "2025-06-02T00:00");
  EXPECT_EQ(Runs("cron(0 0 31W 5 ? 2026)", "2025-01-01"), "2026-05-29T00:00");
  EXPECT_EQ(Runs("cron(0 0 15W 3 ? 2025)", "2025-01-01"), "2025-03-14T00:00");
  EXPECT_EQ(Runs("cron(0 0 16W 3 ? 2025)", "2025-01-01"), "2025-03-17T00:00");
  EXPECT_EQ(Runs("cron(0 0 31W 4 ? *)", "2025-01-01"), "") << "April has no 31st";
}

TEST(ScheduleTest, DaysOfTheWeekBeginWithSunday) {
  EXPECT_EQ(Runs("cron(0 0 ? * 1 *)", "2025-03-10"), Runs("cron(0 0 ? * sun *)", "2025-03-10"));
  EXPECT_EQ(Runs("cron(0 0 ? * 1 *)", "2025-03-10", 1), "2025-03-16T00:00");
  EXPECT_EQ(Runs("cron(0 0 ? * MON-FRI *)", "2025-03-13"), "2025-03-14T00:00 2025-03-17T00:00 2025-03-18T00:00");
  EXPECT_EQ(Runs("cron(0 0 ? * L *)", "2025-03-10", 1), "2025-03-15T00:00") << "the last day of the week is Saturday";
  EXPECT_EQ(Runs("cron(0 0 ? * MONL *)", "2025-03-10", 2), "2025-03-31T00:00 2025-04-28T00:00");
  EXPECT_EQ(Runs("cron(0 0 ? * 1#5 *)", "2025-03-10", 2), "2025-03-30T00:00 2025-06-29T00:00") << "not in each month";
}

// The example of the page: 02:30 every day where the clock jumps from 2 to 3 in spring and from 3 to 2 in autumn.
TEST(ScheduleTest, MinuteThatTheClockJumpsOverHasNoRun) {
  EXPECT_EQ(Runs("cron(30 2 * * ? *)", "2025-03-08T12:00", 2, "America/Los_Angeles"),
            "2025-03-10T09:30 2025-03-11T09:30")
      << "none on the 9th";
  EXPECT_EQ(Runs("cron(0/30 * * * ? *)", "2025-03-30T00:00", 3, "Europe/Berlin"),
            "2025-03-30T00:30 2025-03-30T01:00 2025-03-30T01:30")
      << "01:30, then 03:00 and 03:30 there";
}

TEST(ScheduleTest, RepeatedHourRunsOnceBeforeTheShift) {
  EXPECT_EQ(Runs("cron(30 2 * * ? *)", "2025-10-25T12:00", 2, "Europe/Berlin"), "2025-10-26T00:30 2025-10-27T01:30");
  EXPECT_EQ(Runs("cron(30 2 * * ? *)", "2025-10-26T01:10", 1, "Europe/Berlin"), "2025-10-27T01:30")
      << "asked in the second of the two hours, when that minute is still to come on the wall";
  EXPECT_EQ(Runs("cron(0 * * * ? *)", "2025-10-25T23:30", 3, "Europe/Berlin"),
            "2025-10-26T00:00 2025-10-26T02:00 2025-10-26T03:00");
}

TEST(ScheduleTest, ZonesDecideWhatAMinuteIs) {
  EXPECT_EQ(Runs("cron(0 1 * * ? *)", "2025-07-01", 1, "Asia/Kolkata"), "2025-07-01T19:30");
  EXPECT_EQ(TimeZone("Europe/Berlin").Format(At("2025-07-01T10:00Z")), "2025-07-01 12:00 +02:00 (CEST)");
  EXPECT_THROW(TimeZone("Europe/Atlantis"), UserError);
}

TEST(ScheduleTest, ErrorsSayWhereAndWhatIsAllowed) {
  EXPECT_EQ(Error("cron(61 * * * ? *)"), "6 minutes: expected 0 to 59 with , - * /");
  EXPECT_EQ(Error("cron(0 24 * * ? *)"), "8 hours: expected 0 to 23 with , - * /");
  EXPECT_EQ(Error("cron(0 0 0 * ? *)"), "10 day of month: expected 1 to 31 with , - * ? / L W");
  EXPECT_EQ(Error("cron(0 0 1 13 ? *)"), "12 month: expected 1 to 12 or JAN to DEC with , - * /");
  EXPECT_EQ(Error("cron(0 0 1 FOO ? *)"), "12 month: expected 1 to 12 or JAN to DEC with , - * /");
  EXPECT_EQ(Error("cron(0 0 ? * 8 *)"), "14 day of week: expected 1 (Sunday) to 7 or SUN to SAT with , - * ? L #");
  EXPECT_EQ(Error("cron(0 0 ? * MON/2 *)"), "17 day of week: expected 1 (Sunday) to 7 or SUN to SAT with , - * ? L #");
  EXPECT_EQ(Error("cron(0 0 ? * 3#6 *)"), "16 day of week: expected 1 to 5 after `#`");
  EXPECT_EQ(Error("cron(0 0 ? * 3#1,6#3 *)"), "14 day of week: `#` stands alone, it cannot be part of a list");
  EXPECT_EQ(Error("cron(0 0 1 * ? 1969)"), "16 year: expected 1970 to 2199 with , - * /");
  EXPECT_EQ(Error("cron(0 0 1 * ? 2200)"), "16 year: expected 1970 to 2199 with , - * /");
  EXPECT_EQ(Error("cron(0 0 * * * *)"),
            "14 one of day of month and day of week must be `?`: write `?` here or as day of month");
  EXPECT_EQ(Error("cron(0 0 ? * ? *)"), "10 only one of day of month and day of week can be `?`");
  EXPECT_EQ(Error("cron(0 0 1 * ? 2030-2025)"), "21 year: a range goes from the smaller to the greater value");
  EXPECT_EQ(Error("cron(*/0 * * * ? *)"), "8 minutes: expected a step from 1 to 59");
  EXPECT_EQ(Error("cron(0, 1 * * ? *)"), "8 minutes: expected 0 to 59 with , - * /");
  EXPECT_EQ(Error("cron(0 ? * * ? *)"), "8 hours: expected 0 to 23 with , - * /");
  EXPECT_EQ(Error("cron(0 0 ? * 2? *)"), "15 day of week: expected 1 (Sunday) to 7 or SUN to SAT with , - * ? L #");
}

TEST(ScheduleTest, CronHasSixFields) {
  EXPECT_EQ(Error("cron(0 1 * * ?)"),
            "15 the year is missing: cron() has six fields, minutes, hours, day of month, month, day of week and year");
  EXPECT_EQ(Error("cron(0 1 * * ? * *)").substr(0, 30), "17 expected `)` after the year");
  EXPECT_EQ(Error("cron(0 1 * * ? *) x"), "19 expected nothing after the expression");
  EXPECT_EQ(Error("every day").substr(0, 30), "1 expected rate(VALUE UNIT) li");
  EXPECT_EQ(Error("").substr(0, 30), "1 expected rate(VALUE UNIT) li");
  EXPECT_EQ(Error("at(2025-01-01T00:00:00)").substr(0, 30), "1 expected rate(VALUE UNIT) li");
  EXPECT_EQ(ParseSchedule("  cron(0  1\t* * ? *) ", "x").text, "cron(0  1\t* * ? *)");
}

TEST(ScheduleTest, ErrorShowsTheExpressionWithACaret) {
  try {
    ParseSchedule("cron(0 25 * * ? *)", "schedule.process");
    FAIL();
  } catch (const UserError& error) {
    EXPECT_STREQ(error.what(),
                 "schedule.process:1:8: error: hours: expected 0 to 23 with , - * /\n"
                 "  1 | cron(0 25 * * ? *)\n"
                 "    |        ^");
  }
}

// The plain way: looks at each minute of the world's clock and at the text of each field.
class PlainMatcher {
 public:
  explicit PlainMatcher(const std::vector<std::string>& fields) : fields_(fields) {}

  bool Matches(const WallMinute& wall) const {
    return Plain(0, wall.minute, 0, 59) && Plain(1, wall.hour, 0, 23) && Plain(3, wall.month, 1, 12) &&
           Plain(5, wall.year, 1970, 2199) && DayOfMonth(wall) && DayOfWeek(wall);
  }

 private:
  static std::vector<std::string> Parts(const std::string& field) {
    std::vector<std::string> parts(1);
    for (const char c : field) {
      if (c == ',') {
        parts.emplace_back();
      } else {
        parts.back() += c;
      }
    }
    return parts;
  }
  static int Days(int year, int month) {
    static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
  }
  // Sakamoto's method; 1 is Sunday.
  static int Weekday(int year, int month, int day) {
    static constexpr int kShift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    if (month < 3) --year;
    return (year + year / 4 - year / 100 + year / 400 + kShift[month - 1] + day) % 7 + 1;
  }
  static int Number(const std::string& word) {
    static const std::map<std::string, int> kNames = {{"JAN", 1}, {"JUN", 6}, {"DEC", 12}, {"SUN", 1},
                                                      {"WED", 4}, {"FRI", 6}, {"SAT", 7}};
    const auto name = kNames.find(word);
    return name == kNames.end() ? std::stoi(word) : name->second;
  }
  static bool Element(const std::string& part, int value, int least, int greatest) {
    const size_t slash = part.find('/');
    const std::string range = part.substr(0, slash);
    const int step = slash == std::string::npos ? 1 : std::stoi(part.substr(slash + 1));
    int first = least;
    int last = greatest;
    if (range != "*") {
      const size_t dash = range.find('-');
      first = Number(range.substr(0, dash));
      if (dash != std::string::npos) {
        last = Number(range.substr(dash + 1));
      } else if (slash == std::string::npos) {
        last = first;
      }
    }
    // From `first` on, around the end of the field where the range wraps.
    const int count = greatest - least + 1;
    const int distance = (value - first + count) % count;
    return distance <= (last - first + count) % count && distance % step == 0;
  }
  bool Plain(size_t field, int value, int least, int greatest) const {
    for (const std::string& part : Parts(fields_[field])) {
      if (Element(part, value, least, greatest)) return true;
    }
    return false;
  }
  bool DayOfMonth(const WallMinute& wall) const {
    if (fields_[2] == "?") return true;
    const int last = Days(wall.year, wall.month);
    const int today = Weekday(wall.year, wall.month, wall.day);
    for (const std::string& part : Parts(fields_[2])) {
      if (part == "L") {
        if (wall.day == last) return true;
      } else if (part.ends_with('W')) {
        const int wanted = std::stoi(part);
        if (wanted > last || today == 1 || today == 7) continue;
        // The weekday of the month with the smallest distance.
        int best = 0;
        for (int day = 1; day <= last; ++day) {
          const int weekday = Weekday(wall.year, wall.month, day);
          if (weekday == 1 || weekday == 7) continue;
          if (best == 0 || std::abs(day - wanted) < std::abs(best - wanted)) best = day;
        }
        if (best == wall.day) return true;
      } else if (Element(part, wall.day, 1, 31)) {
        return true;
      }
    }
    return false;
  }
  bool DayOfWeek(const WallMinute& wall) const {
    if (fields_[4] == "?") return true;
    const int today = Weekday(wall.year, wall.month, wall.day);
    for (const std::string& part : Parts(fields_[4])) {
      if (part == "L") {
        if (today == 7) return true;
      } else if (part.ends_with('L')) {
        if (today == Number(part.substr(0, part.size() - 1)) && wall.day + 7 > Days(wall.year, wall.month)) return true;
      } else if (part.find('#') != std::string::npos) {
        const size_t hash = part.find('#');
        if (today == Number(part.substr(0, hash)) && (wall.day + 6) / 7 == std::stoi(part.substr(hash + 1)))
          return true;
      } else if (Element(part, today, 1, 7)) {
        return true;
      }
    }
    return false;
  }

  std::vector<std::string> fields_;
};

class RandomCron {
 public:
  explicit RandomCron(uint32_t seed) : random_(seed) {}

  int Below(int n) { return static_cast<int>(random_() % static_cast<uint32_t>(n)); }
  const char* OneOf(std::initializer_list<const char*> words) {
    return words.begin()[Below(static_cast<int>(words.size()))];
  }

  std::string Element(int least, int greatest, bool steps) {
    const int first = least + Below(greatest - least + 1);
    const int last = least + Below(greatest - least + 1);  // may wrap
    const std::string step = steps && Below(2) == 0 ? "/" + std::to_string(1 + Below((greatest - least) / 2)) : "";
    switch (Below(4)) {
      case 0:
        return "*" + step;
      case 1:
        return std::to_string(first) + "-" + std::to_string(last) + step;
      default:
        return std::to_string(first) + step;
    }
  }
  std::string List(int least, int greatest, bool steps) {
    std::string list = Element(least, greatest, steps);
    for (int more = Below(3); more > 0; --more) list += "," + Element(least, greatest, steps);
    return list;
  }
  std::vector<std::string> Fields() {
    std::vector<std::string> fields = {List(0, 59, true), List(0, 23, true), "?", "*", "?", "*"};
    if (Below(2) == 0) {
      fields[2] = List(1, 31, true);
      if (Below(3) == 0) fields[2] = "L";
      if (Below(3) == 0) fields[2] = std::to_string(1 + Below(31)) + "W";
      if (Below(4) == 0) fields[2] += ",L";
    } else {
      fields[4] = List(1, 7, false);
      if (Below(3) == 0) fields[4] = OneOf({"L", "FRIL", "1L", "SUN", "WED-FRI", "FRI-SUN", "2,SATL"});
      if (Below(4) == 0) fields[4] = std::to_string(1 + Below(7)) + "#" + std::to_string(1 + Below(5));
    }
    if (Below(3) == 0) fields[3] = List(1, 12, true);
    if (Below(8) == 0) fields[3] = OneOf({"JAN", "JUN-DEC", "JAN/2", "DEC"});
    if (Below(4) == 0) fields[5] = OneOf({"2024-2026", "1970/5", "2025", "2023,2025"});
    return fields;
  }

 private:
  std::mt19937 random_;
};

TEST(ScheduleTest, AgreesWithAPlainMatcherMinuteByMinute) {
  RandomCron random(20250330);
  size_t runs = 0;
  for (int round = 0; round < 60; ++round) {
    const std::vector<std::string> fields = random.Fields();
    std::string text = "cron(";
    for (size_t i = 0; i < fields.size(); ++i) text += (i == 0 ? "" : " ") + fields[i];
    const Schedule schedule = ParseSchedule(text + ")", "random");
    const PlainMatcher plain(fields);
    // Some of the windows hold a change of the clock; Lord Howe's is half an hour, Apia once skipped a day.
    const TimeZone zone(
        random.OneOf({"UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kolkata"}));
    const int64_t minutes = 60 * random.Below(1440);
    const int64_t start =
        At(random.OneOf({"2025-03-20", "2025-10-15", "2024-02-10", "2024-12-20", "2025-04-01"})) + minutes;
    const int64_t end = start + 30 * 86'400;
    std::vector<int64_t> expected;
    WallMinute latest;  // on the wall so far: what is not later is a repetition
    for (int64_t minute = start - 86'400; minute < end; minute += 60) {
      const WallMinute wall = zone.WallOf(minute);
      if (wall <= latest) continue;
      latest = wall;
      if (minute > start && plain.Matches(wall)) expected.push_back(minute);
    }
    std::vector<int64_t> actual;
    for (int64_t after = start;;) {
      const auto next = NextRun(schedule, zone, 0, after);
      if (!next || *next >= end) break;
      actual.push_back(*next);
      after = *next;
    }
    ASSERT_EQ(actual, expected) << text << ") in " << zone.name() << " after " << FormatInstant(start * 1'000'000'000);
    runs += actual.size();
  }
  std::cout << "runs compared: " << runs << "\n";
  EXPECT_GT(runs, 10'000U);
}

}  // namespace
}  // namespace millrace
