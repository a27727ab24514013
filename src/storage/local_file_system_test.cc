#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/testing/temporary_folder.h"
#include "storage/file_system.h"
#include "storage/testing/fake_file_system.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

class LocalFileSystemTest : public ::testing::Test {
 protected:
  std::string At(const std::string& name) const { return root_ + "/" + name; }
  void Put(const std::string& name, const std::string& text) {
    files_.MakeDirectories(fs::path(At(name)).parent_path().string());
    auto file = files_.Create(At(name));
    file->Write(text.data(), text.size());
    file->Sync();
    file->Close();
  }
  static std::string Content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static std::string ErrorOf(const std::function<void()>& action) {
    try {
      action();
    } catch (const SystemError& error) {
      return error.what();
    }
    return "no error";
  }

  FileSystem& files_ = LocalFileSystem();
  const TemporaryFolder temporary_;
  const std::string root_ = temporary_.path();
};

using Names = std::vector<std::string>;

TEST_F(LocalFileSystemTest, WalkSkipsAsksAndTakesDirectoriesInOrderOfTheirPaths) {
  for (const char* name : {"b/x.gz", "b-c.gz", "b.gz", "c/d/x.gz", "c/e/x.gz", "c/e/f/y.gz", "c/z.gz", "skip/x.gz"}) {
    Put(name, "1");
  }
  fs::create_directory_symlink(At("c/d"), At("link"));
  FakeVisitor visitor;
  visitor.answers = {{"skip", Descent::kSkip}, {"c/e", Descent::kAll}};
  files_.Walk(root_, visitor);
  EXPECT_EQ(visitor.Names(root_),
            (Names{"b-c.gz", "b.gz", "b/x.gz", "c/d/x.gz", "c/e/f/y.gz", "c/e/x.gz", "c/z.gz", "link/x.gz"}));
  EXPECT_EQ(visitor.asked, (Names{"", "b", "c", "c/d", "c/e", "link", "skip"}));
  // Like any file system that only lists.
  FakeVisitor plain;
  plain.answers = visitor.answers;
  files_.FileSystem::Walk(root_ + "/", plain);
  EXPECT_EQ(plain.Names(root_), visitor.Names(root_));
  EXPECT_EQ(plain.asked, visitor.asked);
  FakeVisitor nothing;
  nothing.answers = {{"", Descent::kSkip}};
  files_.Walk(root_, nothing);
  files_.FileSystem::Walk(root_, nothing);
  EXPECT_TRUE(nothing.files.empty());
  files_.Walk(At("missing"), visitor);
}

TEST_F(LocalFileSystemTest, ListsRegularFilesAtAnyDepthSortedByPath) {
  Put("b/hour=01/x.gz", "12345");
  Put("b/hour=00/y.gz", "");
  Put("a.gz", "1");
  fs::create_directories(At("empty"));
  const auto list = files_.List(root_);
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0].path, At("a.gz"));
  EXPECT_EQ(list[1].path, At("b/hour=00/y.gz"));
  EXPECT_EQ(list[2].path, At("b/hour=01/x.gz"));
  EXPECT_EQ(list[2].size, 5U);
  EXPECT_EQ(files_.List(root_ + "/").front().path, At("a.gz")) << "a slash at the root's end is not doubled";
}

TEST_F(LocalFileSystemTest, ModifiedTimeHasNanoseconds) {
  Put("x", "1");
  const timespec times[2] = {{.tv_sec = 1726000000, .tv_nsec = 123456789},
                             {.tv_sec = 1726000000, .tv_nsec = 123456789}};
  ASSERT_EQ(::utimensat(AT_FDCWD, At("x").c_str(), times, 0), 0);
  EXPECT_EQ(files_.Stat(At("x"))->modified_ns, 1726000000123456789);
  EXPECT_EQ(files_.List(root_)[0].modified_ns, 1726000000123456789);
}

TEST_F(LocalFileSystemTest, MissingRootListsNothingAndStatsNull) {
  EXPECT_TRUE(files_.List(At("nothing")).empty());
  EXPECT_FALSE(files_.Stat(At("nothing")));
  Put("file", "x");
  EXPECT_FALSE(files_.Stat(At("file/below")));
}

TEST_F(LocalFileSystemTest, FollowsLinksButNotForEver) {
  Put("data/x.gz", "1");
  fs::create_directory_symlink(root_, At("data/up"));
  fs::create_symlink("nowhere", At("dangling"));
  fs::create_symlink("self", At("self"));
  fs::create_directory_symlink(At("data"), At("alias"));
  const auto list = files_.List(root_);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].path, At("alias/x.gz"));
  EXPECT_EQ(list[1].path, At("data/x.gz"));
}

TEST_F(LocalFileSystemTest, WhatCannotBeListedIsToldToTheVisitor) {
  Put("a/x.gz", "1");
  Put("z.gz", "1");
  fs::create_symlink(At("z.gz") + "/below_a_file", At("a/nowhere"));
  fs::create_symlink(std::string(300, 'n'), At("a/too_long"));
  try {
    files_.List(root_);
    FAIL() << "listed";
  } catch (const SystemError& error) {
    EXPECT_EQ(std::string(error.what()), "cannot stat " + At("a/too_long") + ": File name too long");
  }
  struct Tolerant : FakeVisitor {
    void Unreadable(std::string_view path, const SystemError& error) override {
      unreadable.push_back(std::string(path) + ": " + error.what());
    }
    std::vector<std::string> unreadable;
  } visitor;
  files_.Walk(root_, visitor);
  EXPECT_EQ(visitor.Names(root_), (Names{"a/x.gz", "z.gz"}));
  EXPECT_EQ(visitor.unreadable, (Names{"a/too_long: cannot stat " + At("a/too_long") + ": File name too long"}));
}

TEST_F(LocalFileSystemTest, WritesAndReadsBack) {
  const std::string text(300'000, 'x');
  Put("x", text);
  auto file = files_.OpenRead(At("x"));
  std::string read;
  std::string buffer(7'777, '\0');
  while (const size_t got = file->Read(buffer.data(), buffer.size())) read.append(buffer, 0, got);
  EXPECT_EQ(read, text);
  EXPECT_EQ(file->Read(buffer.data(), buffer.size()), 0U) << "stays at the end";
  Put("x", "short");
  EXPECT_EQ(Content(At("x")), "short") << "Create truncates";
}

TEST_F(LocalFileSystemTest, MakesFoldersOnceAndAgain) {
  files_.MakeDirectories(At("a/b/c/"));
  files_.MakeDirectories(At("a/b/c"));
  EXPECT_TRUE(fs::is_directory(At("a/b/c")));
  files_.SyncDirectory(At("a/b"));
  Put("file", "x");
  EXPECT_EQ(ErrorOf([&] { files_.MakeDirectories(At("file")); }),
            "cannot create directory " + At("file") + ": File exists");
  EXPECT_EQ(ErrorOf([&] { files_.MakeDirectories(At("file/x")); }),
            "cannot create directory " + At("file/x") + ": Not a directory");
}

TEST_F(LocalFileSystemTest, RenameReplaces) {
  Put("new", "new");
  Put("old", "old");
  files_.Rename(At("new"), At("old"));
  EXPECT_EQ(Content(At("old")), "new");
  EXPECT_FALSE(files_.Stat(At("new")));
}

TEST_F(LocalFileSystemTest, RemovesTreesButNotWhatLinksPointTo) {
  Put("keep/x", "1");
  Put("tree/a/b", "1");
  Put("tree/c", "1");
  fs::create_directory_symlink(At("keep"), At("tree/link"));
  files_.RemoveAll(At("tree"));
  EXPECT_FALSE(fs::exists(At("tree")));
  EXPECT_EQ(Content(At("keep/x")), "1");
  files_.RemoveAll(At("tree"));
  files_.RemoveAll(At("keep/x"));
  EXPECT_FALSE(fs::exists(At("keep/x")));
  files_.RemoveAll(At("keep/x/y"));
}

TEST_F(LocalFileSystemTest, ErrorsNameOperationPathAndReason) {
  EXPECT_EQ(ErrorOf([&] { files_.OpenRead(At("no")); }), "cannot open " + At("no") + ": No such file or directory");
  EXPECT_EQ(ErrorOf([&] { files_.Create(At("no/x")); }), "cannot create " + At("no/x") + ": No such file or directory");
  EXPECT_EQ(ErrorOf([&] { files_.Rename(At("no"), At("x")); }),
            "cannot rename " + At("no") + " to " + At("x") + ": No such file or directory");
  EXPECT_EQ(ErrorOf([&] { files_.SyncDirectory(At("no")); }),
            "cannot open directory " + At("no") + ": No such file or directory");
  Put("file", "x");
  EXPECT_EQ(ErrorOf([&] { files_.List(At("file")); }), "cannot list " + At("file") + ": Not a directory");
  char byte = 0;
  EXPECT_EQ(ErrorOf([&] { files_.OpenRead(root_)->Read(&byte, 1); }), "cannot read " + root_ + ": Is a directory");
}

TEST_F(LocalFileSystemTest, FullDiskIsAnErrorThatNamesTheFile) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "no /dev/full";
  auto file = files_.Create("/dev/full");
  EXPECT_EQ(ErrorOf([&] { file->Write("x", 1); }), "cannot write /dev/full: No space left on device");
}

TEST_F(LocalFileSystemTest, ShortWritesAreContinuedUntilTheRealError) {
  // A limit in the middle of the data makes the kernel write less than asked first, and fail then.
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{.rlim_cur = 1000, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  auto file = files_.Create(At("x"));
  const std::string text(3000, 'x');
  const std::string error = ErrorOf([&] { file->Write(text.data(), text.size()); });
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_EQ(error, "cannot write " + At("x") + ": File too large");
  EXPECT_EQ(Content(At("x")).size(), 1000U);
}

}  // namespace
}  // namespace millrace
