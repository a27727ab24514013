// Exactly once under every fault: the n-th operation on files or ledger fails, or the
// process dies there, with or without a loss of power, for all n; and real processes are killed at random moments.
// After one more run the lake must hold what the oracle of TestProject says.
#include <random>

#include "core/testing/kill_fixture.h"
#include "pipeline/process_job.h"
#include "pipeline/replay.h"
#include "pipeline/testing/fault_fixture.h"

namespace millrace {
namespace {

constexpr uint64_t kLeastOperations = 50;

class EveryFault : public ::testing::TestWithParam<FaultMode> {
 protected:
  static std::string In(const std::string& what) { return what + ", " + GetParam().name; }
};

TEST_P(EveryFault, ProcessLosesNothingAndDoublesNothing) {
  ForEveryFault(In("process"), kLeastOperations, [&](uint64_t n) {
    TestProject project(/*two_apps=*/false);
    project.AddFile("a", 2);
    project.AddFile("b", 1);
    const bool fired = RunWithFault(project, GetParam(), n, [&](FileSystem& files, Ledger& ledger) {
      Process(files, ledger, project.options, {});
    });
    project.Run();
    project.Check();
    return fired;
  });
}

// A fault in the second of two jobs must not touch the first, and a job after a crash must not lose its claim.
TEST_P(EveryFault, SecondJobOfACommandAndNewFilesAfterTheFault) {
  // The operations of the first job alone are those of the test above.
  uint64_t first = 0;
  {
    TestProject project(/*two_apps=*/false);
    project.AddFile("a", 1);
    FaultPlan plan;
    FaultyDisk files(LocalFileSystem(), plan, project.NewLimbo());
    const auto base = OpenSqliteLedger(project.LedgerFileName());
    FaultyLedger ledger(*base, plan);
    Process(files, ledger, project.options, {});
    first = plan.steps();
  }
  const auto attempt = [&](uint64_t n) {
    TestProject project(/*two_apps=*/false);
    project.AddFile("a", 1);
    project.AddFile("b", 1);
    const bool fired = RunWithFault(project, GetParam(), n, [&](FileSystem& files, Ledger& ledger) {
      Process(files, ledger, project.options, {.from_ns = {}, .to_ns = {}, .max_bytes_per_run = 1});
    });
    project.AddFile("c", 1);
    project.Run();
    project.Check();
    return fired;
  };
  ForEveryFault(In("second job"), kLeastOperations, attempt, kFaultStep, first);
}

TEST_P(EveryFault, ReplayLosesNothingAndDoublesNothing) {
  ForEveryFault(In("replay"), kLeastOperations, [&](uint64_t n) {
    TestProject project(/*two_apps=*/false);
    project.AddFile("a", 2);
    project.Run();
    project.options.kernel.apps = {};
    const ReplayOptions unknown_app{.filter = {.reasons = {RejectReason::unknown_app}, .from_ns = {}, .to_ns = {}}};
    const bool fired = RunWithFault(project, GetParam(), n, [&](FileSystem& files, Ledger& ledger) {
      Replay(files, ledger, project.options, unknown_app);
    });
    const auto ledger = OpenSqliteLedger(project.LedgerFileName());
    Replay(LocalFileSystem(), *ledger, project.options, unknown_app);
    project.ExpectUnknownAppReplayed();
    project.Check();
    EXPECT_EQ(ledger->Summary().rejects_replayed, 2U);
    return fired;
  });
}

INSTANTIATE_TEST_SUITE_P(AllModes, EveryFault, ::testing::ValuesIn(kTriedModes),
                         [](const auto& info) { return std::string(info.param.name); });

// Faults while an earlier fault is being recovered, with two workers: random places, fixed seeds.
TEST(RandomFaults, RecoveryMayFailAgainAndAgain) {
  std::mt19937 random(20260131);
  uint64_t faults = 0;
  for (int round = 0; round < 100; ++round) {
    TestProject project(/*two_apps=*/false);
    project.AddFile("a", 2);
    project.AddFile("b", 3);
    project.AddFile("c", 1);
    project.options.threads = 2;
    for (int attempt = 0; attempt < 4; ++attempt) {
      const FaultMode& mode = kFaultModes[random() % std::size(kFaultModes)];
      const uint64_t at = 1 + random() % 250;
      faults += RunWithFault(project, mode, at, [&](FileSystem& files, Ledger& ledger) {
        Process(files, ledger, project.options, {.from_ns = {}, .to_ns = {}, .max_bytes_per_run = 1500});
      });
    }
    project.RunAndFree();
    project.Check();
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
  std::cout << "random faults: " << faults << "\n";
  RecordProperty("faults", static_cast<int>(faults));
}

// A real process and a real SIGKILL.
TEST(KilledProcess, RerunsUntilDoneGiveTheOracle) {
  RandomKills killer(7, std::chrono::milliseconds(1));
  for (int round = 0; round < 50; ++round) {
    TestProject project(/*two_apps=*/false);
    for (int i = 0; i < 3; ++i) project.AddFile("f" + std::to_string(i), 1 + i);
    project.options.threads = 2;
    for (int attempt = 0; attempt < 3; ++attempt) {
      ASSERT_NO_FATAL_FAILURE(
          killer.RunAndKill([&] { project.Run({.from_ns = {}, .to_ns = {}, .max_bytes_per_run = 1000}); }));
    }
    project.RunAndFree();
    project.Check();
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
  EXPECT_GT(killer.kills(), 30);
  std::cout << "processes killed: " << killer.kills() << "\n";
  RecordProperty("kills", killer.kills());
}

}  // namespace
}  // namespace millrace
