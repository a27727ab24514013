#include "ledger/sqlite_ledger.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "core/testing/temporary_folder.h"
#include "ledger/sqlite.h"
#include "ledger/testing/ledger_contract.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

// A ledger in a folder of its own.
class SqliteLedgerUnderTest : public LedgerUnderTest {
 public:
  std::unique_ptr<Ledger> Open() override { return OpenSqliteLedger(LedgerPath(temporary_.path(), "shop")); }

 private:
  const TemporaryFolder temporary_;
};

INSTANTIATE_TEST_SUITE_P(Sqlite, LedgerContract,
                         ::testing::Values(LedgerMaker([] { return std::make_unique<SqliteLedgerUnderTest>(); })));

// Takes the tables of workflows of a new ledger back to what they were.
constexpr const char* kWorkflowsOfVersion10 = R"sql(
  DROP TABLE workflow_branches;
  DROP TABLE workflow_attempts;
  DROP TABLE workflow_runs;
  CREATE TABLE workflow_runs (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workflow TEXT NOT NULL,
    state TEXT NOT NULL, started_ns INTEGER NOT NULL, finished_ns INTEGER NOT NULL, input TEXT NOT NULL);
  CREATE TABLE workflow_steps (run INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL,
    state TEXT NOT NULL, attempts INTEGER NOT NULL, started_ns INTEGER NOT NULL, finished_ns INTEGER NOT NULL,
    next_attempt_ns INTEGER NOT NULL, result TEXT NOT NULL, error TEXT NOT NULL, PRIMARY KEY (run, position));
)sql";

class SqliteLedgerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(root_ + "/state");
    path_ = LedgerPath(root_ + "/state", "shop");
  }

  static LedgerJob Job(const std::string& id) {
    return {.id = id, .started_ns = 5, .host = "here", .pid = 7, .counters = {}, .error = {}};
  }
  static Strings Files(Ledger& ledger) {
    Strings files;
    KnownFileStream stream(ledger.raw_files(), "");
    while (const KnownFile* file = stream.Next()) files.push_back(file->path + ":" + file->job_id);
    return files;
  }

  const TemporaryFolder temporary_;
  const std::string root_ = temporary_.path();
  std::string path_;
};

TEST_F(SqliteLedgerTest, ReadingMakesNothingAndChangesNothing) {
  EXPECT_TRUE(Files(*OpenSqliteLedgerToRead(path_)).empty());
  EXPECT_TRUE(fs::is_empty(root_ + "/state"));
  OpenSqliteLedger(path_)->jobs().Begin(Job("j1"));
  auto reader = OpenSqliteLedgerToRead(path_);
  EXPECT_EQ(reader->jobs().Unfinished().size(), 1U);
  EXPECT_THROW(reader->jobs().Begin(Job("j2")), SystemError);
}

// Runs `action` as a user who may only read; false where this process may not become one.
bool AsReader(const std::string& folder, const std::function<bool()>& action) {
  if (::geteuid() != 0) return false;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    fs::permissions(entry.path(), entry.is_directory() ? fs::perms(0755) : fs::perms(0644));
  }
  fs::permissions(folder, fs::perms(0755));
  constexpr uid_t kNobody = 65534;
  const pid_t child = ::fork();
  if (child == 0) {
    bool well = ::setresgid(kNobody, kNobody, kNobody) == 0 && ::setresuid(kNobody, kNobody, kNobody) == 0;
    try {
      well = well && action();
    } catch (const std::exception& error) {
      std::cerr << error.what() << "\n";
      well = false;
    }
    ::_exit(well ? 0 : 1);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  return true;
}

Strings NamesIn(const std::string& folder) {
  Strings names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::ranges::sort(names);
  return names;
}

TEST_F(SqliteLedgerTest, UserWhoMayOnlyReadSeesALedgerAtRestAndMakesNoFile) {
  OpenSqliteLedger(path_)->jobs().Begin(Job("j1"));
  const auto reads = [&] { return OpenSqliteLedgerToRead(path_)->jobs().Unfinished().size() == 1; };
  if (!AsReader(root_, reads)) GTEST_SKIP() << "needs root, to become another user";
  EXPECT_EQ(NamesIn(root_ + "/state"), Strings{"shop.db"});
}

TEST_F(SqliteLedgerTest, UserWhoMayOnlyReadSeesWhatAWriterHasJustDone) {
  OpenSqliteLedger(path_);
  // The writer is a process of its own: a child of this one, so that no connection is open when this one forks again.
  int ready[2];
  int done[2];
  ASSERT_EQ(::pipe(ready), 0);
  ASSERT_EQ(::pipe(done), 0);
  const pid_t writer = ::fork();
  ASSERT_GE(writer, 0);
  if (writer == 0) {
    const auto ledger = OpenSqliteLedger(path_);
    ledger->jobs().Begin(Job("j1"));
    (void)!::write(ready[1], "x", 1);
    char byte = 0;
    (void)!::read(done[0], &byte, 1);
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  const auto reads = [&] { return OpenSqliteLedgerToRead(path_)->jobs().Unfinished().size() == 1; };
  const bool could = AsReader(root_, reads);
  (void)!::write(done[1], "x", 1);
  int status = 0;
  ASSERT_EQ(::waitpid(writer, &status, 0), writer);
  for (const int fd : {ready[0], ready[1], done[0], done[1]}) ::close(fd);
  if (!could) GTEST_SKIP() << "needs root, to become another user";
}

// Takes away what versions after the second have added.
constexpr const char* kBackToSecondVersion =
    "DROP TABLE console_documents; DROP TABLE segment_runs; DROP TABLE access_tokens; DROP TABLE audit_log; DROP TABLE "
    "load_marks; DROP TABLE warehouse_marks; DROP TABLE "
    "metadata_scans; DROP TABLE metadata_entries; "
    "DROP TABLE metadata_descriptions; DROP TABLE expiries; "
    "DROP TABLE checked_outputs; DROP TABLE day_listings; DROP TABLE full_listings; DROP TABLE places; DROP TABLE "
    "leases; DROP TABLE retired; DROP "
    "TABLE erasures; DROP TABLE failing_files; "
    "DROP TABLE being_read; DROP TABLE rereads; DROP INDEX replayed_job; DROP TABLE load_items; DROP TABLE load_apps; "
    "DROP TABLE retirements; "
    "DROP INDEX jobs_to_register; ALTER TABLE jobs DROP COLUMN registered; "
    "ALTER TABLE raw_files DROP COLUMN content; ALTER TABLE raw_files DROP COLUMN told_size; "
    "ALTER TABLE raw_files DROP COLUMN told_modified_ns; PRAGMA user_version = 2";

TEST_F(SqliteLedgerTest, ReadingAnOlderLedgerLeavesItAsItIs) {
  OpenSqliteLedger(path_)->jobs().Begin(Job("j1"));
  SqliteConnection(path_).Run(std::string(kWorkflowsOfVersion10) + kBackToSecondVersion);
  const auto reader = OpenSqliteLedgerToRead(path_);
  EXPECT_EQ(reader->jobs().Unfinished().size(), 1U);
  EXPECT_TRUE(reader->outputs().AllRetired().empty());
  EXPECT_FALSE(reader->leases().Find(kProjectLease).held);
  EXPECT_THROW(reader->jobs().Begin(Job("j2")), SystemError);
  EXPECT_EQ(SqliteConnection(path_).Number("PRAGMA user_version"), 2);
}

TEST_F(SqliteLedgerTest, OtherFilesAreRefused) {
  std::ofstream(path_) << std::string(5000, 'x');
  EXPECT_THROW(OpenSqliteLedger(path_), SystemError);
  fs::remove(path_);
  SqliteConnection(path_).Run("CREATE TABLE others (x)");
  EXPECT_THROW(OpenSqliteLedger(path_), UserError);
  fs::remove(path_);
  OpenSqliteLedger(path_);
  SqliteConnection(path_).Run("PRAGMA user_version = 1000");
  EXPECT_THROW(OpenSqliteLedger(path_), UserError) << "made by a newer version";
}

// A ledger of the first version: its tables and what is in them stay, the new ones are added.
TEST_F(SqliteLedgerTest, OlderLedgerIsKeptAndGetsWhatItLacks) {
  const LedgerFile files[] = {{"a", 1, 10}};
  {
    const auto old = OpenSqliteLedger(path_);
    old->jobs().Begin(Job("j1"));
    old->raw_files().Claim({"j1"}, files);
  }
  SqliteConnection(path_).Run(
      std::string(kWorkflowsOfVersion10) + kBackToSecondVersion +
      "; DROP TABLE workflow_steps; DROP TABLE workflow_runs; DROP TABLE schedules; PRAGMA user_version = 1");
  auto ledger = OpenSqliteLedger(path_);
  EXPECT_EQ(Files(*ledger), Strings{"a:j1"});
  EXPECT_TRUE(ledger->workflows().Recent("", 10).empty());
  ledger->workflows().Add({.id = "w1", .workflow = "load", .input = "{}"});
  EXPECT_EQ(OpenSqliteLedgerToRead(path_)->workflows().Recent("load", 10).size(), 1U);
  EXPECT_TRUE(ledger->outputs().AllRetired().empty());
  EXPECT_TRUE(ledger->outputs().Erasures().empty());
}

// A ledger of version 10 has rows of steps. What an earlier program left goes on where it is.
TEST_F(SqliteLedgerTest, RunsOfAnEarlierVersionGoOnWhereTheyAre) {
  OpenSqliteLedger(path_);
  SqliteConnection(path_).Run(std::string(kWorkflowsOfVersion10) + R"sql(
    DROP TABLE console_documents;
    DROP TABLE segment_runs;
    DROP TABLE access_tokens;
    DROP TABLE audit_log;
    DROP TABLE load_marks;
    DROP TABLE warehouse_marks;
    DROP TABLE checked_outputs;
    DROP TABLE metadata_scans;
    DROP TABLE metadata_entries;
    DROP TABLE metadata_descriptions;
    DROP TABLE expiries;
    INSERT INTO workflow_runs VALUES (1, 'r1', 'process', 'done', 10, 20, '1000000000'),
      (2, 'r2', 'process', 'waiting', 30, 0, '1741608000123456789');
    INSERT INTO workflow_steps VALUES
      (1, 0, 'plan', 'done', 1, 11, 12, 0, '{"files":1}', ''), (1, 1, 'process', 'done', 1, 13, 19, 0, '{}', ''),
      (2, 0, 'plan', 'done', 1, 31, 32, 0, '{"files":2}', ''),
      (2, 1, 'process', 'waiting', 3, 33, 34, 99, '', 'no disk'), (2, 2, 'commit', 'waiting', 0, 0, 0, 0, '', '');
    INSERT INTO leases VALUES ('run', 0, 'h', 'b', 1, 2, 3, 4, 17);
    PRAGMA user_version = 10)sql");
  const auto ledger = OpenSqliteLedger(path_);
  WorkflowStore& workflows = ledger->workflows();
  EXPECT_EQ(workflows.Find("r1")->state, WorkflowState::kDone);
  EXPECT_EQ(workflows.Attempts("r1", 10).size(), 2U);
  EXPECT_EQ(workflows.Attempts("r1", 10).at(1).report, R"({"files":1})");
  EXPECT_EQ(workflows.Find("r2")->input, R"({"to_ms":1741608000123})");
  const std::vector<WorkflowBranch> branches = workflows.Branches("r2");
  ASSERT_EQ(branches.size(), 1U);
  EXPECT_EQ(branches[0].step, "process");
  EXPECT_EQ(branches[0].state, WorkflowState::kWaiting);
  EXPECT_EQ(branches[0].data, R"({"to_ms":1741608000123})");
  EXPECT_EQ(branches[0].visits, 2);
  EXPECT_EQ(branches[0].attempts, 3);
  EXPECT_EQ(branches[0].wake_ns, 99);
  EXPECT_EQ(branches[0].error, "no disk");
  EXPECT_EQ(ledger->leases().Find(WorkflowLease("process")).fence, 17);
}

TEST_F(SqliteLedgerTest, FullDiskFailsTheClaimAndWhatItClaimedIsFreedWithTheJob) {
  std::vector<LedgerFile> files;
  files.reserve(20'000);
  for (int i = 0; i < 20'000; ++i) files.push_back({"year=2026/file-" + std::to_string(i), 1, 1});
  OpenSqliteLedger(path_)->jobs().Begin(Job("j1"));
  // In a child, since the limit on file sizes cannot be raised again there.
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    auto ledger = OpenSqliteLedger(path_);
    const rlimit limit{.rlim_cur = 200'000, .rlim_max = 200'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      ledger->raw_files().Claim({"j1"}, files);
      ::_exit(1);
    } catch (const SystemError&) {
      ::_exit(0);
    }
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  auto ledger = OpenSqliteLedger(path_);
  ledger->jobs().Release({"j1"}, JobState::kAbandoned, "", 1);
  EXPECT_TRUE(Files(*ledger).empty());
  ledger->jobs().Begin(Job("j2"));
  ledger->raw_files().Claim({"j2"}, files);
  EXPECT_EQ(Files(*ledger).size(), files.size());
}

TEST_F(SqliteLedgerTest, OpensAndLooksUpManyFilesQuickly) {
  const auto seconds = [](auto action) {
    const auto start = std::chrono::steady_clock::now();
    action();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  std::vector<LedgerFile> files;
  files.reserve(100'000);
  for (int i = 0; i < 100'000; ++i) {
    files.push_back(
        {"year=2026/month=01/day=31/hour=12/1726000000-" + std::to_string(1'000'000 + i) + ".log.gz", 1, 1});
  }
  const double claim = seconds([&] {
    const auto ledger = OpenSqliteLedger(path_);
    ledger->jobs().Begin(Job("j1"));
    ledger->raw_files().Claim({"j1"}, files);
  });
  std::unique_ptr<Ledger> ledger;
  const double open = seconds([&] { ledger = OpenSqliteLedger(path_); });
  uint64_t visited = 0;
  const double lookup = seconds([&] {
    KnownFileStream stream(ledger->raw_files(), "year=2026/month=01/day=31");
    while (stream.Next() != nullptr) ++visited;
  });
  EXPECT_EQ(visited, 100'000U);
  std::cout << "100,000 files: claim " << claim << " s, open " << open << " s, look up " << lookup << " s\n";
  // Generous, since test machines are busy: measured 0.3 s, 0.001 s and 0.06 s.
  EXPECT_LT(open, 0.5);
  EXPECT_LT(lookup, 2.0);
}

}  // namespace
}  // namespace millrace
