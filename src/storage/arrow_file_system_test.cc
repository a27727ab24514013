// A folder takes the store's place: gs:// and abfs:// differ from this in nothing but Arrow's file system below. What
// only a server can show, ArrowStoreTest looks at; tests/stores/run starts one and sets its endpoint and
// MILLRACE_TEST_STORE.
#include "storage/arrow_file_system.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include <arrow/filesystem/localfs.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "core/error.h"
#include "core/testing/temporary_folder.h"
#include "storage/all_file_systems.h"
#include "storage/testing/fake_file_system.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

class ArrowFileSystemTest : public ::testing::Test {
 protected:
  void SetUp() override {
    // A store makes no folders, and needs none.
    fs::create_directories(root_ + "/bucket/raw/day");
    fs::create_directories(root_ + "/bucket/lake/_staging");
    files_ = Over(/*has_folders=*/false);
  }

  std::unique_ptr<FileSystem> Over(bool has_folders) const {
    return OverArrowFileSystem(std::make_shared<arrow::fs::LocalFileSystem>(),
                               {.root = "gs://", .arrow_root = root_ + "/", .has_folders = has_folders});
  }

  void Put(const std::string& path, const std::string& text) {
    auto file = files_->Create(path);
    file->Write(text.data(), text.size());
    file->Sync();
    file->Close();
  }
  std::string Content(const std::string& path) {
    const auto file = files_->OpenRead(path);
    std::string text;
    std::string piece(1000, '\0');
    while (const size_t got = file->Read(piece.data(), piece.size())) text.append(piece, 0, got);
    return text;
  }

  const TemporaryFolder temporary_;
  const std::string root_ = temporary_.path();
  std::unique_ptr<FileSystem> files_;
};

TEST_F(ArrowFileSystemTest, ListsReadsAndRemoves) {
  Put("gs://bucket/raw/b.gz", "12345");
  Put("gs://bucket/raw/day/a.gz", "1");
  const auto list = files_->List("gs://bucket/raw");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].path, "gs://bucket/raw/b.gz");
  EXPECT_EQ(list[0].size, 5U);
  EXPECT_GT(list[0].modified_ns, 1'700'000'000'000'000'000);
  EXPECT_EQ(files_->Stat(list[0].path)->modified_ns, list[0].modified_ns);
  EXPECT_FALSE(files_->Stat("gs://bucket/raw/none"));
  EXPECT_TRUE(files_->List("gs://bucket/none").empty());
  EXPECT_EQ(Content("gs://bucket/raw/b.gz"), "12345");
  EXPECT_THROW(Content("gs://bucket/raw/none"), SystemError);
  files_->RemoveAll("gs://bucket/raw");
  EXPECT_TRUE(files_->List("gs://bucket/raw").empty());
}

// What Arrow says while a killed process's lease on an object of Azure lasts.
class Leased : public arrow::fs::LocalFileSystem {
 public:
  arrow::Status DeleteFile(const std::string& path) override {
    if (left-- > 0) return arrow::Status::IOError("Azure Error: [LeaseAlreadyPresent] 409 There is already a lease");
    return arrow::fs::LocalFileSystem::DeleteFile(path);
  }
  int left = 2;
};

TEST_F(ArrowFileSystemTest, ALeaseIsWaitedFor) {
  Put("gs://bucket/raw/x", "1");
  const auto leased = OverArrowFileSystem(std::make_shared<Leased>(),
                                          {.root = "abfs://c@a", .arrow_root = root_ + "/bucket", .has_folders = true});
  leased->RemoveAll("abfs://c@a/raw/x");
  EXPECT_FALSE(files_->Stat("gs://bucket/raw/x"));
}

TEST_F(ArrowFileSystemTest, StagedFilesAppearWhenTheyArePublishedAndOnlyOnce) {
  const std::string staged = "gs://bucket/lake/_staging/x";
  const std::string path = "gs://bucket/lake/x";
  auto file = files_->CreateStaged(staged, path);
  file->Write("abc", 3);
  file->Close();
  EXPECT_FALSE(files_->Stat(path));
  files_->Publish(staged + file->Ticket(), path, 3);
  EXPECT_EQ(Content(path), "abc");
  files_->Publish(staged, path, 3);
  files_->RemoveAll("gs://bucket/lake/_staging");
  EXPECT_FALSE(files_->Stat(staged));
  files_->Publish(staged, path, 3);
  EXPECT_EQ(Content(path), "abc");
  EXPECT_THROW(files_->Publish(staged, path, 4), SystemError);
  EXPECT_THROW(files_->Publish("gs://bucket/lake/_staging/y", "gs://bucket/lake/y", 3), StagedFileGone);
}

TEST_F(ArrowFileSystemTest, ReadsAheadAcrossFilesAndPieces) {
  std::vector<FileInfo> infos;
  std::vector<std::string> contents;
  for (int i = 0; i < 40; ++i) {
    contents.push_back(std::string(i % 7 == 0 ? 9'000'000 : i * 100, static_cast<char>('a' + i % 26)));
    Put("gs://bucket/raw/" + std::to_string(100 + i), contents.back());
  }
  infos = files_->List("gs://bucket/raw");
  ASSERT_EQ(infos.size(), 40U);
  files_->WillRead(infos);
  // In order, out of order, and twice.
  for (const int i : {0, 1, 39, 2, 3, 38, 7, 14, 7, 21, 20, 19, 35}) {
    EXPECT_EQ(Content(infos[static_cast<size_t>(i)].path), contents[static_cast<size_t>(i)]) << i;
  }
}

TEST_F(ArrowFileSystemTest, MoreIsReadThanWasSaidToBeWanted) {
  std::string text;
  while (text.size() < 10U << 20) text += std::to_string(text.size()) + ",";
  Put("gs://bucket/raw/x", text);
  const std::vector<FileInfo> infos = files_->List("gs://bucket/raw");
  for (const uint64_t bytes : {uint64_t{0}, uint64_t{1}, uint64_t{5} << 20, uint64_t{text.size()}, kWholeFile}) {
    files_->WillRead(infos, bytes);
    EXPECT_EQ(Content(infos[0].path) == text, true) << bytes;
  }
}

TEST_F(ArrowFileSystemTest, AnObjectThatShrankIsAnError) {
  Put("gs://bucket/raw/x", "12345");
  std::vector<FileInfo> infos = files_->List("gs://bucket/raw");
  infos[0].size = 6;
  files_->WillRead(infos);
  EXPECT_THROW(Content(infos[0].path), SystemError);
}

TEST_F(ArrowFileSystemTest, WalkListsWhatItsVisitorAsksFor) {
  for (const std::string name : {"year=2025/month=03/day=10", "year=2025/month=03/day=11", "year=2024", "other/x"}) {
    fs::create_directories(root_ + "/bucket/days/" + name);
    Put("gs://bucket/days/" + name + "/a.gz", "1");
  }
  Put("gs://bucket/days/b.gz", "1");
  for (const bool has_folders : {false, true}) {
    const auto files = Over(has_folders);
    FakeVisitor visitor;
    visitor.answers = {
        {"other", Descent::kAll}, {"year=2024", Descent::kSkip}, {"year=2025/month=03/day=11", Descent::kSkip}};
    files->Walk("gs://bucket/days", visitor);
    std::vector<std::string> found = visitor.Names("gs://bucket/days");
    std::ranges::sort(found);
    EXPECT_EQ(found, (std::vector<std::string>{"b.gz", "other/x/a.gz", "year=2025/month=03/day=10/a.gz"}));
    std::ranges::sort(visitor.asked);
    EXPECT_EQ(visitor.asked, (std::vector<std::string>{"", "other", "year=2024", "year=2025", "year=2025/month=03",
                                                       "year=2025/month=03/day=10", "year=2025/month=03/day=11"}));
    EXPECT_EQ(files->List("gs://bucket/days").size(), 5U);
    EXPECT_EQ(files->List("gs://bucket/").size(), 5U);
  }
}

TEST_F(ArrowFileSystemTest, WalkOfManyDirectoriesKeepsTheFilesOfEachTogether) {
  constexpr int kHours = 30;
  for (int hour = 10; hour < 10 + kHours; ++hour) {
    const std::string folder = "raw/hour=" + std::to_string(hour);
    fs::create_directories(root_ + "/bucket/" + folder);
    for (const char* name : {"/a.gz", "/b.gz"}) Put("gs://bucket/" + folder + name, "1");
  }
  const auto files = Over(/*has_folders=*/true);
  FakeVisitor visitor;
  files->Walk("gs://bucket/raw", visitor);
  const std::vector<std::string> found = visitor.Names("gs://bucket/raw");
  EXPECT_EQ(found.size(), size_t{2 * kHours});
  EXPECT_TRUE(std::ranges::is_sorted(found));
}

TEST_F(ArrowFileSystemTest, AMissingBucketIsTheUsersAffair) {
  for (const bool has_folders : {false, true}) {
    const auto files = Over(has_folders);
    EXPECT_FALSE(files->Stat("gs://bucket/none"));
    EXPECT_THROW(files->Stat("gs://missing/raw"), UserError);
    EXPECT_THROW(files->List("gs://missing/raw"), UserError);
  }
}

class ArrowStoreTest : public ArrowFileSystemTest {
 protected:
  void SetUp() override {
    const char* store = std::getenv("MILLRACE_TEST_STORE");
    if (store == nullptr) GTEST_SKIP() << "no server: this test is run by tests/stores/run";
    static int count = 0;
    top_ = std::string(store) + "/files-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
    Config config;
    for (const auto& [name, value] : {std::pair{"MILLRACE_GS_ENDPOINT", &config.gs.endpoint},
                                      std::pair{"MILLRACE_ABFS_ENDPOINT", &config.abfs.endpoint}}) {
      if (const char* endpoint = std::getenv(name)) *value = endpoint;
    }
    config.gs.anonymous = true;
    files_ = std::make_unique<AllFileSystems>(config);
  }

  std::vector<std::string> Names(const std::string& root) {
    std::vector<std::string> names;
    for (const FileInfo& file : files_->List(root)) names.push_back(file.path.substr(top_.size() + 1));
    return names;
  }

  std::string top_;
};

// Where a store knows prefixes only, the neighbours of a folder begin with its name, too.
TEST_F(ArrowStoreTest, KnowsAFolderFromItsNeighbours) {
  for (const char* name : {"a", "b/1", "b/c/2", "b-", "b.gz", "b0", "b/c-", "ä b%20+&?#/x=y"})
    Put(top_ + "/" + name, name);
  EXPECT_EQ(Names(top_), (std::vector<std::string>{"a", "b-", "b.gz", "b/1", "b/c-", "b/c/2", "b0", "ä b%20+&?#/x=y"}));
  EXPECT_EQ(Names(top_ + "/b"), (std::vector<std::string>{"b/1", "b/c-", "b/c/2"}));
  EXPECT_EQ(Names(top_ + "/b/"), (std::vector<std::string>{"b/1", "b/c-", "b/c/2"}));
  EXPECT_EQ(Names(top_ + "/b/c"), (std::vector<std::string>{"b/c/2"}));
  EXPECT_TRUE(files_->Stat(top_ + "/b"));
  EXPECT_TRUE(files_->Stat(top_ + "/b/c"));
  EXPECT_EQ(files_->Stat(top_ + "/b-")->size, 2U);
  EXPECT_GT(files_->Stat(top_ + "/b-")->modified_ns, 1'700'000'000'000'000'000);
  EXPECT_EQ(files_->Stat(top_ + "/b-")->modified_ns, files_->List(top_)[1].modified_ns);
  EXPECT_FALSE(files_->Stat(top_ + "/b0/1"));
  EXPECT_FALSE(files_->Stat(top_ + "/c"));
  EXPECT_EQ(Content(top_ + "/ä b%20+&?#/x=y"), "ä b%20+&?#/x=y");
  files_->RemoveAll(top_ + "/b");
  files_->RemoveAll(top_ + "/b");
  EXPECT_EQ(Names(top_), (std::vector<std::string>{"a", "b-", "b.gz", "b0", "ä b%20+&?#/x=y"}));
  files_->RemoveAll(top_ + "/a");
  files_->RemoveAll(top_ + "/a");
  EXPECT_EQ(Names(top_).size(), 4U);
  files_->RemoveAll(top_);
  EXPECT_FALSE(files_->Stat(top_));
}

TEST_F(ArrowStoreTest, PublishesByCopying) {
  const std::string staged = top_ + "/_staging/job/x";
  const std::string path = top_ + "/x";
  std::string large;
  large.resize(20'000'000, 'x');  // some blocks
  const auto file = files_->CreateStaged(staged, path);
  for (size_t at = 0; at < large.size(); at += 1'000'000) file->Write(large.data() + at, 1'000'000);
  file->Close();
  EXPECT_FALSE(files_->Stat(path));
  for (int i = 0; i < 2; ++i) files_->Publish(staged, path, large.size());
  files_->RemoveAll(top_ + "/_staging");
  files_->Publish(staged, path, large.size());
  EXPECT_EQ(Names(top_), std::vector<std::string>{"x"});
  EXPECT_TRUE(Content(path) == large);
  EXPECT_THROW(files_->Publish(staged, path, 3), SystemError);
  EXPECT_THROW(files_->Publish(top_ + "/_staging/y", top_ + "/y", 3), StagedFileGone);
}

// A staged file that was begun and left is nowhere but under its staged name.
TEST_F(ArrowStoreTest, WhatIsGivenUpIsNotShown) {
  files_->CreateStaged(top_ + "/_staging/x", top_ + "/x")->Write("abc", 3);
  EXPECT_FALSE(files_->Stat(top_ + "/x"));
  files_->RemoveAll(top_ + "/_staging");
  EXPECT_TRUE(Names(top_).empty());
}

TEST_F(ArrowStoreTest, ReadsAheadInOrder) {
  std::vector<std::string> contents;
  for (int i = 0; i < 20; ++i) {
    contents.push_back(std::string(i == 7 ? 9'000'000 : 1 + i * 100, static_cast<char>('a' + i)));
    Put(top_ + "/" + std::to_string(100 + i), contents.back());
  }
  const auto infos = files_->List(top_);
  ASSERT_EQ(infos.size(), 20U);
  files_->WillRead(infos);
  for (const size_t i : {0, 1, 19, 7, 7, 2, 18}) EXPECT_TRUE(Content(infos[i].path) == contents[i]) << i;
}

}  // namespace
}  // namespace millrace
