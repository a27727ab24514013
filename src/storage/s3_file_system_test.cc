// The first tests need no server. The others are run by tests/stores/run, which starts one and sets
// MILLRACE_S3_ENDPOINT, the keys, and MILLRACE_TEST_STORE.
#include "storage/s3_file_system.h"

#include <cstdlib>

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/error.h"
#include "core/parallel.h"
#include "storage/s3_upload.h"
#include "storage/store_error.h"
#include "storage/testing/fake_file_system.h"

namespace millrace {
namespace {

TEST(StoreError, TellsWhatTheUserCanMendFromWhatHeCannot) {
  const auto text = [](std::string_view code) {
    try {
      ThrowStoreError("read", "s3://b/k", code, "why");
    } catch (const UserError& error) {
      return "user: " + std::string(error.what());
    } catch (const SystemError& error) {
      return "system: " + std::string(error.what());
    }
  };
  EXPECT_EQ(
      text("NO_SUCH_BUCKET"),
      "user: cannot read s3://b/k: the bucket does not exist; create it, or correct the address or `s3.endpoint`");
  EXPECT_EQ(text("NoSuchBucket"), text("NO_SUCH_BUCKET"));
  EXPECT_EQ(text("AccessDenied"), "system: cannot read s3://b/k: AccessDenied: why");
  EXPECT_EQ(text(""), "system: cannot read s3://b/k: why");
}

TEST(S3Ticket, IsReadBackAsItWasWritten) {
  const auto ticket = ParseS3Ticket("s3://b/lake/_staging/x.parquet#upload=a%2Fb%3D&parts=e1,e-2");
  ASSERT_TRUE(ticket);
  EXPECT_EQ(ticket->path, "s3://b/lake/_staging/x.parquet");
  EXPECT_EQ(ticket->id, "a/b=");
  EXPECT_EQ(ticket->etags, (std::vector<std::string>{"e1", "e-2"}));
  EXPECT_FALSE(ParseS3Ticket("s3://b/lake/x.parquet"));
  EXPECT_FALSE(ParseS3Ticket("s3://b/lake/x.parquet#upload=1"));
}

class S3FileSystemTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* store = std::getenv("MILLRACE_TEST_STORE");
    if (store == nullptr) GTEST_SKIP() << "no server: this test is run by tests/stores/run";
    static int count = 0;
    root_ = std::string(store) + "/files-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
    Config::S3 config;
    config.endpoint = std::getenv("MILLRACE_S3_ENDPOINT");
    files_ = OpenS3FileSystem(config);
  }

  void Put(const std::string& name, const std::string& text) {
    auto file = files_->Create(root_ + "/" + name);
    file->Write(text.data(), text.size());
    file->Close();
  }
  std::string Content(const std::string& path) {
    const auto file = files_->OpenRead(path);
    std::string text;
    std::string piece(100'000, '\0');
    while (const size_t got = file->Read(piece.data(), piece.size())) text.append(piece, 0, got);
    return text;
  }

  std::string root_;
  std::unique_ptr<FileSystem> files_;
};

TEST_F(S3FileSystemTest, KeysOfAnyCharactersAreListedReadAndRemoved) {
  for (const char* name : {"a b+c", "day=10/ä.gz", "x%20y", "p&q", "semi;colon,'()!*@:$"}) {
    Put(name, name);
    const std::string path = root_ + "/" + name;
    const auto info = files_->Stat(path);
    ASSERT_TRUE(info) << name;
    EXPECT_EQ(info->size, std::string(name).size());
    const auto list = files_->List(root_);
    ASSERT_EQ(list.size(), 1U) << name;
    EXPECT_EQ(list[0].path, path);
    EXPECT_EQ(list[0].version, info->version);
    EXPECT_FALSE(list[0].version.empty());
    EXPECT_EQ(list[0].modified_ns / 1'000'000'000, info->modified_ns / 1'000'000'000);
    EXPECT_EQ(Content(path), name);
    files_->RemoveAll(path);
    EXPECT_FALSE(files_->Stat(path)) << name;
  }
}

TEST_F(S3FileSystemTest, ListsManyPagesInOrder) {
  constexpr size_t kFiles = 2'345;
  ParallelFor(16, kFiles, [&](size_t i) { Put("day/" + std::to_string(10'000 + i), "x"); });
  const auto list = files_->List(root_ + "/day");
  ASSERT_EQ(list.size(), kFiles);
  for (size_t i = 0; i < kFiles; ++i) EXPECT_EQ(list[i].path, root_ + "/day/" + std::to_string(10'000 + i));
  files_->RemoveAll(root_ + "/day");
  EXPECT_TRUE(files_->List(root_).empty());
}

TEST_F(S3FileSystemTest, WalkListsWhatItsVisitorAsksFor) {
  const std::vector<std::string> names = {"b-c.gz",     "b.gz",     "b/x.gz",   "c/d/x.gz",
                                          "c/e/f/y.gz", "c/e/x.gz", "skip/x.gz"};
  for (const std::string& name : names) Put(name, "1");
  FakeVisitor visitor;
  visitor.answers = {{"skip", Descent::kSkip}, {"c/e", Descent::kAll}};
  files_->Walk(root_, visitor);
  // Not every server lists b-c.gz before b/x.gz.
  std::vector<std::string> found = visitor.Names(root_);
  std::ranges::sort(found);
  EXPECT_EQ(found, std::vector<std::string>(names.begin(), names.end() - 1));
  EXPECT_EQ(visitor.asked, (std::vector<std::string>{"", "b", "c", "c/d", "c/e", "skip"}));
  for (const FileInfo& file : visitor.files) EXPECT_FALSE(file.version.empty());
}

TEST_F(S3FileSystemTest, WalkOfManyPagesFindsAllFilesAndDirectories) {
  constexpr size_t kFiles = 1'200;
  ParallelFor(16, kFiles, [&](size_t i) {
    Put((i % 2 == 0 ? "" : std::to_string(10'000 + i) + "/") + std::to_string(20'000 + i), "x");
  });
  FakeVisitor visitor;
  files_->Walk(root_, visitor);
  EXPECT_EQ(visitor.files.size(), kFiles);
  EXPECT_EQ(visitor.asked.size(), 1 + kFiles / 2);
  files_->RemoveAll(root_);
}

TEST_F(S3FileSystemTest, AFolderIsThereWhenSomethingLiesInIt) {
  EXPECT_FALSE(files_->Stat(root_ + "/day"));
  Put("day/x", "1");
  EXPECT_TRUE(files_->Stat(root_ + "/day"));
  EXPECT_TRUE(files_->Stat(root_.substr(0, root_.rfind('/'))));
  EXPECT_FALSE(files_->Stat(root_ + "/da"));
  EXPECT_TRUE(files_->List(root_ + "/da").empty()) << "a prefix that is no folder";
}

TEST_F(S3FileSystemTest, FilesOfManyPartsAreWhatWasWritten) {
  std::string text;
  while (text.size() < 3 * S3Upload::kPartBytes + 17) text += std::to_string(text.size()) + ",";
  for (const size_t size : {size_t{0}, size_t{1}, S3Upload::kPartBytes, S3Upload::kPartBytes + 1, text.size()}) {
    Put("x", text.substr(0, size));
    EXPECT_EQ(Content(root_ + "/x") == text.substr(0, size), true) << size;
  }
  EXPECT_TRUE(files_->Uploads(root_).empty());
}

TEST_F(S3FileSystemTest, StagedFilesAppearWhenTheyArePublishedByWhomever) {
  const std::string path = root_ + "/t/x.parquet";
  std::string ticket;
  {
    auto file = files_->CreateStaged(root_ + "/_staging/x.parquet", path);
    file->Write("abc", 3);
    file->Close();
    ticket = file->Ticket();
  }
  EXPECT_FALSE(files_->Stat(path));
  EXPECT_TRUE(files_->List(root_).empty());
  const auto uploads = files_->Uploads(root_);
  ASSERT_EQ(uploads.size(), 1U);
  EXPECT_EQ(uploads[0].path, path);
  EXPECT_GT(uploads[0].begun_ns, 1'700'000'000'000'000'000);

  Config::S3 config;
  config.endpoint = std::getenv("MILLRACE_S3_ENDPOINT");
  const auto other = OpenS3FileSystem(config);
  const std::string staged = root_ + "/_staging/x.parquet" + ticket;
  other->Publish(staged, path, 3);
  EXPECT_EQ(Content(path), "abc");
  other->Publish(staged, path, 3);
  EXPECT_TRUE(files_->Uploads(root_).empty());
}

TEST_F(S3FileSystemTest, UploadsAreGivenUpByName) {
  const std::string path = root_ + "/t/x.parquet";
  std::string ticket;
  for (const char* name : {"/t/x.parquet", "/t/x.parquet2"}) {
    auto file = files_->CreateStaged(root_ + "/_staging/x", root_ + name);
    file->Write("abc", 3);
    file->Close();
    if (ticket.empty()) ticket = file->Ticket();
  }
  files_->AbortUploads(path);
  const auto left = files_->Uploads(root_);
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].path, path + "2") << "only whole names";
  files_->Abort(left[0]);
  EXPECT_TRUE(files_->Uploads(root_).empty());
  EXPECT_THROW(files_->Publish(root_ + "/_staging/x" + ticket, path, 3), SystemError);
  files_->AbortUploads(path);
}

TEST_F(S3FileSystemTest, RenameCopies) {
  Put("old", "text");
  files_->Rename(root_ + "/old", root_ + "/new");
  EXPECT_EQ(Content(root_ + "/new"), "text");
  EXPECT_FALSE(files_->Stat(root_ + "/old"));
}

}  // namespace
}  // namespace millrace
