// Exactly once under every fault (style.md, «Tests» 3 and 5): the n-th operation on files or ledger fails, or the
// process dies there, with or without a loss of power, for all n; and real processes are killed at random moments.
// After one more run the lake must hold what the oracle of TestProject says.
#include <chrono>
#include <csignal>
#include <optional>
#include <random>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "pipeline/process_job.h"
#include "pipeline/replay.h"
#include "pipeline/test_project.h"

namespace millrace {
namespace {

class EveryFault : public ::testing::TestWithParam<FaultMode> {
 protected:
  // Repeats `attempt` with n = 1, 2, 3… (kFaultStep) until the fault lies beyond its end.
  template <typename Attempt>
  void ForAllN(const char* what, Attempt attempt, uint64_t first = 1) {
    uint64_t n = first;
    int faults = 0;
    for (; attempt(n); n += kFaultStep) {
      if (HasFailure()) FAIL() << what << ": wrong after a fault at operation " << n;
      ++faults;
    }
    EXPECT_GT(n - first, 50U) << "the fault plan was not asked";
    std::cout << what << ", " << GetParam().name << ": " << faults << " faults\n";
    RecordProperty("faults", faults);
  }
};

TEST_P(EveryFault, ProcessLosesNothingAndDoublesNothing) {
  ForAllN("process", [&](uint64_t n) {
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
    FaultyFileSystem files(LocalFileSystem(), plan, project.NewLimbo());
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
  ForAllN("second job", attempt, first);
}

TEST_P(EveryFault, ReplayLosesNothingAndDoublesNothing) {
  ForAllN("replay", [&](uint64_t n) {
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

INSTANTIATE_TEST_SUITE_P(AllModes, EveryFault, ::testing::ValuesIn(kFaultModes),
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

// A real process and a real SIGKILL, so that SQLite and the page cache are what they are.
TEST(KilledProcess, RerunsUntilDoneGiveTheOracle) {
  std::mt19937 random(7);
  int kills = 0;
  int64_t longest_delay_us = 1000;  // so that the kills fall into runs, on a quick machine as on a slow one
  for (int round = 0; round < 50; ++round) {
    TestProject project(/*two_apps=*/false);
    for (int i = 0; i < 3; ++i) project.AddFile("f" + std::to_string(i), 1 + i);
    project.options.threads = 2;
    for (int attempt = 0; attempt < 3; ++attempt) {
      const auto delay = std::chrono::microseconds(static_cast<int64_t>(random()) % longest_delay_us);
      const pid_t child = ::fork();
      ASSERT_GE(child, 0);
      if (child == 0) {
        try {
          project.Run({.from_ns = {}, .to_ns = {}, .max_bytes_per_run = 1000});
          ::_exit(0);
        } catch (...) {
          ::_exit(1);
        }
      }
      std::this_thread::sleep_for(delay);
      ::kill(child, SIGKILL);
      int status = 0;
      ASSERT_EQ(::waitpid(child, &status, 0), child);
      if (WIFSIGNALED(status)) {
        ++kills;
        longest_delay_us += longest_delay_us / 8;
      } else {
        longest_delay_us -= longest_delay_us / 4;
      }
      ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << "a run after a kill failed";
    }
    project.RunAndFree();
    project.Check();
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
  EXPECT_GT(kills, 30);
  std::cout << "processes killed: " << kills << "\n";
  RecordProperty("kills", kills);
}

}  // namespace
}  // namespace millrace
