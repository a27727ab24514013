#include "ledger/project_lock.h"

#include <csignal>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class ProjectLockTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "millrace-lock-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    path_ = ProjectLock::PathOf(root_, "shop");
  }
  void TearDown() override { fs::remove_all(root_); }

  std::string root_;
  std::string path_;
};

TEST_F(ProjectLockTest, SecondHolderIsRefusedAndToldWhoHasIt) {
  EXPECT_EQ(ProjectLock::HolderOf(path_), "");
  {
    const ProjectLock lock(path_, milliseconds(0), nullptr);
    int waits = 0;
    try {
      const ProjectLock second(path_, milliseconds(0), [&](const std::string&) { ++waits; });
      FAIL() << "both hold it";
    } catch (const SystemError& error) {
      const std::string text = error.what();
      EXPECT_TRUE(text.starts_with("the project is in use by process " + std::to_string(::getpid()) + " on " +
                                   HostName() + " since 20"))
          << text;
      EXPECT_NE(text.find(path_), std::string::npos);
    }
    EXPECT_EQ(waits, 0) << "it was not to wait";
    EXPECT_TRUE(ProjectLock::HolderOf(path_).starts_with("the project is in use by process"));
  }
  EXPECT_EQ(ProjectLock::HolderOf(path_), "");
}

TEST_F(ProjectLockTest, WaitsUntilItIsFree) {
  auto lock = std::make_unique<ProjectLock>(path_, milliseconds(0), nullptr);
  std::string told;
  std::thread releaser;
  const ProjectLock second(path_, milliseconds(20'000), [&](const std::string& holder) {
    told = holder;
    releaser = std::thread([&] { lock.reset(); });
  });
  releaser.join();
  EXPECT_NE(told.find("in use by process"), std::string::npos);
}

TEST_F(ProjectLockTest, DeathOfTheHolderFreesIt) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const ProjectLock lock(path_, milliseconds(0), nullptr);
    (void)!::write(ready[1], "x", 1);
    ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_THROW(ProjectLock(path_, milliseconds(0), nullptr), SystemError);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  const ProjectLock lock(path_, milliseconds(0), nullptr);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(ProjectLockTest, MissingFolderIsAnError) {
  EXPECT_THROW(ProjectLock(root_ + "/no/shop.lock", milliseconds(0), nullptr), SystemError);
}

}  // namespace
}  // namespace millrace
