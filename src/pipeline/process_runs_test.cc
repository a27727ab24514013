// Files that cannot be read, one way or another: each fails alone, and the others are in the lake.
#include "pipeline/process_runs.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include "core/error.h"
#include "core/testing/fault_plan.h"
#include "pipeline/testing/project_fixture.h"

namespace millrace {
namespace {

enum class Trouble : uint8_t { kOpen, kRead, kGrow, kVanish, kKill, kKillLate };

// The local disk, on which some files make trouble.
class TroubledFiles : public FileSystem {
 public:
  std::map<std::string, Trouble> trouble;  // by path
  std::string gone;                        // a folder that cannot be looked at
  uint64_t opened = 0;

  std::vector<FileInfo> List(const std::string& root) override { return base_.List(root); }
  std::optional<FileInfo> Stat(const std::string& path) override {
    if (path == gone) throw SystemError("cannot look at " + path + ": the store is down");
    return base_.Stat(path);
  }
  std::unique_ptr<ReadableFile> OpenRead(const std::string& path) override {
    {
      const std::lock_guard lock(mutex_);
      ++opened;
    }
    const auto found = trouble.find(path);
    if (found == trouble.end()) return base_.OpenRead(path);
    if (found->second == Trouble::kOpen) throw SystemError("cannot open " + path + ": Permission denied");
    if (found->second == Trouble::kVanish) std::filesystem::remove(path);
    return std::make_unique<Reader>(base_.OpenRead(path), path, found->second);
  }
  void WillRead(const std::vector<FileInfo>& files, uint64_t bytes) override { base_.WillRead(files, bytes); }
  std::unique_ptr<WritableFile> Create(const std::string& path) override { return base_.Create(path); }
  void MakeDirectories(const std::string& path) override { base_.MakeDirectories(path); }
  void Rename(const std::string& from, const std::string& to) override { base_.Rename(from, to); }
  void RemoveAll(const std::string& path) override { base_.RemoveAll(path); }
  void SyncDirectory(const std::string& path) override { base_.SyncDirectory(path); }

 private:
  static constexpr size_t kSampleRead = 64U << 10;  // a sample is read in smaller pieces
  // Gives a first piece, with whole lines, before it fails.
  class Reader : public ReadableFile {
   public:
    Reader(std::unique_ptr<ReadableFile> base, std::string path, Trouble trouble)
        : base_(std::move(base)), path_(std::move(path)), trouble_(trouble) {}
    size_t Read(void* buffer, size_t size) override {
      const bool first = std::exchange(first_, false);
      if (!first && trouble_ == Trouble::kRead) throw SystemError("cannot read " + path_ + ": Input/output error");
      if (!first && trouble_ == Trouble::kKill) throw KillSwitch();
      if (trouble_ == Trouble::kKillLate && size > kSampleRead) throw KillSwitch();
      if (!first && trouble_ == Trouble::kGrow && !std::exchange(grown_, true)) {
        std::ofstream(path_, std::ios::app) << "\n";
      }
      return base_->Read(buffer, first ? std::min<size_t>(size, 2000) : size);
    }

   private:
    std::unique_ptr<ReadableFile> base_;
    std::string path_;
    Trouble trouble_;
    bool first_ = true;
    bool grown_ = false;
  };

  FileSystem& base_ = LocalFileSystem();
  std::mutex mutex_;
};

class ProcessRunsTest : public ::testing::Test {
 protected:
  ProcessRunsTest() {
    project_.options.threads = 2;
    for (const char* name : {"a", "b", "c"}) project_.AddFile(name, 5);
  }
  RunReport Run() { return Process(files_, *OpenSqliteLedger(project_.LedgerFileName()), project_.options, {}); }
  void Trouble(const std::string& name, enum Trouble trouble) { files_.trouble[project_.Raw(name)] = trouble; }
  std::vector<FailingFile> Failing() const {
    return OpenSqliteLedgerToRead(project_.LedgerFileName())->failing_files().All();
  }
  // How many of the events in the lake are of this file.
  size_t EventsOf(const std::string& name) const {
    size_t count = 0;
    for (const std::string& id : project_.Read().events) count += id.starts_with(name + "-");
    return count;
  }

  TestProject project_{/*two_apps=*/false};
  TroubledFiles files_;
};

class ProcessRunsTroubleTest : public ProcessRunsTest, public ::testing::WithParamInterface<enum Trouble> {};

TEST_P(ProcessRunsTroubleTest, AFileFailsAloneAndIsReadOnceItIsWell) {
  Trouble("b", GetParam());
  const RunReport report = Run();
  EXPECT_EQ(report.counters.files, 2U);
  EXPECT_TRUE(report.counters.Balanced());
  ASSERT_EQ(report.failed_files.size(), 1U);
  EXPECT_EQ(report.failed_files[0].name, "b");
  EXPECT_EQ(report.failed_files[0].failures, 1);
  EXPECT_FALSE(report.failed_files[0].reason.empty());
  EXPECT_EQ(EventsOf("a"), 10U);
  EXPECT_EQ(EventsOf("b"), 0U);
  EXPECT_EQ(EventsOf("c"), 10U);
  ASSERT_EQ(Failing().size(), 1U);
  EXPECT_EQ(Failing()[0].path, "b");
  if (GetParam() == Trouble::kVanish) return;

  files_.trouble.clear();
  EXPECT_EQ(Run().counters.files, 1U);
  EXPECT_TRUE(Failing().empty());
  project_.Check();
}

TEST_P(ProcessRunsTroubleTest, AfterThreeFailuresItIsQuarantinedUntilItIsFreed) {
  if (GetParam() == Trouble::kVanish) return;
  if (GetParam() == Trouble::kGrow) return;  // a file that changes is tried again
  Trouble("b", GetParam());
  for (int run = 1; run <= kFailuresToQuarantine; ++run) {
    const RunReport report = Run();
    ASSERT_EQ(report.failed_files.size(), 1U);
    EXPECT_EQ(report.failed_files[0].failures, run);
    EXPECT_EQ(report.failed_files[0].quarantined, run == kFailuresToQuarantine);
  }
  project_.AddFile("d", 1);
  const RunReport without = Run();
  EXPECT_TRUE(without.failed_files.empty());
  EXPECT_EQ(without.quarantined, 1U);
  EXPECT_EQ(without.counters.files, 1U);

  files_.trouble.clear();
  EXPECT_EQ(Run().counters.files, 0U);
  EXPECT_TRUE(OpenSqliteLedger(project_.LedgerFileName())->failing_files().Free("b"));
  EXPECT_EQ(Run().counters.files, 1U);
  project_.Check();
}

INSTANTIATE_TEST_SUITE_P(Kinds, ProcessRunsTroubleTest,
                         ::testing::Values(Trouble::kOpen, Trouble::kRead, Trouble::kGrow, Trouble::kVanish));

TEST_F(ProcessRunsTest, AQuarantinedFileThatChangesIsTriedAgain) {
  Trouble("b", Trouble::kOpen);
  for (int run = 1; run <= kFailuresToQuarantine; ++run) Run();
  files_.trouble.clear();
  EXPECT_EQ(Run().runs, 0U);
  std::ofstream(project_.Raw("b"), std::ios::app) << "\n";
  EXPECT_EQ(Run().counters.files, 1U);
  project_.Check();
}

// The process dies while it reads a file, which it does first for the estimate of its run; the next start knows which
// ones were being read.
TEST_F(ProcessRunsTest, AFileThatKillsTheProcessIsQuarantinedAfterThreeDeaths) {
  Trouble("b", Trouble::kKill);
  for (int death = 1; death <= kFailuresToQuarantine; ++death) EXPECT_THROW(Run(), KillSwitch) << death;
  const RunReport report = Run();
  EXPECT_EQ(report.recovered, 1U);
  EXPECT_EQ(report.quarantined, 1U);
  EXPECT_EQ(EventsOf("a"), 10U);
  EXPECT_EQ(EventsOf("c"), 10U);
  ASSERT_EQ(Failing().size(), 1U);
  EXPECT_EQ(Failing()[0].path, "b");
  EXPECT_TRUE(Failing()[0].quarantined());

  files_.trouble.clear();
  OpenSqliteLedger(project_.LedgerFileName())->failing_files().Free("b");
  Run();
  project_.Check();
}

TEST_F(ProcessRunsTest, WhatWasBeingReadWhenTheProcessDiedIsReadAloneAfterTheRest) {
  Trouble("b", Trouble::kKill);
  EXPECT_THROW(Run(), KillSwitch);
  files_.trouble.clear();
  project_.AddFile("d", 1);
  const RunReport report = Run();
  EXPECT_EQ(report.runs, 4U) << "d, then a, b and c, which were looked into together";
  EXPECT_TRUE(Failing().empty());
  project_.Check();
}

TEST_F(ProcessRunsTest, OnlyTheWorkersFilesAreBlamedOnceTheRunIsEstimated) {
  project_.options.threads = 1;
  // Of these sizes, a worker takes one at a time, the largest first.
  for (const char* name : {"a", "b", "c"}) {
    std::ofstream(project_.Raw(name), std::ios::app) << std::string(*name == 'b' ? 201'000 : 200'000, '\n');
  }
  Trouble("b", Trouble::kKillLate);
  EXPECT_THROW(Run(), KillSwitch);
  files_.trouble.clear();
  const RunReport report = Run();
  EXPECT_EQ(report.recovered, 1U);
  EXPECT_EQ(report.runs, 2U) << "a with c, then the one that a worker was reading";
  project_.Check();
}

TEST_F(ProcessRunsTest, AStoreThatIsDownIsNoFaultOfTheFiles) {
  for (const char* name : {"a", "b", "c"}) Trouble(name, Trouble::kOpen);
  project_.options.on_progress = [&](const ProgressCounts&) { files_.gone = project_.options.raw; };
  EXPECT_THROW(Run(), SystemError);
  EXPECT_TRUE(Failing().empty());
  files_.gone.clear();
  files_.trouble.clear();
  project_.options.on_progress = {};
  EXPECT_EQ(Run().runs, 1U);
  project_.Check();
}

TEST_F(ProcessRunsTest, ALakeThatCannotBeWrittenStopsTheRunAndCountsAgainstNoFile) {
  std::filesystem::create_directories(project_.options.lake);
  std::ofstream(project_.options.lake + "/shop") << "where a folder should be";
  EXPECT_THROW(Run(), SystemError);
  EXPECT_TRUE(Failing().empty());
  std::filesystem::remove(project_.options.lake + "/shop");
  EXPECT_EQ(Run().runs, 1U);
  project_.Check();
}

// Each attempt without the files that failed reads the others again: half as many each time.
TEST_F(ProcessRunsTest, ManyFailingFilesCostABoundedNumberOfAttempts) {
  constexpr int kFiles = 64;
  for (int i = 0; i < kFiles; ++i) {
    project_.AddFile("f" + std::to_string(i), 5);
    if (i % 8 == 0) Trouble("f" + std::to_string(i), Trouble::kRead);
  }
  const RunReport report = Run();
  EXPECT_EQ(report.failed_files.size(), 8U);
  EXPECT_EQ(report.counters.files, 3U + kFiles - 8);
  EXPECT_LT(files_.opened, 8U * kFiles);
  files_.trouble.clear();
  Run();
  project_.Check();
}

}  // namespace
}  // namespace millrace
