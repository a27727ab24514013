// The jobs that rewrite the lake, where it lies in an object store, at every fault, as src/pipeline/store_fault_test.cc
// has it for runs.
#include "upkeep/compact.h"
#include "upkeep/erase.h"
#include "upkeep/expire.h"
#include "upkeep/reenrich.h"

#include "pipeline/testing/store_fault_fixture.h"

namespace millrace {
namespace {

class UpkeepStoreFaults : public StoreFaultTest {
 protected:
  // After `runs` runs, `command(project, files, ledger)` is run with a fault, then without; `check(project, done)`
  // looks after each.
  template <typename Command, typename Check>
  void AtEveryFault(const std::string& what, int runs, Command command, Check check) {
    ForEveryFault(
        what + " on a store", 8,
        [&](uint64_t n) {
          TestProject project(/*two_apps=*/false);
          const std::string folder = NewFolder();
          project.options.lake = folder + "/lake";
          project.options.state_backup = folder + "/state";
          for (int run = 0; run < runs; ++run) {
            project.AddFile(std::string(1, static_cast<char>('a' + run)), 1);
            project.Run();
          }
          const bool fired =
              RunWithFault(project, n, [&](FileSystem& files, Ledger& ledger) { command(project, files, ledger); });
          check(project, /*done=*/false);
          command(project, project.files(), *OpenSqliteLedger(project.LedgerFileName()));
          check(project, /*done=*/true);
          return fired;
        },
        step());
  }
};

TEST_P(UpkeepStoreFaults, CompactLosesNothingAndDoublesNothing) {
  AtEveryFault(
      "compact", 2,
      [](const TestProject& project, FileSystem& files, Ledger& ledger) {
        Compact(files, ledger, project.options, {.tables = {TableId::kEvent}, .first_day = {}, .last_day = {}});
      },
      [](const TestProject& project, bool done) {
        EXPECT_EQ(project.Read(), project.expected);
        if (done) project.Check();
      });
}

TEST_P(UpkeepStoreFaults, EraseIsAllOrNothing) {
  AtEveryFault(
      "erase", 1,
      [](const TestProject& project, FileSystem& files, Ledger& ledger) {
        Erase(files, ledger, project.options, {.ids = {"user-a-0-a"}, .subject = "s"});
      },
      [](TestProject& project, bool done) {
        const size_t proofs = OpenSqliteLedgerToRead(project.LedgerFileName())->outputs().Erasures().size();
        LakeRows erased = project.expected;
        erased.events.erase("a-0-a");
        erased.users.erase("user-a-0-a");
        erased.sessions.erase("session-a-0-a");
        erased.items.erase("item-a-0-a");
        EXPECT_EQ(project.Read(), proofs == 0 ? project.expected : erased);
        if (!done) return;
        EXPECT_EQ(proofs, 1U);
        project.expected = erased;
        project.Check();
      });
}

TEST_P(UpkeepStoreFaults, ExpireIsAllOrNothing) {
  ExpireOptions expire;
  expire.first_kept_day[static_cast<size_t>(TableId::kEvent)] = INT32_MAX;
  AtEveryFault(
      "expire", 1,
      [&](const TestProject& project, FileSystem& files, Ledger& ledger) {
        Expire(files, ledger, project.options, expire);
      },
      [](TestProject& project, bool done) {
        LakeRows kept = project.expected;
        kept.events.clear();
        const LakeRows read = project.Read();
        EXPECT_TRUE(read == kept || (!done && read == project.expected));
        if (!done) return;
        project.expected = kept;
        project.Check();
      });
}

TEST_P(UpkeepStoreFaults, ReenrichLosesNothingAndDoublesNothing) {
  AtEveryFault(
      "re-enrich", 1,
      [](const TestProject& project, FileSystem& files, Ledger& ledger) {
        Reenrich(files, ledger, project.options, {});
      },
      [](const TestProject& project, bool done) {
        EXPECT_EQ(project.Read(), project.expected);
        if (done) project.Check();
      });
}

INSTANTIATE_TEST_SUITE_P(FailAndKill, UpkeepStoreFaults, ::testing::Values(Fault::kFail, Fault::kKill), FaultName);

}  // namespace
}  // namespace millrace
