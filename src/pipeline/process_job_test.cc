#include "pipeline/process_job.h"

#include <thread>

#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/quantity.h"
#include "ledger/held_lease.h"
#include "pipeline/job_id.h"
#include "pipeline/testing/project_fixture.h"
#include "storage/testing/faulty_disk.h"

namespace millrace {
namespace {

std::string ErrorOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no error";
}

TEST(ProcessJob, ReadsEverythingOnce) {
  TestProject project;
  project.AddFile("a.json", 3);
  project.AddFile("b.json", 5);
  project.AddFile("day=2/c.json", 1);
  project.options.threads = 2;
  const RunReport report = project.Run();
  project.Check();
  EXPECT_EQ(report.runs, 1U);
  EXPECT_EQ(report.counters.files, 3U);
  EXPECT_EQ(report.counters.requests, 9U);
  EXPECT_EQ(report.counters.events_read, 27U);
  EXPECT_EQ(report.counters.rows_written[static_cast<size_t>(TableId::kEvent)], 18U);
  EXPECT_EQ(report.EventsRejected(), 9U);
  EXPECT_EQ(report.RowsRejected(), 3U);
  EXPECT_GT(report.counters.bytes_in, 0U);
  EXPECT_GT(report.bytes_out, 0U);
  EXPECT_GT(report.seconds, 0);

  const RunReport again = project.Run();
  EXPECT_EQ(again.runs, 0U);
  EXPECT_EQ(again.job_id, "");
  EXPECT_EQ(again.already_done, 3U);
  project.AddFile("d.json", 1);
  EXPECT_EQ(project.Run().counters.files, 1U);
  project.Check();
}

TEST(ProcessJob, RowsAreTheSameInAnyNumberOfRunsAndWorkers) {
  LakeRows first;
  for (const uint64_t bytes : {UINT64_MAX, uint64_t{1}}) {
    for (const int threads : {1, 3}) {
      TestProject project;
      for (int i = 0; i < 6; ++i) project.AddFile("f" + std::to_string(i), i);
      project.options.threads = threads;
      const RunReport report = project.Run({.from_ns = {}, .to_ns = {}, .max_bytes_per_run = bytes});
      EXPECT_EQ(report.runs, bytes == 1 ? 6U : 1U);
      project.Check();
    }
  }
}

TEST(ProcessJob, LedgerKeepsTheReport) {
  TestProject project;
  project.AddFile("a", 2);
  const RunReport report = project.Run();
  const auto jobs = OpenSqliteLedgerToRead(project.LedgerFileName())->jobs().Recent(1);
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].id, report.job_id);
  EXPECT_EQ(jobs[0].pid, ::getpid());
  EXPECT_NE(jobs[0].counters.find("\"events_read\":6"), std::string::npos) << jobs[0].counters;
}

TEST(ProcessJob, BrokenGzipGivesItsRejectAndCostsNobodyElse) {
  TestProject project;
  project.AddFile("a", 1);
  const std::string gzip("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10);  // a header, then nothing
  project.Write("b.gz", gzip);
  const RunReport report = project.Run();
  EXPECT_EQ(report.counters.rejected[static_cast<size_t>(RejectReason::truncated_file)], 1U);
  EXPECT_EQ(report.counters.files, 2U);
  EXPECT_EQ(project.Read().events, project.expected.events);
}

TEST(ProcessJob, UnreadableFileFailsAloneAndNothingIsLost) {
  TestProject project;
  project.AddFile("a", 1);
  project.AddFile("b", 2);
  class Forbidden : public FaultyDisk {
   public:
    using FaultyDisk::FaultyDisk;
    std::unique_ptr<ReadableFile> OpenRead(const std::string& path) override {
      if (path.ends_with("/b")) throw SystemError("cannot open " + path + ": Permission denied");
      return FaultyDisk::OpenRead(path);
    }
  };
  FaultPlan plan;
  Forbidden files(LocalFileSystem(), plan, project.NewLimbo());
  const auto ledger = OpenSqliteLedger(project.LedgerFileName());
  const RunReport report = Process(files, *ledger, project.options, {});
  ASSERT_EQ(report.failed_files.size(), 1U);
  EXPECT_EQ(report.failed_files[0].name, "b");
  EXPECT_EQ(report.failed_files[0].reason, "cannot open " + project.Raw("b") + ": Permission denied");
  EXPECT_EQ(report.counters.files, 1U);
  EXPECT_EQ(project.Read().events.size(), 2U) << "those of a";
  project.Run();
  project.Check();
}

TEST(ProcessJob, FileThatGrowsWhileItIsReadFailsTheRun) {
  TestProject project;
  project.AddFile("a", 1);
  class Growing : public FaultyDisk {
   public:
    using FaultyDisk::FaultyDisk;
    std::unique_ptr<ReadableFile> OpenRead(const std::string& path) override {
      std::ofstream(path, std::ios::app) << "more\n";
      return FaultyDisk::OpenRead(path);
    }
  };
  FaultPlan plan;
  Growing files(LocalFileSystem(), plan, project.NewLimbo());
  const auto ledger = OpenSqliteLedger(project.LedgerFileName());
  const RunReport report = Process(files, *ledger, project.options, {});
  ASSERT_EQ(report.failed_files.size(), 1U);
  EXPECT_EQ(report.failed_files[0].reason, "it changed while it was read");
  EXPECT_EQ(report.runs, 0U);
  EXPECT_TRUE(project.Read().events.empty());
}

TEST(ProcessJob, ChangedFileIsReported) {
  TestProject project;
  project.AddFile("a", 1);
  project.Run();
  std::ofstream(project.Raw("a"), std::ios::app) << "more\n";
  const RunReport report = project.Run();
  ASSERT_EQ(report.changed_files.size(), 1U);
  EXPECT_EQ(report.changed_files[0].name, "a");
  EXPECT_EQ(report.runs, 0U);
  EXPECT_EQ(project.Read(), project.expected);
}

TEST(ProcessJob, ATouchedFileHasNotChangedAndAChangeIsToldOnce) {
  TestProject project;
  project.AddFile("a", 1);
  project.Run();
  const auto changes = [&] {
    std::string text;
    for (const ChangedRead& file : project.Run().changed_files) text += file.name + ": " + file.what + "\n";
    return text;
  };
  const auto plan = [&] {
    const auto ledger = OpenSqliteLedgerToRead(project.LedgerFileName());
    return PlanProcess(LocalFileSystem(), *ledger, project.options, {});
  };
  const auto size = std::filesystem::file_size(project.Raw("a"));
  using Time = std::filesystem::file_time_type;
  const Time now = Time::clock::now();
  std::filesystem::last_write_time(project.Raw("a"), now + std::chrono::seconds(10));
  EXPECT_EQ(plan().touched.size(), 1U);
  EXPECT_EQ(changes(), "");
  EXPECT_EQ(plan().touched.size(), 0U) << "it need not be compared again";
  EXPECT_EQ(plan().already_done, 1U);

  std::fstream(project.Raw("a"), std::ios::in | std::ios::out) << "other";
  std::filesystem::last_write_time(project.Raw("a"), now + std::chrono::seconds(20));
  EXPECT_TRUE(changes().starts_with("a: same size, different content, modified "));
  EXPECT_EQ(changes(), "") << "it was told";
  EXPECT_EQ(plan().changed.size(), 1U);
  EXPECT_EQ(plan().ChangedUntold(), 0U);

  std::ofstream(project.Raw("a"), std::ios::app) << "more";
  EXPECT_EQ(changes(), "a: size " + FormatCount(size) + " → " + FormatCount(size + 4) + "\n");
  EXPECT_EQ(changes(), "");
  EXPECT_EQ(project.Read(), project.expected);
}

TEST(ProcessJob, LakeInsideTheRawFolderIsRefused) {
  TestProject project;
  project.options.lake = project.options.raw + "/../raw/lake";
  EXPECT_THROW(project.Run(), UserError);
  project.options.lake = project.options.raw;
  EXPECT_THROW(project.Run(), UserError);
  project.options.lake = project.options.raw + "-lake";
  EXPECT_EQ(ErrorOf([&] { project.Run(); }), "no error");
}

TEST(ProcessJob, SecondRunSaysWhoHoldsTheLeaseOrWaits) {
  TestProject project;
  project.AddFile("a", 1);
  const auto ledger = OpenSqliteLedger(project.LedgerFileName());
  auto lease = std::make_unique<HeldLease>(*ledger, kProjectLease, std::chrono::milliseconds(0), nullptr);
  EXPECT_TRUE(ErrorOf([&] { project.Run(); }).starts_with("the project is in use by process "));
  std::string told;
  std::thread releaser;
  project.options.lock_patience = std::chrono::seconds(20);
  project.options.on_wait = [&](const std::string& holder) {
    told = holder;
    releaser = std::thread([&] { lease.reset(); });
  };
  project.Run();
  releaser.join();
  EXPECT_NE(told.find("since 20"), std::string::npos);
  project.Check();
}

TEST(ProcessJob, ConcurrentRunsReadEachFileOnce) {
  TestProject project;
  for (int i = 0; i < 8; ++i) project.AddFile("f" + std::to_string(i), 3);
  project.options.lock_patience = std::chrono::seconds(60);
  uint64_t files[3] = {};
  {
    std::vector<std::jthread> runs;
    for (uint64_t& count : files) {
      runs.emplace_back(
          [&] { count = project.Run({.from_ns = {}, .to_ns = {}, .max_bytes_per_run = 1}).counters.files; });
    }
  }
  EXPECT_EQ(files[0] + files[1] + files[2], 8U);
  project.Check();
}

TEST(ProcessJob, ProgressGoesUpToTheTotal) {
  TestProject project;
  for (int i = 0; i < 3; ++i) project.AddFile("f" + std::to_string(i), 3);
  ProgressCounts last;
  project.options.on_progress = [&](const ProgressCounts& counts) {
    EXPECT_GE(counts.bytes_done, last.bytes_done);
    last = counts;
  };
  const RunReport report = project.Run({.from_ns = {}, .to_ns = {}, .max_bytes_per_run = 1});
  EXPECT_EQ(last.files_done, 3U);
  EXPECT_EQ(last.files_total, 3U);
  EXPECT_EQ(last.bytes_done, last.bytes_total);
  EXPECT_EQ(last.bytes_done, report.counters.bytes_in);
  EXPECT_EQ(last.events, report.counters.events_read);
}

TEST(ProcessJob, ProfileNamesTheStages) {
  TestProject project;
  project.AddFile("a", 3);
  EXPECT_TRUE(project.Run().stage_seconds.empty());
  project.AddFile("b", 3);
  project.options.profile = true;
  const RunReport report = project.Run();
  for (const char* stage : {"read_and_gunzip", "parse_transform_enrich", "write_parquet", "finish_batches",
                            "close_and_sync", "publish_and_commit"}) {
    EXPECT_TRUE(report.stage_seconds.contains(stage)) << stage;
  }
}

TEST(JobId, SortsByTimeAndIsUnique) {
  const std::string id = NewJobId(1769860800'000'000'000);
  EXPECT_TRUE(id.starts_with("20260131T120000-")) << id;
  EXPECT_EQ(id.size(), 22U);
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i) ids.insert(NewJobId(0));
  EXPECT_GT(ids.size(), 98U);
}

}  // namespace
}  // namespace millrace
