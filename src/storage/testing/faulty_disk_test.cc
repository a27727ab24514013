#include "storage/testing/faulty_disk.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/testing/temporary_folder.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

class FaultyDiskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(root_ + "/limbo");
    fs::create_directory(root_ + "/disk");
  }

  FaultyDisk Disk(FaultPlan& plan) { return {LocalFileSystem(), plan, root_ + "/limbo"}; }
  std::string At(const std::string& name) const { return root_ + "/disk/" + name; }
  static void Put(FileSystem& files, const std::string& path, const std::string& text, bool sync) {
    auto file = files.Create(path);
    file->Write(text.data(), text.size());
    if (sync) file->Sync();
    file->Close();
  }
  static std::string Content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return "(no file)";
    return {std::istreambuf_iterator<char>(in), {}};
  }

  const TemporaryFolder temporary_;
  const std::string root_ = temporary_.path();
};

TEST_F(FaultyDiskTest, FailsExactlyTheChosenOperation) {
  FaultPlan plan(Fault::kFail, 2);
  FaultyDisk files = Disk(plan);
  auto file = files.Create(At("x"));
  EXPECT_THROW(file->Write("abcd", 4), SystemError);
  file->Write("efgh", 4);
  file->Close();
  EXPECT_EQ(Content(At("x")), "abefgh") << "the failed write left half of its bytes";
  EXPECT_EQ(plan.steps(), 4U);
  EXPECT_TRUE(plan.fired());
  EXPECT_FALSE(plan.dead());
}

TEST_F(FaultyDiskTest, DeathIsForEver) {
  FaultPlan plan(Fault::kKill, 1);
  FaultyDisk files = Disk(plan);
  EXPECT_THROW(files.List(root_), KillSwitch);
  EXPECT_THROW(files.Stat(root_), KillSwitch);
  EXPECT_THROW(files.MakeDirectories(At("a")), KillSwitch);
  EXPECT_FALSE(fs::exists(At("a")));
}

TEST_F(FaultyDiskTest, PowerCutTakesBytesThatWereNotSynced) {
  FaultPlan plan;
  FaultyDisk files = Disk(plan);
  Put(files, At("synced"), "synced", true);
  Put(files, At("unsynced"), "unsynced", false);
  auto half = files.Create(At("half"));
  half->Write("half", 4);
  half->Sync();
  half->Write("more", 4);
  files.LosePower(PowerLoss::kContents);
  EXPECT_EQ(Content(At("synced")), "synced");
  EXPECT_EQ(Content(At("unsynced")), "");
  EXPECT_EQ(Content(At("half")), "half");
}

TEST_F(FaultyDiskTest, PowerCutTakesNamesInFoldersThatWereNotSynced) {
  FaultPlan plan;
  FaultyDisk files = Disk(plan);
  files.MakeDirectories(At("a/b"));
  files.SyncDirectory(At("a/"));
  Put(files, At("a/b/x"), "x", true);
  Put(files, At("y"), "y", true);
  files.SyncDirectory(root_ + "/disk");
  files.MakeDirectories(At("c"));
  Put(files, At("c/z"), "z", true);
  files.SyncDirectory(At("c"));
  files.LosePower(PowerLoss::kContentsAndNames);
  EXPECT_TRUE(fs::exists(At("a/b")));
  EXPECT_FALSE(fs::exists(At("a/b/x")));
  EXPECT_EQ(Content(At("y")), "y");
  EXPECT_FALSE(fs::exists(At("c"))) << "the folder's own name was not synced, so all below it is lost";
}

TEST_F(FaultyDiskTest, PowerCutUndoesRenamesAndRemovals) {
  FaultPlan plan;
  FaultyDisk files = Disk(plan);
  for (const char* name : {"old1", "old2", "gone1", "gone2"}) Put(files, At(name), name, true);
  files.MakeDirectories(At("to"));
  files.SyncDirectory(root_ + "/disk");
  files.Rename(At("old1"), At("to/new1"));
  files.SyncDirectory(At("to"));
  files.Rename(At("old2"), At("to/new2"));
  files.RemoveAll(At("gone1"));
  files.SyncDirectory(root_ + "/disk");
  files.RemoveAll(At("gone2"));
  files.LosePower(PowerLoss::kContentsAndNames);
  EXPECT_EQ(Content(At("to/new1")), "old1");
  EXPECT_EQ(Content(At("old2")), "old2");
  EXPECT_FALSE(fs::exists(At("to/new2")));
  EXPECT_FALSE(fs::exists(At("gone1")));
  EXPECT_EQ(Content(At("gone2")), "gone2");
}

TEST_F(FaultyDiskTest, BytesFollowTheirFileThroughARename) {
  FaultPlan plan;
  FaultyDisk files = Disk(plan);
  Put(files, At("staged"), "bytes", false);
  files.Rename(At("staged"), At("final"));
  files.SyncDirectory(root_ + "/disk");
  files.LosePower(PowerLoss::kContentsAndNames);
  EXPECT_EQ(Content(At("final")), "") << "renamed before it was synced: the classic empty file";
}

TEST_F(FaultyDiskTest, ADurableFolderIsMadeLevelByLevel) {
  FaultPlan plan;
  FaultyDisk files = Disk(plan);
  MakeDurableFolder(files, At("x/y/z"));
  files.LosePower(PowerLoss::kContentsAndNames);
  EXPECT_TRUE(fs::is_directory(At("x/y/z")));
}

}  // namespace
}  // namespace millrace
