#include "project/spill_folder.h"

#include <csignal>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/testing/temporary_folder.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

class SpillFolderTest : public ::testing::Test {
 protected:
  size_t Folders() const { return static_cast<size_t>(std::distance(fs::directory_iterator(parent_), {})); }

  const TemporaryFolder temporary_;
  const std::string parent_ = temporary_.path();
};

TEST_F(SpillFolderTest, IsPrivateAndGoneAtTheEnd) {
  {
    const SpillFolder first(parent_);
    const SpillFolder second(parent_);
    EXPECT_NE(first.path(), second.path());
    struct stat status {};
    ASSERT_EQ(::stat(first.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700U);
    std::ofstream(first.path() + "/spilled") << "rows";
    EXPECT_EQ(Folders(), 2U);
  }
  EXPECT_EQ(Folders(), 0U);
}

TEST_F(SpillFolderTest, TheNextOneRemovesWhatAKilledProcessLeft) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const SpillFolder folder(parent_);
    std::ofstream(folder.path() + "/spilled") << "rows";
    (void)!::write(ready[1], "x", 1);
    while (true) ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(Folders(), 1U);
  {
    // It still lives.
    const SpillFolder next(parent_);
    EXPECT_EQ(Folders(), 2U);
  }
  EXPECT_EQ(Folders(), 1U);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  const SpillFolder next(parent_);
  EXPECT_EQ(Folders(), 1U);
  EXPECT_FALSE(fs::exists(next.path() + "/spilled"));
}

TEST_F(SpillFolderTest, LeavesWhatIsNotOurs) {
  fs::create_directory(parent_ + "/kept");
  fs::create_directory_symlink(parent_ + "/kept", parent_ + "/millrace-query-link");
  fs::create_directory(parent_ + "/millrace-query-being-made");
  std::ofstream(parent_ + "/millrace-query-file") << "x";
  { const SpillFolder folder(parent_); }
  EXPECT_EQ(Folders(), 4U);
}

TEST_F(SpillFolderTest, IsNoneWhereNoneCanBeMade) {
  EXPECT_EQ(SpillFolder(parent_ + "/missing").path(), "");
}

}  // namespace
}  // namespace millrace
