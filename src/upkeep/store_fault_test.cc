// The jobs that rewrite the lake, where it lies in an object store: the n-th operation fails, or the process dies
// there, for all n, as src/pipeline/store_fault_test.cc has it for runs. tests/stores/run starts the server.
#include <atomic>
#include <cstdlib>

#include "upkeep/compact.h"
#include "upkeep/erase.h"
#include "upkeep/expire.h"
#include "upkeep/reenrich.h"

#include "core/error.h"
#include "pipeline/stepped_file_system.h"
#include "pipeline/test_project.h"

namespace millrace {
namespace {

class UpkeepStoreFaults : public ::testing::TestWithParam<Fault> {
 protected:
  void SetUp() override {
    const char* store = std::getenv("MILLRACE_TEST_STORE");
    if (store == nullptr) GTEST_SKIP() << "no server: this test is run by tests/stores/run";
    store_ = store;
    step_ = StoreFaultStep(store_);
  }

  // After `runs` runs, `command(project, files, ledger)` is run with a fault at n = 1, 2, 3…, then without;
  // `check(project, done)` looks after each.
  template <typename Command, typename Check>
  void ForAllN(const char* what, int runs, Command command, Check check) {
    uint64_t n = 1;
    for (bool fired = true; fired; n += step_) {
      TestProject project(/*two_apps=*/false);
      const std::string folder = NewFolder();
      project.options.lake = folder + "/lake";
      project.options.state_backup = folder + "/state";
      for (int run = 0; run < runs; ++run) {
        project.AddFile(std::string(1, static_cast<char>('a' + run)), 1);
        project.Run();
      }
      fired = RunWithFault(project, n, command);
      check(project, /*done=*/false);
      command(project, project.files(), *OpenSqliteLedger(project.LedgerFileName()));
      check(project, /*done=*/true);
      ASSERT_FALSE(HasFailure()) << what << ": wrong after a fault at operation " << n;
    }
    EXPECT_GT(n, 20U) << "the fault plan was not asked";
    std::cout << "faults on a store, " << what << ": " << (n - 1) / step_ - 1 << "\n";
    RecordProperty("faults", static_cast<int>((n - 1) / step_ - 1));
  }

 private:
  // That no other test has.
  std::string NewFolder() const {
    static std::atomic<int> count = 0;
    return store_ + "/upkeep-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
  }

  template <typename Command>
  static bool RunWithFault(const TestProject& project, uint64_t at, Command command) {
    FaultPlan plan(GetParam(), at);
    SteppedFileSystem files(project.files(), plan);
    const auto base = OpenSqliteLedger(project.LedgerFileName());
    FaultyLedger ledger(*base, plan);
    try {
      command(project, files, ledger);
    } catch (const SystemError& error) {
      EXPECT_TRUE(plan.fired()) << error.what();
    } catch (const KillSwitch&) {
    }
    return plan.fired();
  }

  std::string store_;  // address of a bucket
  uint64_t step_ = 1;  // from one fault to the next
};

TEST_P(UpkeepStoreFaults, CompactLosesNothingAndDoublesNothing) {
  ForAllN(
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
  ForAllN(
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
  ForAllN(
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
  ForAllN(
      "re-enrich", 1,
      [](const TestProject& project, FileSystem& files, Ledger& ledger) {
        Reenrich(files, ledger, project.options, {});
      },
      [](const TestProject& project, bool done) {
        EXPECT_EQ(project.Read(), project.expected);
        if (done) project.Check();
      });
}

INSTANTIATE_TEST_SUITE_P(FailAndKill, UpkeepStoreFaults, ::testing::Values(Fault::kFail, Fault::kKill),
                         [](const auto& info) { return info.param == Fault::kFail ? "Fail" : "Kill"; });

}  // namespace
}  // namespace millrace
