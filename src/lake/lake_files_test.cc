#include "lake/lake_files.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "core/testing/temporary_folder.h"

namespace millrace {
namespace {

class LakeFilesTest : public testing::Test {
 protected:
  void Put(const std::string& path, const std::string& content = "x") {
    const std::filesystem::path full = root_ + "/" + path;
    std::filesystem::create_directories(full.parent_path());
    std::ofstream(full) << content;
  }

  const TemporaryFolder temporary_;
  const std::string root_ = temporary_.path();
};

TEST_F(LakeFilesTest, ListsATableWithItsPartitions) {
  const std::string day = "/partition_year=2025/partition_month=03/partition_day=10/";
  Put("p/event_v2/partition_app=a%2Fb" + day + "job-1-0000.parquet", "four");
  Put("p/event_v2/partition_app=__HIVE_DEFAULT_PARTITION__" + day + "job-2-0001.parquet");
  Put("p/event_v2/partition_app=web" + day + "job-2-0000.parquet");
  Put("p/event_v2/partition_app=web" + day + "part-00000.snappy.parquet");
  Put("p/event_v2/_SUCCESS");
  Put("p/event_v2/job-1-0000.parquet");
  Put("p/event_v2/other=web" + day + "job-1-0000.parquet");
  Put("p/item_v2/partition_app=web" + day + "job-1-0000.parquet");
  Put("p/_staging/job-3/event_v2/partition_app=web" + day + "job-3-0000.parquet");
  Put("q/event_v2/partition_app=web" + day + "job-1-0000.parquet");

  const auto files = ListLakeFiles(LocalFileSystem(), root_, "p", TableId::kEvent, {});
  ASSERT_EQ(files.size(), 3);
  EXPECT_EQ(files[0].partition, (Partition{.app = "", .day = 20157}));
  EXPECT_EQ(files[0].job_id, "job-2");
  EXPECT_EQ(files[1].partition, (Partition{.app = "a/b", .day = 20157}));
  EXPECT_EQ(files[1].job_id, "job-1");
  EXPECT_EQ(files[1].file.size, 4);
  EXPECT_EQ(files[2].file.path, root_ + "/p/event_v2/partition_app=web" + day + "job-2-0000.parquet");

  const auto of_job = ListLakeFiles(LocalFileSystem(), root_, "p", TableId::kEvent,
                                    [](std::string_view job) { return job == "job-1"; });
  ASSERT_EQ(of_job.size(), 1);
  EXPECT_EQ(of_job[0].partition.app, "a/b");
}

TEST_F(LakeFilesTest, ALakeThatIsNotThereHasNoFiles) {
  EXPECT_TRUE(ListLakeFiles(LocalFileSystem(), root_, "p", TableId::kUser, {}).empty());
}

}  // namespace
}  // namespace millrace
