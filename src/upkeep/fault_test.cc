// Exactly once under every fault, as src/pipeline/fault_test.cc has it for runs, for the jobs that rewrite the lake:
// the n-th operation on files or ledger fails, or the process dies there, with or without a loss of power, for all n;
// and real processes are killed at random moments. After a fault readers see every row once; after one more command
// the lake is what it is without a fault.
#include "upkeep/again.h"
#include "upkeep/compact.h"
#include "upkeep/erase.h"
#include "upkeep/expire.h"
#include "upkeep/reenrich.h"

#include "core/testing/kill_fixture.h"
#include "pipeline/testing/fault_fixture.h"

namespace millrace {
namespace {

constexpr uint64_t kLeastOperations = 28;

// Two runs over a few events.
std::unique_ptr<TestProject> MakeProject() {
  auto project = std::make_unique<TestProject>(/*two_apps=*/false);
  for (const char* file : {"a", "b"}) {
    project->AddFile(file, 1);
    project->Run();
  }
  return project;
}

class EveryUpkeepFault : public ::testing::TestWithParam<FaultMode> {
 protected:
  // `command(project, files, ledger)` runs with the fault; `check(project, done)` looks right after it, and again when
  // the command was run once more. `prepare(project)` runs before, without faults.
  template <typename Command, typename Check>
  void AtEveryFault(
      const std::string& what, Command command, Check check,
      const std::function<void(TestProject&)>& prepare = [](TestProject&) {}) {
    ForEveryFault(what + ", " + GetParam().name, kLeastOperations, [&](uint64_t n) {
      const auto project = MakeProject();
      prepare(*project);
      const bool fired = RunWithFault(*project, GetParam(), n,
                                      [&](FileSystem& files, Ledger& ledger) { command(*project, files, ledger); });
      check(*project, /*done=*/false);
      const auto ledger = OpenSqliteLedger(project->LedgerFileName());
      command(*project, LocalFileSystem(), *ledger);
      check(*project, /*done=*/true);
      return fired;
    });
  }
};

const CompactOptions kEventsAndUsers{.tables = {TableId::kEvent, TableId::kUser}, .first_day = {}, .last_day = {}};

TEST_P(EveryUpkeepFault, CompactLosesNothingAndDoublesNothing) {
  AtEveryFault(
      "compact",
      [](const TestProject& project, FileSystem& files, Ledger& ledger) {
        Compact(files, ledger, project.options, kEventsAndUsers);
      },
      [](const TestProject& project, bool done) {
        EXPECT_EQ(project.Read(), project.expected);
        if (!done) return;
        project.Check();
        EXPECT_EQ(LocalFileSystem().List(project.options.lake + "/shop/event_v2").size(), 1U);
        EXPECT_EQ(LocalFileSystem().List(project.options.lake + "/shop/user_v2").size(), 1U);
      });
}

// A person is wholly there or wholly gone, and the proof is there exactly when the person is gone.
TEST_P(EveryUpkeepFault, EraseIsAllOrNothing) {
  AtEveryFault(
      "erase",
      [](const TestProject& project, FileSystem& files, Ledger& ledger) {
        Erase(files, ledger, project.options, {.ids = {"user-a-0-a"}, .subject = "s"});
      },
      [](const TestProject& project, bool done) {
        LakeRows erased = project.expected;
        erased.events.erase("a-0-a");
        erased.users.erase("user-a-0-a");
        erased.sessions.erase("session-a-0-a");
        erased.items.erase("item-a-0-a");
        const size_t proofs = OpenSqliteLedgerToRead(project.LedgerFileName())->outputs().Erasures().size();
        EXPECT_EQ(project.Read(), proofs == 0 ? project.expected : erased);
        if (!done) return;
        EXPECT_EQ(proofs, 1U);
        for (const FileInfo& file : LocalFileSystem().List(project.options.lake)) {
          std::ostringstream bytes;
          bytes << std::ifstream(file.path, std::ios::binary).rdbuf();
          EXPECT_EQ(bytes.str().find("user-a-0-a"), std::string::npos) << file.path;
        }
      });
}

TEST_P(EveryUpkeepFault, ExpireIsAllOrNothing) {
  ExpireOptions expire;
  expire.first_kept_day[static_cast<size_t>(TableId::kEvent)] = INT32_MAX;
  expire.first_kept_day[static_cast<size_t>(TableId::kItem)] = INT32_MAX;
  AtEveryFault(
      "expire",
      [&](const TestProject& project, FileSystem& files, Ledger& ledger) {
        Expire(files, ledger, project.options, expire);
      },
      [](const TestProject& project, bool done) {
        LakeRows kept = project.expected;
        kept.events.clear();
        kept.items.clear();
        const LakeRows read = project.Read();
        EXPECT_TRUE(read == kept || (!done && read == project.expected));
        if (!done) return;
        EXPECT_TRUE(LocalFileSystem().List(project.options.lake + "/shop/event_v2").empty());
      });
}

TEST_P(EveryUpkeepFault, ReenrichLosesNothingAndDoublesNothing) {
  AtEveryFault(
      "re-enrich",
      [](const TestProject& project, FileSystem& files, Ledger& ledger) {
        Reenrich(files, ledger, project.options, {});
      },
      [](const TestProject& project, bool done) {
        EXPECT_EQ(project.Read(), project.expected);
        if (done) project.Check();
      });
}

// One commit takes the old rows out and puts the new ones in, also where compaction has mixed them with others.
TEST_P(EveryUpkeepFault, ReadingAgainIsAllOrNothing) {
  AtEveryFault(
      "process --again",
      [](const TestProject& project, FileSystem& files, Ledger& ledger) {
        const AgainChoice choice{.files = {"a"}, .from_ns = {}, .to_ns = {}};
        ProcessAgain(files, ledger, project.options, choice, UINT64_MAX);
      },
      [](const TestProject& project, bool done) {
        EXPECT_EQ(project.Read(), project.expected);
        if (done) project.Check();
      },
      [](TestProject& project) {
        Compact(LocalFileSystem(), *OpenSqliteLedger(project.LedgerFileName()), project.options,
                {.tables = {TableId::kEvent}, .first_day = {}, .last_day = {}});
      });
}

INSTANTIATE_TEST_SUITE_P(AllModes, EveryUpkeepFault, ::testing::ValuesIn(kTriedModes),
                         [](const auto& info) { return std::string(info.param.name); });

// The storage loses what a journaled job had staged: what it was to replace is still there, and counts again.
TEST(LostStaging, ARewriteIsTakenBackAndNothingIsLost) {
  int journaled = 0;
  ForEveryFault("compact with its staging lost", kLeastOperations, [&](uint64_t n) {
    const auto project = MakeProject();
    const bool fired = RunWithFault(
        *project, {"Kill", Fault::kKill, std::nullopt}, n,
        [&](FileSystem& files, Ledger& ledger) { Compact(files, ledger, project->options, kEventsAndUsers); });
    for (const LedgerJob& job : OpenSqliteLedgerToRead(project->LedgerFileName())->jobs().Unfinished()) {
      journaled += job.state == JobState::kPublishing;
    }
    LocalFileSystem().RemoveAll(project->options.lake + "/shop/_staging");
    project->Run();
    project->Check();
    Compact(LocalFileSystem(), *OpenSqliteLedger(project->LedgerFileName()), project->options, kEventsAndUsers);
    project->Check();
    return fired;
  });
  EXPECT_GT(journaled, 2);
}

// A real process and a real SIGKILL. Rows are read after each kill.
TEST(KilledUpkeep, ReadersSeeEveryRowOnceAfterEachKill) {
  RandomKills killer(11, std::chrono::milliseconds(4));
  int reads = 0;
  for (int round = 0; round < 15; ++round) {
    const auto project = MakeProject();
    for (int attempt = 0; attempt < 3; ++attempt) {
      ASSERT_NO_FATAL_FAILURE(killer.RunAndKill(
          [&] { Compact(LocalFileSystem(), *OpenSqliteLedger(project->LedgerFileName()), project->options, {}); }));
      ASSERT_EQ(project->Read(), project->expected) << "round " << round;
      ++reads;
    }
    Compact(LocalFileSystem(), *OpenSqliteLedger(project->LedgerFileName()), project->options, {});
    project->Check();
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
  EXPECT_GT(killer.kills(), 12);
  std::cout << "processes killed: " << killer.kills() << ", reads between: " << reads << "\n";
  RecordProperty("kills", killer.kills());
}

}  // namespace
}  // namespace millrace
