#include "upkeep/compact.h"

#include "ledger/testing/faulty_ledger.h"
#include "pipeline/testing/project_fixture.h"
#include "storage/testing/faulty_disk.h"

namespace millrace {
namespace {

size_t FileCount(const TestProject& project, TableId table) {
  const auto ledger = OpenSqliteLedgerToRead(project.LedgerFileName());
  const std::vector<TableId> tables = {table};
  return CommittedFiles(LocalFileSystem(), *ledger, project.options.lake, project.options.project, tables)[0].size();
}

RunReport RunCompact(const TestProject& project, const CompactOptions& compact = {}) {
  const auto ledger = OpenSqliteLedger(project.LedgerFileName());
  return Compact(LocalFileSystem(), *ledger, project.options, compact);
}

// Three runs, so that every partition has three files.
void RunThrice(TestProject& project) {
  for (int i = 0; i < 3; ++i) {
    project.AddFile("f" + std::to_string(i), 2);
    project.Run();
  }
}

TEST(Compact, AFilePerPartitionIsLeftAndNoRowIsLostOrDoubled) {
  TestProject project;
  RunThrice(project);
  ASSERT_EQ(FileCount(project, TableId::kEvent), 6U);
  const RunReport report = RunCompact(project);
  project.Check();
  EXPECT_EQ(FileCount(project, TableId::kEvent), 2U);
  EXPECT_EQ(FileCount(project, TableId::kUser), 2U);
  EXPECT_EQ(FileCount(project, TableId::kSession), 2U);
  EXPECT_EQ(report.counters.rows_written[static_cast<size_t>(TableId::kEvent)], 12U);
  EXPECT_EQ(report.rewrite.files_replaced, report.lake_files * 3);
  EXPECT_EQ(RunCompact(project).runs, 0U) << "a second compaction has nothing to do";
}

TEST(Compact, OnlyTheTablesAndDaysThatWereAskedFor) {
  TestProject project(/*two_apps=*/false);
  RunThrice(project);
  const auto day = static_cast<int32_t>(TestProject::kIngestTime / 86'400'000);
  EXPECT_EQ(RunCompact(project, {.tables = {TableId::kEvent}, .first_day = day + 1, .last_day = {}}).runs, 0U);
  EXPECT_EQ(RunCompact(project, {.tables = {TableId::kEvent}, .first_day = {}, .last_day = day - 1}).runs, 0U);
  EXPECT_EQ(RunCompact(project, {.tables = {TableId::kEvent}, .first_day = day, .last_day = day}).runs, 1U);
  EXPECT_EQ(FileCount(project, TableId::kEvent), 1U);
  EXPECT_EQ(FileCount(project, TableId::kItem), 3U);
  project.Check();
}

TEST(Compact, LargeFilesStayAsTheyAre) {
  TestProject project(/*two_apps=*/false);
  RunThrice(project);
  project.options.writer.target_file_bytes = 1;
  EXPECT_EQ(RunCompact(project, {.tables = {TableId::kEvent}, .first_day = {}, .last_day = {}}).runs, 0U);
}

TEST(Compact, NewRowsOfAUserAreMergedAndFileCountOtherUsersStay) {
  TestProject project;
  RunThrice(project);
  RunCompact(project);
  // The same users again, of one app only.
  project.options.kernel.apps = {"shop"};
  const std::string again = TestProject::Line(TestProject::Event("f0-0-a", "shop"));
  project.Write("again", again);
  project.Run();
  EXPECT_EQ(FileCount(project, TableId::kUser), 3U);
  const RunReport report = RunCompact(project, {.tables = {TableId::kUser}, .first_day = {}, .last_day = {}});
  EXPECT_EQ(report.runs, 1U);
  EXPECT_EQ(report.rewrite.files_replaced, 2U);
  EXPECT_EQ(report.rewrite.rows_read, 7U);
  EXPECT_EQ(report.counters.rows_written[static_cast<size_t>(TableId::kUser)], 6U);
  EXPECT_EQ(FileCount(project, TableId::kUser), 2U);
}

// Little memory: the files are read once for each part of the users.
TEST(Compact, UsersThatOutgrowTheMemoryAreMergedInParts) {
  TestProject project(/*two_apps=*/false);
  for (int i = 0; i < 3; ++i) {
    project.AddFile("f" + std::to_string(i), 40);
    project.Run();
  }
  project.options.kernel.memory_bytes = 4096;
  const RunReport report = RunCompact(project);
  EXPECT_EQ(report.counters.rows_written[static_cast<size_t>(TableId::kUser)], 240U);
  project.Check();
}

TEST(Compact, ADryRunNamesTheStepsAndChangesNothing) {
  TestProject project(/*two_apps=*/false);
  RunThrice(project);
  const auto ledger = OpenSqliteLedgerToRead(project.LedgerFileName());
  const auto steps = PlanCompaction(LocalFileSystem(), *ledger, project.options, {});
  ASSERT_EQ(steps.size(), 6U);  // rejects lie in two partitions
  for (const CompactStep& step : steps) {
    EXPECT_EQ(step.files.size(), 3U);
    EXPECT_GT(step.bytes, 0U);
  }
  project.Check();
  EXPECT_EQ(FileCount(project, TableId::kEvent), 3U);
}

// A committed job's removal that a crash prevented is done by whoever comes next, and meanwhile nobody sees the rows
// twice: this is the state between the commit and the removal.
TEST(Compact, BetweenCommitAndRemovalTheOldFilesDoNotCount) {
  TestProject project(/*two_apps=*/false);
  RunThrice(project);
  std::map<std::string, std::string> old;
  for (const FileInfo& file : LocalFileSystem().List(project.options.lake)) {
    std::ostringstream bytes;
    bytes << std::ifstream(file.path, std::ios::binary).rdbuf();
    old[file.path] = bytes.str();
  }
  {
    FaultPlan plan;
    FaultyDisk files(LocalFileSystem(), plan, project.NewLimbo());
    const auto base = OpenSqliteLedger(project.LedgerFileName());
    // Stops at the removal of the first old file of the first job.
    class StopAtRemoval : public FaultyOutputs {
     public:
      using FaultyOutputs::FaultyOutputs;
      std::unordered_set<std::string> Retired() override {
        auto retired = FaultyOutputs::Retired();
        if (!retired.empty()) throw KillSwitch();
        return retired;
      }
    };
    class StoppedLedger : public FaultyLedger {
     public:
      StoppedLedger(Ledger& base, FaultPlan& plan) : FaultyLedger(base, plan), outputs_(base.outputs(), plan) {}
      OutputStore& outputs() override { return outputs_; }

     private:
      StopAtRemoval outputs_;
    } ledger(*base, plan);
    EXPECT_THROW(Compact(files, ledger, project.options, {}), KillSwitch);
  }
  for (const auto& [path, bytes] : old) EXPECT_TRUE(std::filesystem::exists(path)) << path;
  EXPECT_EQ(project.Read(), project.expected);
  project.Run();
  project.Check();
}

}  // namespace
}  // namespace millrace
