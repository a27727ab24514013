#include "upkeep/again.h"

#include "upkeep/compact.h"

#include "lake/lake_file_reader.h"
#include "pipeline/replay.h"
#include "pipeline/testing/project_fixture.h"

namespace millrace {
namespace {

RunReport Again(const TestProject& project, const AgainChoice& choice) {
  const auto ledger = OpenSqliteLedger(project.LedgerFileName());
  return ProcessAgain(LocalFileSystem(), *ledger, project.options, choice, UINT64_MAX);
}

AgainChoice Named(const std::vector<std::string>& files) {
  return {.files = files, .from_ns = {}, .to_ns = {}};
}

AgainChoice Lost() {
  return {.files = {}, .from_ns = {}, .to_ns = {}, .lost = true};
}

std::vector<CommittedFile> FilesOf(const TestProject& project, TableId table) {
  const auto ledger = OpenSqliteLedgerToRead(project.LedgerFileName());
  const std::vector<TableId> tables = {table};
  return CommittedFiles(LocalFileSystem(), *ledger, project.options.lake, project.options.project, tables)[0];
}

uint64_t RowsOf(const TestProject& project, TableId table) {
  uint64_t rows = 0;
  for (const CommittedFile& file : FilesOf(project, table)) {
    rows += LakeFileReader(LocalFileSystem(), file.file.path, table).rows();
  }
  return rows;
}

// One row an event in each table that has no row a job.
void ExpectNoRowTwice(const TestProject& project) {
  EXPECT_EQ(RowsOf(project, TableId::kEvent), project.expected.events.size());
  EXPECT_EQ(RowsOf(project, TableId::kItem), project.expected.items.size());
}

void CompactAll(const TestProject& project) {
  Compact(LocalFileSystem(), *OpenSqliteLedger(project.LedgerFileName()), project.options, {});
}

// It was copied while the run read it, say, and is whole now.
TEST(Again, AFileThatWasReadHalfIsReplacedByAllThatItHolds) {
  TestProject project;
  project.AddFile("a", 2);
  project.AddFile("b", 1);
  project.Run();
  project.expected = {};
  project.AddFile("a", 5);
  project.AddFile("b", 1);
  const RunReport report = Again(project, Named({"a"}));
  project.Check();
  ExpectNoRowTwice(project);
  EXPECT_EQ(RowsOf(project, TableId::kUser), project.expected.users.size()) << "rows of users are replaced, too";
  EXPECT_EQ(report.again.jobs_replaced, 1U);
  EXPECT_EQ(report.counters.files, 2U) << "the unit is the job";
  EXPECT_EQ(report.rewrite.rows_read, 0U) << "nothing was copied";
  EXPECT_EQ(project.Run().runs, 0U) << "the file is known as it is now";
}

TEST(Again, TwiceIsLikeOnce) {
  TestProject project;
  project.AddFile("a", 2);
  project.Run();
  Again(project, Named({project.Raw("a")}));
  Again(project, Named({"a"}));
  project.Check();
  ExpectNoRowTwice(project);
  EXPECT_EQ(RowsOf(project, TableId::kUser), project.expected.users.size());
}

TEST(Again, AWindowTakesTheFilesThatWereModifiedInIt) {
  TestProject project;
  for (const char* name : {"a", "b"}) {
    project.AddFile(name, 1);
    project.Run();
  }
  EXPECT_EQ(Again(project, {.files = {}, .from_ns = 0, .to_ns = 1}).runs, 0U);
  const RunReport report = Again(project, {.files = {}, .from_ns = 0, .to_ns = {}});
  EXPECT_EQ(report.again.jobs_replaced, 2U);
  EXPECT_EQ(report.runs, 1U) << "both in one commit";
  project.Check();
  ExpectNoRowTwice(project);
}

TEST(Again, AJobIsNeverSplitButJobsAreWhereARunIsBounded) {
  TestProject project;
  for (const char* name : {"a", "b"}) {
    project.AddFile(name, 1);
    project.Run();
  }
  const auto ledger = OpenSqliteLedger(project.LedgerFileName());
  const RunReport report =
      ProcessAgain(LocalFileSystem(), *ledger, project.options, {.files = {}, .from_ns = 0, .to_ns = {}}, 1);
  EXPECT_EQ(report.runs, 2U);
  project.Check();
}

TEST(Again, InACompactedLakeRowsAreReplacedByTheirFileAndItemsByTheirEvent) {
  TestProject project;
  for (const char* name : {"a", "b"}) {
    project.AddFile(name, 2);
    project.Run();
  }
  CompactAll(project);
  const LakeRows all = project.expected;
  project.expected = {};
  project.AddFile("a", 3);
  project.AddFile("b", 2);
  const RunReport report = Again(project, Named({"a"}));
  project.Check();
  ExpectNoRowTwice(project);
  EXPECT_EQ(report.counters.files, 1U) << "the other job's file is not read";
  EXPECT_GT(report.rewrite.rows_read, 0U);
  // What was copied lies with what was read: a third time finds both.
  CompactAll(project);
  Again(project, Named({"b"}));
  Again(project, Named({"a"}));
  project.Check();
  ExpectNoRowTwice(project);
}

TEST(Again, RowsOfARawFileThatIsGoneStay) {
  TestProject project;
  project.AddFile("a", 2);
  project.AddFile("b", 1);
  project.Run();
  std::filesystem::rename(project.Raw("b"), project.root() + "/b");
  const RunReport report = Again(project, Named({"a"}));
  EXPECT_EQ(report.again.gone, std::vector<std::string>{"b"});
  std::filesystem::rename(project.root() + "/b", project.Raw("b"));
  project.Check();
  ExpectNoRowTwice(project);
}

// A replay has put events of the file into the lake, which the file gives by itself now.
TEST(Again, WhatWasReplayedOfTheFileIsReplacedToo) {
  TestProject project(/*two_apps=*/false);
  project.AddFile("a", 2);
  project.AddFile("b", 1);
  project.Run();
  project.options.kernel.apps.emplace_back("other");
  const auto ledger = OpenSqliteLedger(project.LedgerFileName());
  Replay(LocalFileSystem(), *ledger, project.options, {});
  project.ExpectUnknownAppReplayed();
  const uint64_t replayed = RowsOf(project, TableId::kEvent);
  EXPECT_EQ(replayed, project.expected.events.size());
  Again(project, Named({"a"}));
  std::erase_if(project.expected.rejects, [](const std::string& reject) { return reject.ends_with("unknown_app"); });
  project.Check();
  ExpectNoRowTwice(project);
  EXPECT_EQ(RowsOf(project, TableId::kEvent), replayed);
}

// The marks of a replay are about rejects that are not there any more.
TEST(Again, ARejectThatComesAgainCanBeReplayedAgain) {
  TestProject project(/*two_apps=*/false);
  project.AddFile("a", 1);
  project.Run();
  const auto apps = project.options.kernel.apps;
  const auto ledger = OpenSqliteLedger(project.LedgerFileName());
  project.options.kernel.apps = {"shop", "other"};
  EXPECT_EQ(Replay(LocalFileSystem(), *ledger, project.options, {}).replay.replayed, 1U);
  project.options.kernel.apps = apps;
  Again(project, Named({"a"}));
  EXPECT_EQ(project.Read().events, project.expected.events) << "rows of users and sessions stay";
  EXPECT_EQ(project.Read().rejects, project.expected.rejects);
  project.options.kernel.apps = {"shop", "other"};
  EXPECT_EQ(Replay(LocalFileSystem(), *ledger, project.options, {}).replay.replayed, 1U);
  project.ExpectUnknownAppReplayed();
  project.Check();
  ExpectNoRowTwice(project);
}

TEST(Again, ALostFileOfTheLakeComesBackFromTheRawFiles) {
  for (const bool compacted : {false, true}) {
    TestProject project;
    for (const char* name : {"a", "b", "c"}) {
      project.AddFile(name, 1);
      project.Run();
    }
    if (compacted) CompactAll(project);
    EXPECT_EQ(Again(project, Lost()).runs, 0U) << "nothing is lost";
    std::filesystem::remove(FilesOf(project, TableId::kEvent).front().file.path);
    const auto ledger = OpenSqliteLedger(project.LedgerFileName());
    const auto lost = CompareLake(LocalFileSystem(), *ledger, project.options.lake, project.options.project).lost;
    ASSERT_EQ(lost.size(), 1U);
    EXPECT_EQ(lost[0].output.table, "event_v2");
    Again(project, Lost());
    project.Check();
    EXPECT_EQ(RowsOf(project, TableId::kEvent), project.expected.events.size()) << "compacted: " << compacted;
    EXPECT_EQ(RowsOf(project, TableId::kItem), project.expected.items.size()) << "compacted: " << compacted;
    EXPECT_TRUE(CompareLake(LocalFileSystem(), *ledger, project.options.lake, project.options.project).lost.empty());
  }
}

// A lake file that a replay has written is lost: its raw file is read again, with the configuration of now.
TEST(Again, ALostFileOfAReplayComesBackFromTheRawFiles) {
  TestProject project(/*two_apps=*/false);
  project.AddFile("a", 2);
  project.AddFile("b", 1);
  project.Run();
  project.options.kernel.apps.emplace_back("other");
  const auto ledger = OpenSqliteLedger(project.LedgerFileName());
  const RunReport replay = Replay(LocalFileSystem(), *ledger, project.options, {});
  ASSERT_GT(replay.replay.replayed, 0U);
  project.ExpectUnknownAppReplayed();
  project.Check();
  const uint64_t events = RowsOf(project, TableId::kEvent);
  for (const CommittedFile& file : FilesOf(project, TableId::kEvent)) {
    if (file.job_id == replay.job_id) std::filesystem::remove(file.file.path);
  }
  EXPECT_LT(RowsOf(project, TableId::kEvent), events);
  Again(project, Lost());
  EXPECT_EQ(RowsOf(project, TableId::kEvent), events) << "each event once";
  EXPECT_TRUE(CompareLake(LocalFileSystem(), *ledger, project.options.lake, project.options.project).lost.empty());
  // The rejects that were replayed are no rejects any more.
  std::erase_if(project.expected.rejects, [](const std::string& reject) { return reject.ends_with("unknown_app"); });
  project.Check();
  ExpectNoRowTwice(project);
  EXPECT_EQ(Replay(LocalFileSystem(), *ledger, project.options, {}).replay.replayed, 0U) << "nothing is replayed twice";
}

// Rows and rejects hold such a name with `\xNN`, the ledger holds it as it is.
TEST(Again, RawFilesWhoseNamesAreNotUtf8AreReplacedToo) {
  for (const bool compacted : {false, true}) {
    TestProject project(/*two_apps=*/false);
    for (const auto& [name, odd] : std::vector<std::pair<std::string, std::string>>{{"a",
                                                                                     "caf\xE9/\xFF-"
                                                                                     "a"},
                                                                                    {"b", "b"}}) {
      project.AddFile(name, 2);
      const std::filesystem::path path = project.Raw(odd);
      std::filesystem::create_directories(path.parent_path());
      std::filesystem::rename(project.Raw(name), path);
      project.Run();
    }
    project.options.kernel.apps.emplace_back("other");
    const auto ledger = OpenSqliteLedger(project.LedgerFileName());
    Replay(LocalFileSystem(), *ledger, project.options, {});
    project.ExpectUnknownAppReplayed();
    if (compacted) CompactAll(project);
    const RunReport report = Again(project, Named({"caf\xE9/\xFF-"
                                                   "a"}));
    EXPECT_EQ(report.again.jobs_replaced, 1U);
    EXPECT_EQ(report.counters.files, 1U);
    ExpectNoRowTwice(project);
    EXPECT_EQ(project.Read().events, project.expected.events) << "compacted: " << compacted;
  }
}

TEST(Again, ALostFileOfAReplayOfSuchANameComesBack) {
  TestProject project(/*two_apps=*/false);
  project.AddFile("a", 2);
  std::filesystem::rename(project.Raw("a"), project.Raw("\xFF-"
                                                        "a"));
  project.Run();
  project.options.kernel.apps.emplace_back("other");
  const auto ledger = OpenSqliteLedger(project.LedgerFileName());
  const RunReport replay = Replay(LocalFileSystem(), *ledger, project.options, {});
  project.ExpectUnknownAppReplayed();
  for (const CommittedFile& file : FilesOf(project, TableId::kEvent)) {
    if (file.job_id == replay.job_id) std::filesystem::remove(file.file.path);
  }
  EXPECT_EQ(Again(project, Lost()).counters.files, 1U);
  EXPECT_EQ(project.Read().events, project.expected.events);
  ExpectNoRowTwice(project);
}

// A step replaces lake files that hold rows of later steps, too.
TEST(Again, InACompactedLakeABoundedRunGoesOnWithWhatItsEarlierJobsLeft) {
  for (const bool lost : {false, true}) {
    TestProject project;
    for (const char* name : {"a", "b", "c"}) {
      project.AddFile(name, 1);
      project.Run();
    }
    CompactAll(project);
    if (lost) std::filesystem::remove(FilesOf(project, TableId::kEvent).front().file.path);
    const auto ledger = OpenSqliteLedger(project.LedgerFileName());
    const RunReport report =
        ProcessAgain(LocalFileSystem(), *ledger, project.options, lost ? Lost() : Named({"a", "b", "c"}), 1);
    EXPECT_EQ(report.runs, 3U);
    project.Check();
    ExpectNoRowTwice(project);
  }
}

TEST(Again, ANameThatNoJobHasReadIsTheUsersError) {
  TestProject project;
  project.AddFile("a", 1);
  project.Run();
  project.AddFile("b", 1);
  EXPECT_THROW(Again(project, Named({"a", "b"})), UserError);
}

TEST(Again, AFileOutsideTheRawFolderOfNowIsKnownByTheEndOfItsPath) {
  TestProject project;
  project.AddFile("day/a", 2);
  project.AddFile("b", 1);
  project.Run();
  CompactAll(project);
  std::filesystem::rename(project.options.raw, project.root() + "/moved");
  project.options.raw = project.root() + "/moved";
  Again(project, Named({"day/a"}));
  EXPECT_EQ(RowsOf(project, TableId::kEvent), project.expected.events.size());
}

}  // namespace
}  // namespace millrace
