#include "project/progress_note.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "core/testing/temporary_folder.h"

namespace millrace {
namespace {

class ProgressNoteTest : public ::testing::Test {
 protected:
  ProgressNoteTest() {
    config_.project = "shop";
    config_.state = folder_.path();
  }

  TemporaryFolder folder_;
  Config config_;
};

TEST_F(ProgressNoteTest, TellsHowFarWorkIsUntilItEnds) {
  EXPECT_TRUE(ProgressOf(config_).empty());
  {
    ProgressNote note(config_, "models");
    EXPECT_TRUE(ProgressOf(config_).empty()) << "nothing to tell yet";
    note.Tell("shop: device", 3, 12, "models");
    note.Tell("shop: retention", 4, 12, "models");
    const auto all = ProgressOf(config_);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].work, "models");
    EXPECT_EQ(all[0].step, "shop: device") << "at most once a second";
    EXPECT_EQ(all[0].done, 3U);
    EXPECT_EQ(all[0].total, 12U);
    EXPECT_EQ(all[0].unit, "models");
    EXPECT_LT(all[0].rows_per_s, 0);
    EXPECT_GE(all[0].eta_s, 0);
  }
  EXPECT_TRUE(ProgressOf(config_).empty());
}

TEST_F(ProgressNoteTest, ANoteOfAProcessThatDiedDoesNotCount) {
  const std::filesystem::path note = folder_.path() + "/shop.progress/process.json";
  std::filesystem::create_directories(note.parent_path());
  std::ofstream(note) << R"({"workflow":"process","step":null,"done":1,"total":2,"unit":"bytes"})";
  EXPECT_EQ(ProgressOf(config_).size(), 1U);
  std::filesystem::last_write_time(note, std::filesystem::file_time_type::clock::now() - std::chrono::minutes(1));
  EXPECT_TRUE(ProgressOf(config_).empty());
  std::ofstream(note) << "half";
  EXPECT_TRUE(ProgressOf(config_).empty()) << "unreadable";
}

TEST_F(ProgressNoteTest, WorkGoesOnWhereNothingCanBeWritten) {
  config_.state = folder_.path() + "/file";
  std::ofstream(config_.state) << "no directory";
  ProgressNote note(config_, "process");
  EXPECT_NO_THROW(note.Tell(ProgressCounts{.bytes_done = 1, .bytes_total = 2}));
}

}  // namespace
}  // namespace millrace
