#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "load/load.h"
#include "load/retired_keys.h"
#include "load/testing/load_fixture.h"
#include "load/testing/watched_warehouse.h"

#include "warehouse/testing/postgres_server.h"

namespace millrace {
namespace {

using Strings = std::vector<std::string>;

constexpr const char* kLoaded[] = {"user_v2", "session", "item_v2", "event_v2"};

// Loads on each engine. Each test has an app, and so a schema, of its own.
class RetireTest : public ::testing::TestWithParam<bool> {
 protected:
  static std::string Uri() { return GetParam() ? PostgresServer::Shared().uri() : ""; }
  void SetUp() override { project_.warehouse().Connect()->Execute("DROP SCHEMA IF EXISTS shop CASCADE"); }

  // The rows of a batch of the sample case that fulfil a condition.
  void WriteSample(const std::string& table, const std::string& name, const std::string& batch,
                   const std::string& where = "TRUE") {
    project_.Write(LoadProject::PathOf(table, name),
                   "SELECT * FROM read_parquet(" + SqlText(SampleFile(batch, table)) + ") WHERE " + where);
  }
  LoadProject project_{Uri()};
};

INSTANTIATE_TEST_SUITE_P(Engines, RetireTest, ::testing::Bool(),
                         [](const auto& info) { return std::string(info.param ? "Postgres" : "DuckDb"); });

// A person is erased: rows of half of the users leave the lake, whatever file they are in.
TEST_P(RetireTest, RowsThatLeftTheLakeLeaveTheWarehouse) {
  const std::string kept = "hash(user_pseudo_id) % 2 = 0";
  std::map<std::string, Strings> wanted;
  {
    LoadProject other;
    for (const char* table : kLoaded) {
      for (const char* batch : {"b1", "b2", "b3"}) {
        other.Write(LoadProject::PathOf(table, batch), "SELECT * FROM read_parquet(" +
                                                           SqlText(SampleFile(batch, table)) + ") WHERE " + kept +
                                                           " OR '" + batch + "' = 'b3'");
      }
    }
    other.Load();
    for (const char* table : kLoaded) wanted[table] = other.Facts(table);
  }
  for (const char* table : kLoaded) {
    for (const char* batch : {"b1", "b2", "b3"}) WriteSample(table, batch, batch);
  }
  project_.Load();
  project_.options().scan = false;
  int number = 0;
  for (const char* table : kLoaded) {
    for (const char* batch : {"b1", "b2"}) WriteSample(table, std::string(batch) + "-erased", batch, kept);
    project_.Replace("j" + std::to_string(++number), JobKind::kErase, table, {"b1-erased", "b2-erased"}, {"b1", "b2"});
  }
  const LoadReport report = project_.Load();
  EXPECT_EQ(report.retired_jobs, 4U);
  EXPECT_GT(report.Total().rows.deleted, 0U);
  for (const char* table : kLoaded) EXPECT_EQ(project_.Facts(table), wanted[table]) << table;
  EXPECT_TRUE(ListRetiredKeys(LocalFileSystem(), project_.options().keys_folder).empty());
  EXPECT_EQ(project_.ledger().load_items().Retirements("j1").size(), 1U);
  EXPECT_EQ(project_.Load().retired_jobs, 0U);
}

TEST_P(RetireTest, WhatIsAsItWasKeepsItsCreatedTime) {
  for (const char* name : {"a", "b"}) WriteSample("session", name, "b1", "user_pseudo_id IS NOT NULL");
  project_.options().now_ns = [] { return int64_t{1'700'000'000'000'000'000}; };
  project_.Load();
  project_.options().now_ns = [] { return int64_t{1'800'000'000'000'000'000}; };
  project_.options().scan = false;
  const Strings before =
      project_.Rows("SELECT user_pseudo_id, session_id, created_time FROM shop.session ORDER BY 1, 2");
  project_.Replace("j1", JobKind::kErase, "session", {}, {"a"});
  const LoadReport report = project_.Load();
  EXPECT_EQ(report.retired_jobs, 1U);
  EXPECT_EQ(report.Of(TableId::kSession).rows.deleted, 0U) << "the other file has the same rows";
  EXPECT_EQ(report.Of(TableId::kSession).rows.changed, 0U);
  EXPECT_EQ(project_.Rows("SELECT user_pseudo_id, session_id, created_time FROM shop.session ORDER BY 1, 2"), before);

  project_.Replace("j2", JobKind::kErase, "session", {}, {"b"});
  EXPECT_EQ(project_.Load().Of(TableId::kSession).rows.deleted, before.size());
  EXPECT_EQ(project_.Count("shop.session"), 0);
}

TEST_P(RetireTest, CompactionChangesNothing) {
  for (const char* name : {"a", "b"}) WriteSample("user_v2", name, "b1");
  project_.Load();
  project_.options().scan = false;
  const Strings before = project_.Facts("user_v2");
  WriteSample("user_v2", "c", "b1");
  project_.Replace("j1", JobKind::kCompact, "user_v2", {"c"}, {"a", "b"});
  const LoadReport report = project_.Load();
  EXPECT_EQ(report.registered.unchanged, 1U);
  EXPECT_EQ(report.Total().batches, 0U);
  EXPECT_EQ(report.retired_jobs, 0U);
  EXPECT_EQ(project_.Facts("user_v2"), before);
}

// A lake in a store, whose objects are files of the disk.
class DiskAsStore : public FileSystem {
 public:
  static constexpr std::string_view kLake = "s3://bucket/lake";
  explicit DiskAsStore(std::string folder) : folder_(std::move(folder)) {}

  std::vector<FileInfo> List(const std::string& root) override { return LocalFileSystem().List(OnDisk(root)); }
  std::optional<FileInfo> Stat(const std::string& path) override { return LocalFileSystem().Stat(OnDisk(path)); }
  std::unique_ptr<ReadableFile> OpenRead(const std::string& path) override {
    return LocalFileSystem().OpenRead(OnDisk(path));
  }
  std::unique_ptr<WritableFile> Create(const std::string& path) override { return LocalFileSystem().Create(path); }
  void MakeDirectories(const std::string& path) override { LocalFileSystem().MakeDirectories(path); }
  void Rename(const std::string& from, const std::string& to) override { LocalFileSystem().Rename(from, to); }
  void RemoveAll(const std::string& path) override { LocalFileSystem().RemoveAll(path); }
  void SyncDirectory(const std::string& path) override { LocalFileSystem().SyncDirectory(path); }

 private:
  std::string OnDisk(const std::string& path) const {
    return path.starts_with(kLake) ? folder_ + path.substr(kLake.size()) : path;
  }

  const std::string folder_;
};

TEST(Retire, CopiesOfAStoresFilesTakeNoMoreOfTheDiskThanABatch) {
  LoadProject project("", LoadProject::WithSchema());
  for (const char* name : {"a", "b", "c"}) {
    project.Write(LoadProject::PathOf("user_v2", name),
                  "SELECT * FROM read_parquet(" + SqlText(SampleFile("b1", "user_v2")) + ")");
  }
  project.Load();
  const Strings before = project.Facts("user_v2");
  project.options().scan = false;
  project.Replace("j1", JobKind::kErase, "user_v2", {}, {"c"});

  DiskAsStore store(project.lake());
  LoadOptions options = project.options();
  options.lake = DiskAsStore::kLake;
  options.max_bytes = 1;
  size_t most = 0;
  WatchedWarehouse watched(project.warehouse(), [&](const std::string&) {
    size_t copies = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(options.temporary_folder)) {
      if (file.path().extension() == ".parquet") ++copies;
    }
    most = std::max(most, copies);
  });
  const LoadReport report = Load(store, project.ledger(), watched, options);
  EXPECT_EQ(report.retired_jobs, 1U);
  EXPECT_EQ(most, 1U);
  EXPECT_EQ(project.Facts("user_v2"), before) << "the other files have the same rows";
  EXPECT_EQ(project.Rows("SELECT file_count FROM shop.load_log ORDER BY load_sequence DESC LIMIT 1"), Strings{"2"});
}

}  // namespace
}  // namespace millrace
