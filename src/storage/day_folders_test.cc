#include "storage/day_folders.h"

#include <gtest/gtest.h>

#include "core/time.h"

namespace millrace {
namespace {

int32_t Day(int year, int month, int day) {
  return *DaysFromCivil({year, month, day});
}

TEST(DayFolders, KnowDaysMonthsAndYears) {
  const DayRange day{Day(2025, 3, 10), Day(2025, 3, 10)};
  EXPECT_EQ(DaysOfFolder("year=2025/month=03/day=10/hour=00/x.gz"), day);
  EXPECT_EQ(DaysOfFolder("year=2025/month=3/day=10/"), day);
  EXPECT_EQ(DaysOfFolder("year=2025/month=02/"), (DayRange{Day(2025, 2, 1), Day(2025, 2, 28)}));
  EXPECT_EQ(DaysOfFolder("year=2024/month=12/x.gz"), (DayRange{Day(2024, 12, 1), Day(2024, 12, 31)}));
  EXPECT_EQ(DaysOfFolder("year=2024"), (DayRange{Day(2024, 1, 1), Day(2024, 12, 31)}));
}

TEST(DayFolders, OtherFoldersSayNothing) {
  for (const char* path : {"", "x.gz", "web/year=2025/month=03/day=10/x.gz", "year=/x.gz", "year=20255/x.gz",
                           "year=2025/month=13/x.gz", "year=2025/month=02/day=30/x.gz", "year=now/x.gz"}) {
    EXPECT_FALSE(DaysOfFolder(path)) << path;
  }
}

TEST(DayFolders, AWindowHasADayMoreAtBothEnds) {
  const auto from = ParseInstant("2025-03-10T00:00:00Z");
  const auto to = ParseInstant("2025-03-10T23:59:59.999Z");
  EXPECT_EQ(DaysOfWindow(from, to), (DayRange{Day(2025, 3, 9), Day(2025, 3, 11)}));
  EXPECT_EQ(DaysOfWindow({}, {}), DayRange{});
  EXPECT_TRUE(DaysOfWindow(from, {}).Contains({Day(2025, 3, 9), Day(2100, 1, 1)}));
  EXPECT_FALSE(DaysOfWindow(from, {}).Overlaps({Day(2025, 3, 1), Day(2025, 3, 8)}));
  EXPECT_EQ(DaysOfWindow(-1, {}).first, -2) << "a moment before the epoch is the day before";
}

}  // namespace
}  // namespace millrace
