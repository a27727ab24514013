#include "core/day_folder.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(DayFolder, FileIsInTheFolderOfItsDay) {
  EXPECT_EQ(DayFolderOf("year=2025/month=03/day=10/hour=05/x.gz"), "year=2025/month=03/day=10");
  EXPECT_EQ(DayFolderOf("year=2025/month=3/day=1/x.gz"), "year=2025/month=3/day=1");
  EXPECT_EQ(DayFolderOf("year=2025/month=03/day=10/"), "") << "no file";
  for (const char* path : {"", "x.gz", "year=2025/month=03/day=10", "year=2025/month=03/x.gz",
                           "year=2025/x/day=10/x.gz", "web/year=2025/month=03/day=10/x.gz"}) {
    EXPECT_EQ(DayFolderOf(path), "") << path;
  }
}

TEST(DayFolder, DateFoldersAreAsManyAsThereAre) {
  EXPECT_EQ(DateFoldersOf("year=2025/month=03/day=10/hour=05/x.gz"), "year=2025/month=03/day=10");
  EXPECT_EQ(DateFoldersOf("year=2025/month=03/day=10/x.gz"), "year=2025/month=03/day=10");
  EXPECT_EQ(DateFoldersOf("year=2025/month=03/day=10"), "year=2025/month=03") << "a file of this name";
  EXPECT_EQ(DateFoldersOf("year=2025/month=03/web/day=10/x.gz"), "year=2025/month=03");
  EXPECT_EQ(DateFoldersOf("year=2025/x.gz"), "year=2025");
  for (const char* path : {"", "x.gz", "year=2025", "web/year=2025/x.gz", "month=03/x.gz"}) {
    EXPECT_EQ(DateFoldersOf(path), "") << path;
  }
}

}  // namespace
}  // namespace millrace
