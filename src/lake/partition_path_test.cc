#include "lake/partition_path.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(PartitionPath, EscapesAsHiveDoes) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"shop_web", "shop_web"},
      {"", "__HIVE_DEFAULT_PARTITION__"},
      {"a/b", "a%2Fb"},
      {"a=b", "a%3Db"},
      {"50%", "50%25"},
      {"a:b*c?d#e", "a%3Ab%2Ac%3Fd%23e"},
      {R"("'\)", "%22%27%5C"},
      {"{[]^", "%7B%5B%5D%5E"},
      {"}", "}"},
      {"a b.c-d_e~f,g;h&i+j@k$l!", "a b.c-d_e~f,g;h&i+j@k$l!"},
      {"\x01\n\x1F\x7F", "%01%0A%1F%7F"},
      {std::string_view("\0", 1), "%00"},
      {"a..b", "a..b"},
      {"å店", "å店"},
  };
  for (const auto& [value, escaped] : cases) {
    EXPECT_EQ(EscapePartitionValue(value), escaped);
    EXPECT_EQ(UnescapePartitionValue(escaped), value);
  }
}

TEST(PartitionPath, UnescapeKeepsWhatIsNoEscape) {
  EXPECT_EQ(UnescapePartitionValue("50%"), "50%");
  EXPECT_EQ(UnescapePartitionValue("%zz%4"), "%zz%4");
  EXPECT_EQ(UnescapePartitionValue("%2f"), "/");
}

TEST(PartitionPath, FolderOfAPartition) {
  EXPECT_EQ(PartitionFolder({.app = "shop_web", .day = 20157}),
            "partition_app=shop_web/partition_year=2025/partition_month=03/partition_day=10");
  EXPECT_EQ(PartitionFolder({.app = "", .day = -1}),
            "partition_app=__HIVE_DEFAULT_PARTITION__/partition_year=1969/partition_month=12/partition_day=31");
  EXPECT_EQ(PartitionFolder({.app = "a/b", .day = 0}),
            "partition_app=a%2Fb/partition_year=1970/partition_month=01/partition_day=01");
}

TEST(PartitionPath, ReadsItsOwnFolders) {
  for (const char* app : {"shop_web", "", "a/b=c", "50%", "partition_year=1"}) {
    for (const int32_t day : {0, -1, 20157, -200'000, 3'000'000}) {
      const Partition partition{.app = app, .day = day};
      EXPECT_EQ(ParsePartitionFolder(PartitionFolder(partition)), partition) << PartitionFolder(partition);
    }
  }
}

TEST(PartitionPath, RefusesOtherFolders) {
  for (const char* folder : {"", "partition_app=a", "partition_app=a/partition_year=2025/partition_month=03",
                             "partition_app=a/partition_year=2025/partition_month=02/partition_day=30",
                             "partition_app=a/partition_year=2025/partition_month=03/partition_day=10/more",
                             "partition_app=a/partition_year=20x5/partition_month=03/partition_day=10",
                             "partition_app=/partition_year=2025/partition_month=03/partition_day=10",
                             "partition_year=2025/partition_app=a/partition_month=03/partition_day=10"}) {
    EXPECT_EQ(ParsePartitionFolder(folder), std::nullopt) << folder;
  }
}

TEST(PartitionPath, AnAppMayBeCalledLikeHivesNone) {
  EXPECT_EQ(FolderApp("__HIVE_DEFAULT_PARTITION__"), "");
}

TEST(PartitionPath, WhatObjectStoresRefuseIsEscaped) {
  const std::vector<std::pair<std::string, std::string>> escaped = {
      {".", "%2E"}, {"..", ".%2E"}, {"a.b.", "a.b%2E"}, {"\xFF", "%FF"}, {"\xEF\xBF\xBE店", "%EF%BF%BE%E5%BA%97"},
      {"店", "店"}};
  for (const auto& [app, name] : escaped) {
    EXPECT_EQ(EscapePartitionValue(app), name);
    EXPECT_EQ(UnescapePartitionValue(name), app);
  }
  EXPECT_LE(EscapePartitionValue(FolderApp(std::string(240, '.'))).size(), 240);
}

// An app id comes from a request: one that no file system takes as a folder's name must not stop the run.
TEST(PartitionPath, LongAppsAreCutAndStayApart) {
  EXPECT_EQ(FolderApp(std::string(240, 'a')), std::string(240, 'a'));
  const std::string one = FolderApp(std::string(255, 'a'));
  const std::string two = FolderApp(std::string(254, 'a') + "b");
  EXPECT_NE(one, two);
  EXPECT_EQ(one.size(), 240);
  for (const std::string& app : {std::string(255, '/'), std::string(254, 'a') + "/", std::string(249, '=') + "店店"}) {
    const std::string folder = FolderApp(app);
    EXPECT_LE(EscapePartitionValue(folder).size(), 241);
    EXPECT_EQ(FolderApp(folder), folder);
  }
  std::string wide;
  for (int i = 0; i < 85; ++i) wide += "店";
  EXPECT_EQ(FolderApp(wide).substr(0, FolderApp(wide).size() - 17), wide.substr(0, 222));
}

TEST(PartitionPath, NamesOfFiles) {
  EXPECT_EQ(LakeFileName("job-7", 0), "job-7-0000.parquet");
  EXPECT_EQ(LakeFileName("job-7", 12345), "job-7-12345.parquet");
  EXPECT_EQ(LakeFileName("job-7", 2, "0000011234567890"), "job-7-00000112345678900002.parquet");
  EXPECT_EQ(JobOfFileName("job-7-00000112345678900002.parquet"), "job-7");
  EXPECT_EQ(JobOfFileName("job-7-0000.parquet"), "job-7");
  EXPECT_EQ(JobOfFileName("job-7-12345.parquet"), "job-7");
  for (const char* name :
       {"_SUCCESS", "part-00000.snappy.parquet", "-0000.parquet", "job-000x.parquet", "job-1.parquet"}) {
    EXPECT_EQ(JobOfFileName(name), std::nullopt) << name;
  }
  EXPECT_EQ(TableFolder("/lake", "p", TableId::kEvent), "/lake/p/event_v2");
  EXPECT_EQ(TableFolder("/lake/", "p", TableId::kSession), "/lake/p/session");
  EXPECT_EQ(StagingFolder("/lake", "p", "job-7"), "/lake/p/_staging/job-7");
}

}  // namespace
}  // namespace millrace
