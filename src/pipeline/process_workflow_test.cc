#include "pipeline/process_workflow.h"

#include <algorithm>
#include <chrono>

#include "workflow/service.h"
#include "workflow/testing/fake_clock.h"

#include "core/error.h"
#include "core/testing/kill_fixture.h"
#include "core/time.h"
#include "ledger/held_lease.h"
#include "pipeline/job_id.h"
#include "pipeline/testing/fault_fixture.h"

namespace millrace {
namespace {

class ProcessWorkflowTest : public ::testing::Test {
 protected:
  ProcessWorkflowTest() {
    project_.options.threads = 2;
    // Files are made now; a run takes those up to its clock.
    clock_.now_ns = WallClockNs() + 3600 * kNanosecondsPerSecond;
  }

  ProcessRunner Runner(Ledger& ledger) {
    return {.files = LocalFileSystem(),
            .ledger = ledger,
            .clock = clock_,
            .options = project_.options,
            .max_bytes_per_run = 1000,
            .retry = {.retries = 2, .first_delay_ms = 1000},
            .process =
                [this, &ledger](const ProcessWindow& window) {
                  if (on_process) on_process();
                  return Process(LocalFileSystem(), ledger, project_.options, window);
                },
            .log = [this](const std::string& line) { log_.push_back(line); },
            .warn = [this](const std::string& line) { warnings_.push_back(line); }};
  }

  static WorkflowService Service(const ProcessRunner& runner, const Workflow& workflow) {
    return {workflow,
            {.ledger = runner.ledger,
             .clock = runner.clock,
             .lease = {.name = WorkflowLease(kProcessWorkflow)},
             .log = runner.log,
             .warn = runner.warn,
             .idle = runner.log},
            NewJobId};
  }
  static std::optional<WorkflowRun> Tick(const ProcessRunner& runner) {
    const Workflow workflow = runner.MakeWorkflow();
    return Service(runner, workflow).Tick();
  }
  static void RunOnSchedule(const ProcessRunner& runner, Scheduler& scheduler) {
    const Workflow workflow = runner.MakeWorkflow();
    Service(runner, workflow).Serve(&scheduler);
  }
  // Where a run is.
  WorkflowBranch Branch(const WorkflowRun& run) { return ledger_->workflows().Branches(run.id).at(0); }

  TestProject project_{/*two_apps=*/false};
  FakeClock clock_;
  std::unique_ptr<Ledger> ledger_ = OpenSqliteLedger(project_.LedgerFileName());
  std::function<void()> on_process;
  std::vector<std::string> log_;
  std::vector<std::string> warnings_;
};

TEST_F(ProcessWorkflowTest, NothingNewIsNoRunAndNothingIsRecorded) {
  ProcessRunner runner = Runner(*ledger_);
  EXPECT_FALSE(Tick(runner));
  EXPECT_TRUE(ledger_->workflows().Recent("", 10).empty());
  EXPECT_TRUE(ledger_->jobs().Recent(10).empty());
}

TEST_F(ProcessWorkflowTest, ListingIsNotedAlsoWhenNothingIsNew) {
  project_.AddFile("year=2025/month=03/day=10/a", 1);
  ProcessRunner runner = Runner(*ledger_);
  EXPECT_TRUE(Tick(runner));
  const std::string& raw = project_.options.raw;
  const int64_t first = ledger_->listings().LastFull(raw);
  EXPECT_GT(first, 0);
  // A day later.
  const DayListing quiet{.folder = "year=2025/month=03/day=10", .quiet_since_ns = 1};
  ledger_->listings().Save(raw, {&quiet, 1});
  ledger_->listings().SaveFull(raw, 1);
  EXPECT_FALSE(Tick(runner));
  EXPECT_GT(ledger_->listings().LastFull(raw), first);
  EXPECT_GT(ledger_->listings().Days(raw, "", 1).at(0).finished_ns, first);
  EXPECT_EQ(PlanProcess(LocalFileSystem(), *ledger_, project_.options, {}).days_not_listed, 1U);
}

TEST_F(ProcessWorkflowTest, StepsSayWhatTheyDid) {
  project_.AddFile("a", 2);
  project_.AddFile("b", 3);
  ProcessRunner runner = Runner(*ledger_);
  const auto run = Tick(runner);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->state, WorkflowState::kDone);
  std::vector<WorkflowAttempt> steps = ledger_->workflows().Attempts(run->id, 10);
  ASSERT_EQ(steps.size(), 3U);
  std::ranges::sort(steps, {}, &WorkflowAttempt::visit);
  EXPECT_TRUE(steps[0].report.starts_with(R"({"files":2,"bytes_in":)")) << steps[0].report;
  EXPECT_TRUE(steps[1].report.find(R"("events_read":15,"events_derived":0,"events_rejected":5)") != std::string::npos)
      << steps[1].report;
  EXPECT_EQ(steps[2].report, R"({"recovered_jobs":0})");
  const StateData data(Branch(*run).data);
  EXPECT_EQ(data.Number("to_ms"), clock_.now_ns / 1'000'000);
  EXPECT_EQ(data.Number("plan.files"), 2);
  project_.Check();
  EXPECT_FALSE(Tick(runner)) << "all is read";
  EXPECT_EQ(ledger_->workflows().Recent("", 10).size(), 1U);
}

TEST_F(ProcessWorkflowTest, RunTakesWhatWasThereWhenItWasBegun) {
  project_.AddFile("a", 1);
  clock_.now_ns = WallClockNs() - 3600 * kNanosecondsPerSecond;
  EXPECT_FALSE(Tick(Runner(*ledger_))) << "modified in its future";
  clock_.now_ns = WallClockNs() + 3600 * kNanosecondsPerSecond;
  EXPECT_TRUE(Tick(Runner(*ledger_)));
}

TEST_F(ProcessWorkflowTest, FailureIsRetriedParkedAndResumed) {
  project_.AddFile("a", 1);
  on_process = [] { throw SystemError("disk full"); };
  ProcessRunner runner = Runner(*ledger_);
  const auto parked = Tick(runner);
  EXPECT_EQ(parked->state, WorkflowState::kParked);
  EXPECT_EQ(Branch(*parked).step, "process");
  EXPECT_EQ(Branch(*parked).error, "disk full");
  EXPECT_EQ(Branch(*parked).attempts, 3);
  EXPECT_EQ(warnings_.size(), 3U);
  EXPECT_EQ(Tick(runner)->state, WorkflowState::kParked) << "it stays, and no other run begins";
  on_process = nullptr;
  EXPECT_TRUE(ledger_->workflows().RetryParked(parked->id));
  const auto done = Tick(runner);
  EXPECT_EQ(done->id, parked->id);
  EXPECT_EQ(done->state, WorkflowState::kDone);
  project_.Check();
}

TEST_F(ProcessWorkflowTest, WaitsForARunByHand) {
  project_.AddFile("a", 1);
  auto lease = std::make_unique<HeldLease>(*ledger_, kProjectLease, std::chrono::milliseconds(0), nullptr);
  ProcessRunner runner = Runner(*ledger_);
  // Let go of it as soon as somebody waits.
  runner.log = [&](const std::string& line) {
    if (line.starts_with("waiting: the project is in use by process ")) lease.reset();
  };
  EXPECT_EQ(Tick(runner)->state, WorkflowState::kDone);
  EXPECT_EQ(lease, nullptr);
  EXPECT_TRUE(warnings_.empty()) << "waiting is no failed attempt";
}

TEST_F(ProcessWorkflowTest, ToldToStopItBeginsNoFurtherJobAndIsCarriedOn) {
  for (const char* name : {"a", "b", "c"}) project_.AddFile(name, 2);
  // While the first job is at work.
  std::stop_source drain;
  project_.options.drain = drain.get_token();
  project_.options.on_progress = [&](const ProgressCounts&) {
    drain.request_stop();
    clock_.stopping = true;
  };
  const auto stopped = Tick(Runner(*ledger_));
  EXPECT_EQ(stopped->state, WorkflowState::kWaiting);
  EXPECT_EQ(Branch(*stopped).attempts, 0) << "no failure";
  EXPECT_EQ(ledger_->Summary().jobs_committed, 1U);
  clock_.stopping = false;
  project_.options.drain = {};
  project_.options.on_progress = nullptr;
  EXPECT_EQ(Tick(Runner(*ledger_))->state, WorkflowState::kDone);
  EXPECT_EQ(ledger_->Summary().jobs_committed, 3U);
  project_.Check();
}

TEST_F(ProcessWorkflowTest, JobThatIsGivenUpLosesNothing) {
  project_.AddFile("a", 2000);
  std::stop_source stop;
  project_.options.stop = stop.get_token();
  project_.options.on_progress = [&](const ProgressCounts&) {
    stop.request_stop();
    clock_.stopping = true;
  };
  EXPECT_NE(Tick(Runner(*ledger_))->state, WorkflowState::kParked);
  EXPECT_EQ(ledger_->Summary().files_done, 0U);
  EXPECT_EQ(ledger_->jobs().Recent(1)[0].state, JobState::kFailed);
  project_.options.stop = {};
  project_.options.on_progress = nullptr;
  clock_.stopping = false;
  Tick(Runner(*ledger_));
  project_.Check();
}

// Each operation on the ledger fails or kills, in a run that has retries.
TEST_F(ProcessWorkflowTest, CarriedOnAfterAKillAtEveryOperationOfTheLedger) {
  ForEveryFault("a run with retries, killed at the ledger", 28, [&](uint64_t n) {
    TestProject project(/*two_apps=*/false);
    project.AddFile("a", 1);
    project.AddFile("b", 1);
    FaultPlan plan(Fault::kKill, n);
    const auto base = OpenSqliteLedger(project.LedgerFileName());
    FaultyLedger ledger(*base, plan);
    const auto runner = [&](Ledger& used) {
      ProcessRunner made = Runner(used);
      made.options = project.options;
      made.process = [&](const ProcessWindow& window) {
        return Process(LocalFileSystem(), used, project.options, window);
      };
      return made;
    };
    try {
      Tick(runner(ledger));
    } catch (const KillSwitch&) {
    }
    const auto after = Tick(runner(*base));
    EXPECT_TRUE(!after || after->state == WorkflowState::kDone) << n;
    project.Check();
    EXPECT_FALSE(UnfinishedRun(*base, kProcessWorkflow)) << n;
    EXPECT_EQ(base->workflows().Recent("", 10).size(), 1U) << "no second run, at operation " << n;
    return plan.fired();
  });
}

class ServiceTest : public ProcessWorkflowTest {
 protected:
  Scheduler Make(const std::string& text) {
    return {*ledger_, clock_, ParseSchedule(text, "test"), TimeZone(), kProcessWorkflow};
  }
  size_t Count(const std::string& start) const {
    size_t count = 0;
    for (const std::string& line : log_) count += line.starts_with(start) ? 1 : 0;
    return count;
  }
};

TEST_F(ServiceTest, RunsAtEachTimeUntilItIsStopped) {
  ProcessRunner runner = Runner(*ledger_);
  int ticks = 0;
  runner.log = [&](const std::string& line) {
    log_.push_back(line);
    // A file comes before the third time; after the fifth it is told to stop.
    if (!line.starts_with("process: next run at ")) return;
    ++ticks;
    if (ticks == 2) project_.AddFile("a", 1);
    if (ticks == 5) clock_.stopping = true;
  };
  const int64_t start = clock_.now_ns;
  Scheduler scheduler = Make("rate(10 minutes)");
  RunOnSchedule(runner, scheduler);
  EXPECT_EQ(Count("process: nothing to do"), 4U);
  EXPECT_EQ(ledger_->workflows().Recent("", 10).size(), 1U);
  EXPECT_NEAR(static_cast<double>((clock_.now_ns - start) / kNanosecondsPerSecond), 4 * 600, 1);
  project_.Check();
}

// The machine was off: three times passed.
TEST_F(ServiceTest, MissedTimesGiveOneRunAtTheStart) {
  Make("cron(0 1 * * ? *)");
  clock_.now_ns += 3 * 86'400 * kNanosecondsPerSecond;
  project_.AddFile("a", 1);
  ProcessRunner runner = Runner(*ledger_);
  runner.log = [&](const std::string& line) {
    log_.push_back(line);
    if (line.starts_with("process: next run at ")) clock_.stopping = true;
  };
  Scheduler scheduler = Make("cron(0 1 * * ? *)");
  RunOnSchedule(runner, scheduler);
  EXPECT_EQ(ledger_->workflows().Recent("", 10).size(), 1U);
  EXPECT_EQ(Count("process: nothing to do"), 0U) << "one run, not three";
  project_.Check();
}

TEST_F(ServiceTest, ParkedRunHoldsTheScheduleUntilItIsRetried) {
  project_.AddFile("a", 1);
  on_process = [] { throw SystemError("disk full"); };
  ProcessRunner runner = Runner(*ledger_);
  int waits = 0;
  runner.log = [&](const std::string& line) {
    log_.push_back(line);
    if (!line.starts_with("process: next run at ")) return;
    if (++waits == 3) {
      on_process = nullptr;
      EXPECT_TRUE(ledger_->workflows().RetryParked(UnfinishedRun(*ledger_, kProcessWorkflow)->id));
    }
    if (waits == 4) clock_.stopping = true;
  };
  Scheduler scheduler = Make("rate(10 minutes)");
  RunOnSchedule(runner, scheduler);
  size_t parked = 0;
  for (const std::string& line : warnings_) parked += line.find(" is parked: disk full") != std::string::npos ? 1 : 0;
  EXPECT_GE(parked, 2U) << "each time says so";
  ASSERT_EQ(ledger_->workflows().Recent("", 10).size(), 1U);
  EXPECT_EQ(ledger_->workflows().Recent("", 10)[0].state, WorkflowState::kDone);
  project_.Check();
}

TEST_F(ServiceTest, RawFolderThatIsGoneIsTriedAtTheNextTime) {
  project_.AddFile("a", 1);
  const std::string away = project_.root() + "/away";
  std::filesystem::rename(project_.options.raw, away);
  ProcessRunner runner = Runner(*ledger_);
  int waits = 0;
  runner.log = [&](const std::string& line) {
    if (!line.starts_with("process: next run at ")) return;
    if (++waits == 2) std::filesystem::rename(away, project_.options.raw);
    if (waits == 3) clock_.stopping = true;
  };
  Scheduler scheduler = Make("rate(10 minutes)");
  RunOnSchedule(runner, scheduler);
  ASSERT_EQ(warnings_.size(), 2U);
  EXPECT_TRUE(warnings_[0].starts_with("process: cannot start a run: the raw directory does not exist: "))
      << warnings_[0];
  EXPECT_EQ(ledger_->workflows().Recent("", 10).size(), 1U);
  project_.Check();
}

// A real process and real kills, as often as it takes; `run` with a schedule that is always due.
TEST_F(ServiceTest, KilledServiceIsCarriedOnByTheNext) {
  RandomKills killer(11, std::chrono::milliseconds(4));
  ledger_.reset();
  for (int round = 0; round < 15; ++round) {
    TestProject project(/*two_apps=*/false);
    for (int i = 0; i < 3; ++i) project.AddFile("f" + std::to_string(i), 1 + i);
    const auto serve = [&] {
      const auto ledger = OpenSqliteLedger(project.LedgerFileName());
      std::stop_source stop;
      MachineClock clock(stop.get_token());
      ProcessRunner runner{
          .files = LocalFileSystem(),
          .ledger = *ledger,
          .clock = clock,
          .options = project.options,
          .max_bytes_per_run = 1000,
          .retry = {.retries = 99, .first_delay_ms = 10, .longest_delay_ms = 10},
          .process =
              [&](const ProcessWindow& window) { return Process(LocalFileSystem(), *ledger, project.options, window); },
          .log =
              [&](const std::string& line) {
                if (line.starts_with("process: next run at ")) stop.request_stop();
              },
          .warn = [](const std::string&) {}};
      Scheduler scheduler(*ledger, clock, ParseSchedule("rate(1 day)", "test"), TimeZone(), kProcessWorkflow);
      RunOnSchedule(runner, scheduler);
    };
    for (int attempt = 0; attempt < 4; ++attempt) ASSERT_NO_FATAL_FAILURE(killer.RunAndKill(serve));
    serve();
    project.RunAndFree();
    project.Check();
    const auto ledger = OpenSqliteLedger(project.LedgerFileName());
    EXPECT_FALSE(UnfinishedRun(*ledger, kProcessWorkflow));
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
  EXPECT_GT(killer.kills(), 10);
  std::cout << "services killed: " << killer.kills() << "\n";
}

}  // namespace
}  // namespace millrace
