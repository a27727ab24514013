// gs:// and abfs:// differ from this in nothing but Arrow's file system below; a folder takes the store's place.
#include "storage/arrow_file_system.h"

#include <filesystem>

#include <arrow/filesystem/localfs.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "core/error.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

class ArrowFileSystemTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "millrace-arrow-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    // A store makes no folders, and needs none.
    fs::create_directories(root_ + "/bucket/raw/day");
    fs::create_directories(root_ + "/bucket/lake/_staging");
    files_ = Over(/*has_folders=*/false);
  }
  void TearDown() override { fs::remove_all(root_); }

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

  std::string root_;
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

}  // namespace
}  // namespace millrace
