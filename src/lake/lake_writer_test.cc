#include "lake/lake_writer.h"

#include <atomic>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <unistd.h>

#include "core/testing/eventually.h"
#include "core/testing/temporary_folder.h"
#include "lake/lake_files.h"
#include "lake/testing/batch_fixture.h"
#include "lake/testing/parquet_fixture.h"
#include "storage/testing/faulty_disk.h"

namespace millrace {
namespace {

using Batch = std::shared_ptr<arrow::RecordBatch>;

class LakeWriterTest : public testing::Test {
 protected:
  LakeOptions Options() const { return {.lake = root_ + "/lake", .project = "shop", .job_id = "job-7"}; }
  std::string Staging() const { return root_ + "/lake/shop/_staging/job-7"; }
  size_t StagedFiles() const { return LocalFileSystem().List(Staging()).size(); }

  const TemporaryFolder temporary_;
  const std::string root_ = temporary_.path();
};

Batch Sessions(uint32_t seed, int64_t rows, RandomBatchOptions options = {}) {
  return RandomBatch(seed, options).Make(TableId::kSession, rows);
}

int RowGroups(const std::string& path) {
  return parquet::ParquetFileReader::OpenFile(path)->metadata()->num_row_groups();
}

TEST_F(LakeWriterTest, OneFilePerTableAndPartition) {
  LakeWriter writer(LocalFileSystem(), Options());
  std::map<std::string, std::vector<Batch>> expected;
  uint32_t seed = 0;
  for (const TableId table : {TableId::kEvent, TableId::kUser}) {
    for (const char* app : {"web", ""}) {
      for (int repeat = 0; repeat < 3; ++repeat) {
        const Batch batch = RandomBatch(++seed, {.dictionaries = repeat != 1}).Make(table, 40);
        writer.Write(table, {.app = app, .day = 20157}, batch);
        expected[std::string(TableOf(table).name) + app].push_back(batch);
      }
    }
  }
  const std::vector<LakeFile> files = writer.Finish();
  ASSERT_EQ(files.size(), 4);
  EXPECT_EQ(files[1].final_path, root_ +
                                     "/lake/shop/event_v2/partition_app=web/partition_year=2025/partition_month=03/"
                                     "partition_day=10/job-7-0000.parquet");
  std::set<std::string> staged;
  for (const LakeFile& file : files) staged.insert(std::filesystem::path(file.staged_path).parent_path());
  EXPECT_EQ(staged, std::set<std::string>{Staging()}) << "one directory, whatever the partitions";
  for (const LakeFile& file : files) {
    ExpectSameRows(*ReadParquet(file.staged_path), file.table,
                   expected.at(std::string(TableOf(file.table).name) + file.partition.app));
    EXPECT_EQ(file.rows, 120);
    EXPECT_EQ(file.bytes, std::filesystem::file_size(file.staged_path));
    EXPECT_EQ(RowGroups(file.staged_path), 1);  // small batches were collected
  }
  EXPECT_EQ(StagedFiles(), 4);
  EXPECT_FALSE(std::filesystem::exists(root_ + "/lake/shop/event_v2"));
}

// Its Sync waits for those of the others.
class MeetingFile : public WritableFile {
 public:
  MeetingFile(std::unique_ptr<WritableFile> file, std::atomic<int>& syncing, int expected)
      : file_(std::move(file)), syncing_(syncing), expected_(expected) {}
  void Write(const void* data, size_t size) override { file_->Write(data, size); }
  void Sync() override {
    ++syncing_;
    EXPECT_TRUE(Eventually([this] { return syncing_ == expected_; }));
    file_->Sync();
  }
  void Close() override { file_->Close(); }

 private:
  const std::unique_ptr<WritableFile> file_;
  std::atomic<int>& syncing_;
  const int expected_;
};

TEST_F(LakeWriterTest, OneThreadEncodesWhileFilesReachTheDisk) {
  std::atomic<int> syncing = 0;
  LakeOptions options = Options();
  options.parallel_closes = 3;
  options.wrap = [&](std::unique_ptr<WritableFile> file, const LakeFile&) {
    return std::make_unique<MeetingFile>(std::move(file), syncing, 3);
  };
  LakeWriter writer(LocalFileSystem(), options);
  for (int32_t day = 1; day <= 3; ++day) writer.Write(TableId::kSession, {.app = "web", .day = day}, Sessions(1, 5));
  EXPECT_EQ(writer.Finish().size(), 3);
}

TEST_F(LakeWriterTest, NoRowsWriteNothing) {
  LakeWriter writer(LocalFileSystem(), Options());
  writer.Write(TableId::kSession, {.app = "web", .day = 1}, Sessions(1, 5)->Slice(0, 0));
  EXPECT_TRUE(writer.Finish().empty());
  EXPECT_EQ(StagedFiles(), 0);
}

TEST_F(LakeWriterTest, BatchesBecomeRowGroupsOfAboutTheWantedSize) {
  LakeOptions options = Options();
  options.row_group_rows = 100;
  LakeWriter writer(LocalFileSystem(), options);
  std::vector<Batch> batches;
  const auto write = [&](int64_t rows) {
    batches.push_back(Sessions(static_cast<uint32_t>(batches.size()), rows));
    writer.Write(TableId::kSession, {.app = "web", .day = 1}, batches.back());
  };
  write(90);                              // one
  write(350);                             // three, none above twice the wanted rows
  for (int i = 0; i < 7; ++i) write(40);  // collected: 120, 120, and 40 at the end
  const std::vector<LakeFile> files = writer.Finish();
  ASSERT_EQ(files.size(), 1);
  EXPECT_EQ(RowGroups(files[0].staged_path), 7);
  ExpectSameRows(*ReadParquet(files[0].staged_path), TableId::kSession, batches);
}

TEST_F(LakeWriterTest, AFullFileIsClosedAndTheNextIsOpened) {
  LakeOptions options = Options();
  options.target_file_bytes = 20'000;
  options.row_group_rows = 100;
  LakeWriter writer(LocalFileSystem(), options);
  for (uint32_t i = 0; i < 12; ++i) writer.Write(TableId::kSession, {.app = "web", .day = 1}, Sessions(i, 100));
  const std::vector<LakeFile> files = writer.Finish();
  ASSERT_GT(files.size(), 2);
  uint64_t rows = 0;
  for (size_t i = 0; i < files.size(); ++i) {
    EXPECT_TRUE(files[i].final_path.ends_with("/job-7-000" + std::to_string(i) + ".parquet")) << files[i].final_path;
    if (i + 1 < files.size()) {
      EXPECT_GE(files[i].bytes, options.target_file_bytes);
    }
    rows += static_cast<uint64_t>(ReadParquet(files[i].staged_path)->num_rows());
  }
  EXPECT_EQ(rows, 1200);
}

// Counts open files of the staging folder.
class CountingFileSystem : public FaultyDisk {
 public:
  using FaultyDisk::FaultyDisk;
  std::unique_ptr<WritableFile> Create(const std::string& path) override {
    most_ = std::max(most_, ++open_);
    return std::make_unique<Counted>(FaultyDisk::Create(path), *this);
  }
  int most() const { return most_; }

 private:
  struct Counted : WritableFile {
    Counted(std::unique_ptr<WritableFile> file, CountingFileSystem& files) : file(std::move(file)), files(files) {}
    ~Counted() override { --files.open_; }
    void Write(const void* data, size_t size) override { file->Write(data, size); }
    void Sync() override { file->Sync(); }
    void Close() override { file->Close(); }
    std::unique_ptr<WritableFile> file;
    CountingFileSystem& files;
  };
  int open_ = 0;
  int most_ = 0;
};

TEST_F(LakeWriterTest, OpenFilesAreBounded) {
  FaultPlan plan;
  CountingFileSystem counting(LocalFileSystem(), plan, root_);
  LakeOptions options = Options();
  options.max_open_files = 3;
  options.row_group_rows = 10;
  LakeWriter writer(counting, options);
  for (uint32_t i = 0; i < 40; ++i) {
    writer.Write(TableId::kSession, {.app = "web", .day = static_cast<int32_t>(i % 10)}, Sessions(i, 10));
    // Always in use: never the one that is closed.
    writer.Write(TableId::kSession, {.app = "busy", .day = 0}, Sessions(i, 10));
  }
  const std::vector<LakeFile> files = writer.Finish();
  EXPECT_EQ(counting.most(), 4);
  EXPECT_EQ(files.size(), 41);
  EXPECT_EQ(files[0].partition.app, "busy");
  EXPECT_EQ(files[0].rows, 400);
}

TEST_F(LakeWriterTest, SmallBatchesOfManyPartitionsWaitOnTheDisk) {
  LakeOptions options = Options();
  options.max_collected_bytes = 100'000;
  options.max_open_files = 2;
  options.scratch = root_;
  LakeWriter writer(LocalFileSystem(), options);
  std::map<int32_t, std::vector<Batch>> expected;
  for (uint32_t i = 0; i < 300; ++i) {
    const auto day = static_cast<int32_t>(i % 30);
    expected[day].push_back(Sessions(i, 3));
    writer.Write(TableId::kSession, {.app = "web", .day = day}, expected[day].back());
  }
  EXPECT_EQ(StagedFiles(), 0);
  const std::vector<LakeFile> files = writer.Finish();
  EXPECT_EQ(files.size(), 30) << "one a partition, whatever the order of the rows";
  for (const LakeFile& file : files) {
    EXPECT_EQ(file.rows, 30);
    EXPECT_LE(RowGroups(file.staged_path), 2);
    ExpectSameRows(*ReadParquet(file.staged_path), TableId::kSession, expected.at(file.partition.day));
  }
}

TEST_F(LakeWriterTest, CollectedBatchesAreBounded) {
  LakeOptions options = Options();
  options.max_collected_bytes = 1'000'000;
  LakeWriter writer(LocalFileSystem(), options);
  for (uint32_t i = 0; i < 30; ++i) {
    writer.Write(TableId::kSession, {.app = "web", .day = static_cast<int32_t>(i % 7)}, Sessions(i, 400));
  }
  EXPECT_GT(StagedFiles(), 0);  // before Finish
  uint64_t rows = 0;
  for (const LakeFile& file : writer.Finish()) rows += file.rows;
  EXPECT_EQ(rows, 12000);
}

TEST_F(LakeWriterTest, FootersOfOpenFilesAreBounded) {
  LakeOptions options = Options();
  options.row_group_rows = 2;
  options.max_footer_bytes = 20'000;
  LakeWriter writer(LocalFileSystem(), options);
  for (uint32_t i = 0; i < 100; ++i) {
    writer.Write(TableId::kSession, {.app = "web", .day = static_cast<int32_t>(i % 2)}, Sessions(i, 2));
  }
  const std::vector<LakeFile> files = writer.Finish();
  EXPECT_GT(files.size(), 2);
  uint64_t rows = 0;
  for (const LakeFile& file : files) {
    EXPECT_LT(RowGroups(file.staged_path), 15);
    rows += file.rows;
  }
  EXPECT_EQ(rows, 200);
}

TEST_F(LakeWriterTest, WorkersShareTheFilesOfAPartition) {
  LakeOptions options = Options();
  options.row_group_rows = 100;
  options.target_file_bytes = 60'000;
  options.max_open_files = 2;
  LakeWriter writer(LocalFileSystem(), options);
  constexpr int kWorkers = 4;
  constexpr int kBatches = 30;
  std::vector<std::thread> workers;
  workers.reserve(kWorkers);
  for (int worker = 0; worker < kWorkers; ++worker) {
    workers.emplace_back([&writer, worker] {
      for (int i = 0; i < kBatches; ++i) {
        // Large and small ones, in three partitions.
        const Batch batch = Sessions(static_cast<uint32_t>(worker * kBatches + i), i % 3 == 0 ? 100 : 7);
        writer.Write(TableId::kSession, {.app = "web", .day = i % 3 + (i % 5 == 0)}, batch);
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  std::map<int32_t, int64_t> rows;
  std::set<std::string> paths;
  for (const LakeFile& file : writer.Finish()) {
    EXPECT_TRUE(paths.insert(file.final_path).second);
    rows[file.partition.day] += ReadParquet(file.staged_path)->num_rows();
  }
  std::map<int32_t, int64_t> expected;
  for (int i = 0; i < kBatches; ++i) expected[i % 3 + (i % 5 == 0)] += kWorkers * (i % 3 == 0 ? 100 : 7);
  EXPECT_EQ(rows, expected);
}

TEST_F(LakeWriterTest, AnAbandonedJobLeavesNothing) {
  std::filesystem::create_directories(root_ + "/lake/shop/_staging/job-8");
  LakeWriter writer(LocalFileSystem(), Options());
  for (uint32_t i = 0; i < 5; ++i) {
    writer.Write(TableId::kSession, {.app = "web", .day = static_cast<int32_t>(i)}, Sessions(i, 20'000));
  }
  writer.Write(TableId::kSession, {.app = "web", .day = 9}, Sessions(9, 10));
  EXPECT_EQ(StagedFiles(), 5);
  writer.Abandon();
  EXPECT_FALSE(std::filesystem::exists(Staging()));
  EXPECT_TRUE(std::filesystem::exists(root_ + "/lake/shop/_staging/job-8"));  // another run's
}

// An app id comes from requests: no text of it may stop the run or mix two apps' rows.
TEST_F(LakeWriterTest, AnyAppIdHasAFolder) {
  LakeWriter writer(LocalFileSystem(), Options());
  const std::string apps[] = {"..",
                              "a/../../b",
                              std::string(255, '/'),
                              std::string(254, '/') + "a",
                              "%2F",
                              "__HIVE_DEFAULT_PARTITION__",
                              "",
                              std::string("a\0b", 3)};
  for (const std::string& app : apps) writer.Write(TableId::kSession, {.app = app, .day = 1}, Sessions(1, 5));
  const std::vector<LakeFile> files = writer.Finish();
  ASSERT_EQ(files.size(), std::size(apps) - 1);
  for (const LakeFile& file : files) {
    EXPECT_EQ(file.rows, file.partition.app.empty() ? 10 : 5);
    std::filesystem::create_directories(std::filesystem::path(file.final_path).parent_path());
    LocalFileSystem().Rename(file.staged_path, file.final_path);
  }
  const auto committed = ListLakeFiles(LocalFileSystem(), root_ + "/lake", "shop", TableId::kSession, {});
  ASSERT_EQ(committed.size(), files.size());
  std::set<std::string> written;
  std::set<std::string> read;
  for (const LakeFile& file : files) written.insert(file.partition.app);
  for (const CommittedFile& file : committed) read.insert(file.partition.app);
  EXPECT_EQ(read, written);
}

class FullDisk : public FaultyDisk {
 public:
  using FaultyDisk::FaultyDisk;
  std::unique_ptr<WritableFile> Create(const std::string& path) override {
    struct Full : WritableFile {
      explicit Full(std::string path) : path(std::move(path)) {}
      void Write(const void*, size_t) override {
        throw SystemError("cannot write " + path + ": No space left on device");
      }
      void Sync() override {}
      void Close() override {}
      std::string path;
    };
    return std::make_unique<Full>(path);
  }
};

TEST_F(LakeWriterTest, AFullDiskSaysSo) {
  FaultPlan plan;
  FullDisk disk(LocalFileSystem(), plan, root_);
  LakeWriter writer(disk, Options());
  try {
    writer.Write(TableId::kSession, {.app = "web", .day = 1}, Sessions(1, 20'000));
    FAIL() << "a full disk took the rows";
  } catch (const SystemError& error) {
    EXPECT_EQ(error.what(), "cannot write " + Staging() + "/1-job-7-0000.parquet: No space left on device");
  }
  EXPECT_THROW(writer.Finish(), InternalError);
  writer.Abandon();
}

TEST_F(LakeWriterTest, EveryFileOperationMayFailOrKill) {
  LakeOptions options = Options();
  options.row_group_rows = 50;
  options.target_file_bytes = 10'000;
  options.max_open_files = 1;
  for (const Fault fault : {Fault::kFail, Fault::kKill}) {
    for (uint64_t n = 1;; ++n) {
      FaultPlan plan(fault, n);
      const std::string limbo = root_ + "/limbo" + std::to_string(n);
      std::filesystem::create_directories(limbo);
      FaultyDisk files(LocalFileSystem(), plan, limbo);
      bool failed = false;
      {
        LakeWriter writer(files, options);
        try {
          for (uint32_t i = 0; i < 6; ++i) {
            writer.Write(TableId::kSession, {.app = "web", .day = static_cast<int32_t>(i % 2)},
                         Sessions(i, i < 4 ? 50 : 9));
          }
          EXPECT_FALSE(writer.Finish().empty());
        } catch (const SystemError&) {
          failed = true;
          EXPECT_EQ(fault, Fault::kFail);
          writer.Abandon();
          EXPECT_FALSE(std::filesystem::exists(Staging()));
        } catch (const KillSwitch&) {
          failed = true;
        }
      }
      EXPECT_EQ(failed, plan.fired()) << n;
      std::filesystem::remove_all(Staging());
      std::filesystem::remove_all(limbo);
      if (!plan.fired()) {
        EXPECT_GT(n, 20);
        break;
      }
    }
  }
}

}  // namespace
}  // namespace millrace
