#include "core/time.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(Time, CivilDaysGoBothWays) {
  EXPECT_EQ(DaysFromCivil({1970, 1, 1}), 0);
  EXPECT_EQ(DaysFromCivil({2025, 3, 10}), 20157);
  EXPECT_EQ(DaysFromCivil({2025, 2, 30}), std::nullopt);
  EXPECT_EQ(DaysFromCivil({2025, 13, 1}), std::nullopt);
  for (int32_t day = -200'000; day < 200'000; day += 137) EXPECT_EQ(DaysFromCivil(CivilFromDays(day)), day);
}

TEST(Time, InstantsAreReadInTheFormsThatPeopleWrite) {
  constexpr int64_t kNoon = 1'741'608'000'000'000'000;
  EXPECT_EQ(ParseInstant("2025-03-10"), kNoon - 12 * 3'600'000'000'000);
  EXPECT_EQ(ParseInstant("2025-03-10T12:00"), kNoon);
  EXPECT_EQ(ParseInstant("2025-03-10 12:00:00"), kNoon);
  EXPECT_EQ(ParseInstant("2025-03-10T12:00:00Z"), kNoon);
  EXPECT_EQ(ParseInstant("2025-03-10T14:00:00+02:00"), kNoon);
  EXPECT_EQ(ParseInstant("2025-03-10T07:30:00-0430"), kNoon);
  EXPECT_EQ(ParseInstant("2025-03-10T12:00:00.5Z"), kNoon + 500'000'000);
  EXPECT_EQ(ParseInstant("2025-03-10T12:00:00.1234567891Z"), kNoon + 123'456'789);
}

TEST(Time, AnythingElseIsNoInstant) {
  for (const char* text : {"", "2025", "2025-3-1", "2025-02-30", "2025-03-10T", "2025-03-10T24:00", "2025-03-10T12:60",
                           "2025-03-10T12:00:60", "2025-03-10T12:00Zx", "2025-03-10T12:00:00.", "yesterday",
                           "-025-03-10", "2025-03-10T12:00+", "9999-01-01", "0001-01-01", "2025-03-10T12:00+19"}) {
    EXPECT_EQ(ParseInstant(text), std::nullopt) << text;
  }
}

TEST(Time, InstantsAreWrittenAsTheyAreRead) {
  for (const char* text : {"2025-03-10T12:00:00Z", "1969-12-31T23:59:59.500Z", "1970-01-01T00:00:00Z"}) {
    EXPECT_EQ(FormatInstant(*ParseInstant(text)), text);
  }
  EXPECT_EQ(FormatDay(-1), "1969-12-31");
}

TEST(Time, DurationsAreNumbersWithUnitsGreatestFirst) {
  EXPECT_EQ(ParseDuration("72h"), 72 * 3'600'000);
  EXPECT_EQ(ParseDuration("3d"), 3 * 86'400'000);
  EXPECT_EQ(ParseDuration("1h30m"), 5'400'000);
  EXPECT_EQ(ParseDuration("2w1ms"), 14 * 86'400'000LL + 1);
  EXPECT_EQ(ParseDuration("0s"), 0);
  EXPECT_EQ(ParseDuration("90s"), 90'000);
  EXPECT_EQ(ParseDuration("500ms"), 500);
  EXPECT_EQ(ParseDuration("1h 30m"), 5'400'000) << "as FormatDuration writes it";
  for (const char* text :
       {"", "72", "h", "1.5h", "-1h", "30m1h", "1h1h", "1x", "1h ", " 1h", "1h  1m", "1 h", "99999999999999w"}) {
    EXPECT_EQ(ParseDuration(text), std::nullopt) << text;
  }
}

TEST(Time, MessagesTellAMissingUnitFromOtherFaults) {
  EXPECT_EQ(NotADuration("300"),
            "expected a duration like 90s, 72h or 3d, found `300`, which has no unit: w d h m s ms");
  EXPECT_EQ(
      NotADuration("3 days"),
      "expected a duration like 90s, 72h or 3d, found `3 days` (whole numbers with units, greatest first: w d h m s "
      "ms)");
}

TEST(Time, DurationsAreWrittenShort) {
  EXPECT_EQ(FormatDuration(250), "250ms");
  EXPECT_EQ(FormatDuration(4200), "4.2s");
  EXPECT_EQ(FormatDuration(5000), "5s");
  EXPECT_EQ(FormatDuration(60'000), "1m");
  EXPECT_EQ(FormatDuration(5'400'000), "1h 30m");
  EXPECT_EQ(FormatDuration(3'600'001), "1h");
  EXPECT_EQ(FormatDuration(10 * 86'400'000LL), "10d");
  EXPECT_EQ(FormatDuration(-1000), "-1s");
}

TEST(Time, MicrosecondsOfAnyYearHaveAText) {
  EXPECT_EQ(FormatMicroseconds(1'726'000'000'123'456), "2024-09-10T20:26:40.123Z");
  EXPECT_EQ(FormatMicroseconds(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(FormatMicroseconds(-5'364'662'400'000'000), "1800-01-01T00:00:00Z");
  EXPECT_EQ(FormatMicroseconds(253'402'300'799'000'000), "9999-12-31T23:59:59Z");
  EXPECT_EQ(FormatMicroseconds(INT64_MAX), "+294247-01-10T04:00:54.775Z");
  EXPECT_EQ(FormatMicroseconds(INT64_MIN), "-290308-12-21T19:59:05.224Z");
}

TEST(Time, SumsStopAtTheEndsOfInt64) {
  EXPECT_EQ(SaturatedAdd(INT64_MAX, 1), INT64_MAX);
  EXPECT_EQ(SaturatedAdd(INT64_MIN, -1), INT64_MIN);
  EXPECT_EQ(SaturatedSubtract(1, INT64_MIN), INT64_MAX);
  EXPECT_EQ(SaturatedSubtract(-2, INT64_MAX), INT64_MIN);
  EXPECT_EQ(SaturatedSubtract(3, 5), -2);
  EXPECT_EQ(MicrosecondsOf(INT64_MAX / 1000 + 1), INT64_MAX);
  EXPECT_EQ(MicrosecondsOf(INT64_MIN), INT64_MIN);
}

}  // namespace
}  // namespace millrace
