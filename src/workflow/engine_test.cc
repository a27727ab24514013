#include "workflow/engine.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "workflow/testing/fake_clock.h"

#include "core/error.h"
#include "core/testing/kill_fixture.h"
#include "core/testing/temporary_folder.h"
#include "ledger/sqlite_ledger.h"

namespace millrace {
namespace {

constexpr int64_t kMs = 1'000'000;

class EngineTest : public ::testing::Test {
 protected:
  std::string path() const { return temporary_.path() + "/shop.db"; }

  Engine MakeEngine() {
    return {*ledger_, clock_, policy_, 1, [this](const std::string& line) { log_.push_back(line); }};
  }
  WorkflowRun Stored() { return ledger_->workflows().Recent("load", 1).at(0); }
  // One word a step, with its attempts.
  static std::string States(const WorkflowRun& run) {
    std::string text(WorkflowStateName(run.state));
    for (const WorkflowStep& step : run.steps) {
      text += " " + step.name + ":" + std::string(WorkflowStateName(step.state)) + ":" + std::to_string(step.attempts);
    }
    return text;
  }
  // Steps that write down what they do; `b` fails as often as asked.
  LinearWorkflow Load(int failures_of_b = 0) {
    failures_ = failures_of_b;
    return {"load",
            {{"a",
              [this](const StepView& view) {
                done_ += "a";
                return "from a of " + view.input();
              }},
             {"b",
              [this](const StepView& view) {
                done_ += "b";
                if (failures_-- > 0) throw SystemError("no disk");
                return view.ResultOf("a") + ", b";
              }},
             {"c", [this](const StepView& view) {
                done_ += "c";
                return view.ResultOf("b") + ", c";
              }}}};
  }

  const TemporaryFolder temporary_;
  std::unique_ptr<Ledger> ledger_ = OpenSqliteLedger(path());
  FakeClock clock_;
  RetryPolicy policy_{.attempts = 3, .first_delay_ms = 1000, .longest_delay_ms = 60'000};
  std::vector<std::string> log_;
  std::string done_;
  int failures_ = 0;
};

TEST_F(EngineTest, StepsRunInOrderAndSeeEarlierResults) {
  const WorkflowRun run = MakeEngine().Start(Load(), "r1", "input");
  EXPECT_EQ(done_, "abc");
  EXPECT_EQ(States(run), "done a:done:1 b:done:1 c:done:1");
  EXPECT_EQ(run.steps[2].result, "from a of input, b, c");
  EXPECT_EQ(States(Stored()), States(run));
  EXPECT_EQ(Stored().steps[2].result, run.steps[2].result);
  EXPECT_EQ(Stored().Current(), nullptr);
  EXPECT_FALSE(UnfinishedRun(*ledger_, "load"));
}

TEST_F(EngineTest, FailedStepIsTriedAgainAfterGrowingDelays) {
  const WorkflowRun run = MakeEngine().Start(Load(2), "r1", "");
  EXPECT_EQ(done_, "abbbc") << "what is done is not done again";
  EXPECT_EQ(States(run), "done a:done:1 b:done:3 c:done:1");
  EXPECT_EQ(run.steps[1].error, "") << "it succeeded in the end";
  ASSERT_EQ(log_.size(), 2U);
  EXPECT_TRUE(log_[0].starts_with("load r1, step b, attempt 1 of 3 failed: no disk; retrying in ")) << log_[0];
  EXPECT_GE(clock_.waited_ns, (500 + 1000) * kMs);
  EXPECT_LE(clock_.waited_ns, (1000 + 2000) * kMs);
}

TEST_F(EngineTest, LastFailureParksUntilSomebodyRetries) {
  const LinearWorkflow load = Load(3);
  const WorkflowRun parked = MakeEngine().Start(load, "r1", "");
  EXPECT_EQ(States(parked), "parked a:done:1 b:parked:3 c:waiting:0");
  EXPECT_EQ(parked.Current()->error, "no disk");
  EXPECT_EQ(parked.finished_ns, 0);
  EXPECT_TRUE(log_.back().ends_with("attempt 3 of 3 failed: no disk; parked until `millrace retry`")) << log_.back();
  EXPECT_EQ(States(MakeEngine().CarryOn(load, *UnfinishedRun(*ledger_, "load"))), States(parked)) << "it stays parked";
  EXPECT_TRUE(ledger_->workflows().RetryParked(parked.id));
  EXPECT_EQ(States(Stored()), "waiting a:done:1 b:waiting:0 c:waiting:0");
  EXPECT_EQ(States(MakeEngine().CarryOn(load, Stored())), "done a:done:1 b:done:1 c:done:1");
  EXPECT_EQ(done_, "abbbbc");
}

TEST_F(EngineTest, WhatWaitingDoesNotHealParksAtOnce) {
  const auto failing = [](auto error) {
    return LinearWorkflow{"load", {{"a", [error](const StepView&) -> std::string { throw error; }}}};
  };
  EXPECT_EQ(States(MakeEngine().Start(failing(UserError("wrong config")), "r1", "")), "parked a:parked:1");
  EXPECT_EQ(States(MakeEngine().Start(failing(InternalError("bug")), "r2", "")), "parked a:parked:1");
  EXPECT_EQ(States(MakeEngine().Start(failing(std::bad_alloc()), "r3", "")), "parked a:parked:3");
}

TEST_F(EngineTest, StopWhileWaitingKeepsTheTimeOfTheNextAttempt) {
  clock_.stop_while_waiting = true;
  const LinearWorkflow load = Load(1);
  const WorkflowRun stopped = MakeEngine().Start(load, "r1", "");
  EXPECT_EQ(States(stopped), "waiting a:done:1 b:waiting:1 c:waiting:0");
  const int64_t next = stopped.steps[1].next_attempt_ns;
  EXPECT_GT(next, clock_.now_ns);
  clock_.stopping = clock_.stop_while_waiting = false;
  EXPECT_EQ(States(MakeEngine().CarryOn(load, Stored())), "done a:done:1 b:done:2 c:done:1");
  EXPECT_EQ(clock_.now_ns, next);
}

TEST_F(EngineTest, BrokenOffAttemptDoesNotCount) {
  const LinearWorkflow load{"load", {{"a", [this](const StepView&) -> std::string {
                                  clock_.stopping = true;
                                  throw SystemError("told to stop");
                                }}}};
  EXPECT_EQ(States(MakeEngine().Start(load, "r1", "")), "waiting a:waiting:0");
  EXPECT_TRUE(log_.empty());
}

TEST_F(EngineTest, StepThatKillsItsProcessIsParkedToo) {
  WorkflowRun run{.id = "r1", .workflow = "load", .input = {}, .steps = {}};
  for (const char* name : {"a", "b", "c"}) run.steps.push_back({.name = name, .result = {}, .error = {}});
  run.state = run.steps[0].state = WorkflowState::kRunning;
  run.steps[0].attempts = 3;
  ledger_->workflows().Save(run);
  EXPECT_EQ(States(MakeEngine().CarryOn(Load(), Stored())), "parked a:parked:3 b:waiting:0 c:waiting:0");
  EXPECT_EQ(Stored().steps[0].error, "its process was interrupted");
  EXPECT_EQ(done_, "");
}

TEST_F(EngineTest, RunOfOtherStepsIsAbandoned) {
  MakeEngine().Start({"load", {{"old", [](const StepView&) -> std::string { throw UserError("x"); }}}}, "r1", "");
  const WorkflowRun run = MakeEngine().CarryOn(Load(), *UnfinishedRun(*ledger_, "load"));
  EXPECT_EQ(run.state, WorkflowState::kAbandoned);
  EXPECT_FALSE(UnfinishedRun(*ledger_, "load"));
  EXPECT_EQ(done_, "");
}

TEST_F(EngineTest, WorkflowsAreTakenApartByName) {
  LinearWorkflow other = Load();
  other.name = "model";
  MakeEngine().Start(Load(), "r1", "");
  MakeEngine().Start(other, "r2", "");
  MakeEngine().Start(Load(), "r3", "");
  ASSERT_EQ(ledger_->workflows().Recent("load", 10).size(), 2U);
  EXPECT_EQ(ledger_->workflows().Recent("load", 10)[0].id, "r3") << "newest first";
  EXPECT_EQ(ledger_->workflows().Recent("", 10).size(), 3U);
  EXPECT_EQ(ledger_->workflows().Recent("", 1).size(), 1U);
  EXPECT_EQ(ledger_->workflows().Recent("none", 10).size(), 0U);
}

TEST(RetryDelay, DoublesUpToALimitWithHalfByChance) {
  const RetryPolicy policy{.attempts = 20, .first_delay_ms = 1000, .longest_delay_ms = 10'000};
  std::mt19937_64 random(7);
  const int64_t expected[] = {1000, 2000, 4000, 8000, 10'000, 10'000};
  std::set<int64_t> seen;
  for (int attempts = 1; attempts <= 6; ++attempts) {
    for (int i = 0; i < 100; ++i) {
      const int64_t delay = RetryDelayMs(policy, attempts, random);
      EXPECT_GE(delay, expected[attempts - 1] / 2);
      EXPECT_LE(delay, expected[attempts - 1]);
      seen.insert(delay);
    }
  }
  EXPECT_GT(seen.size(), 400U) << "they differ";
  std::mt19937_64 again(7);
  std::mt19937_64 same(7);
  EXPECT_EQ(RetryDelayMs(policy, 3, again), RetryDelayMs(policy, 3, same)) << "a seed gives the same delays";
}

TEST(MachineClockTest, StopEndsAWait) {
  std::stop_source stop;
  MachineClock clock(stop.get_token());
  EXPECT_TRUE(clock.WaitUntil(clock.NowNs() - 1));
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    stop.request_stop();
  });
  EXPECT_FALSE(clock.WaitUntil(clock.NowNs() + 3600 * 1000 * kMs));
  EXPECT_TRUE(clock.Stopping());
  stopper.join();
}

// A process that was presumed dead goes on, while another one holds the lease by now.
TEST_F(EngineTest, LateEngineSavesNothing) {
  LeaseStore& leases = ledger_->leases();
  const ProcessIdentity owner{.host = "h", .boot_id = "b", .pid = 1, .started = 2};
  const int64_t old = leases.Take(leases.Find(kRunLease), owner, 5).value();
  LinearWorkflow load = Load();
  load.steps[1].act = [&](const StepView&) -> std::string {
    leases.GiveBack(kRunLease, old);
    leases.Take(leases.Find(kRunLease), owner, 6);
    return "late";
  };
  EXPECT_THROW(Engine(*ledger_, clock_, policy_, 1, {}, old).Start(load, "r1", ""), SystemError);
  EXPECT_EQ(States(Stored()), "running a:done:1 b:running:1 c:waiting:0");
}

// Real processes and real kills: steps append to a file, each line once a finished step, more for attempts that died.
TEST_F(EngineTest, KilledAnywhereItIsCarriedOnToTheSameEnd) {
  policy_ = {.attempts = 1000, .first_delay_ms = 1, .longest_delay_ms = 1};
  RandomKills killer(3, std::chrono::milliseconds(2));
  const auto mark = [this](const std::string& name) {
    return [this, name](const StepView& view) {
      // Idempotent: a file a step, written as a whole.
      std::ofstream(temporary_.path() + "/" + view.run_id() + "-" + name) << name;
      std::this_thread::sleep_for(std::chrono::microseconds(300));
      return name;
    };
  };
  LinearWorkflow workflow{"load", {}};
  for (int i = 0; i < 6; ++i) workflow.steps.push_back({"s" + std::to_string(i), mark(std::to_string(i))});
  const auto carry_on = [&](const std::string& id) {
    const auto ledger = OpenSqliteLedger(path());
    MachineClock clock(std::stop_token{});
    Engine engine(*ledger, clock, policy_, 1, {});
    if (auto run = UnfinishedRun(*ledger, "load")) {
      engine.CarryOn(workflow, std::move(*run));
    } else if (ledger->workflows().Recent("load", 1).empty() || ledger->workflows().Recent("load", 1)[0].id != id) {
      engine.Start(workflow, id, "");
    }
  };
  ledger_.reset();
  for (int round = 0; round < 20; ++round) {
    const std::string id = "r" + std::to_string(round);
    for (int attempt = 0; attempt < 4; ++attempt) {
      ASSERT_NO_FATAL_FAILURE(killer.RunAndKill([&] { carry_on(id); }));
    }
    carry_on(id);
    const auto ledger = OpenSqliteLedger(path());
    const WorkflowRun run = ledger->workflows().Recent("load", 1).at(0);
    ASSERT_EQ(run.state, WorkflowState::kDone) << States(run);
    ASSERT_EQ(run.id, id);
    for (int i = 0; i < 6; ++i) {
      ASSERT_EQ(run.steps[static_cast<size_t>(i)].result, std::to_string(i));
      ASSERT_TRUE(std::filesystem::exists(temporary_.path() + "/" + id + "-" + std::to_string(i)));
    }
  }
  EXPECT_EQ(OpenSqliteLedger(path())->workflows().Recent("load", 100).size(), 20U) << "no run is begun twice";
  EXPECT_GT(killer.kills(), 20);
  std::cout << "processes killed: " << killer.kills() << "\n";
}

}  // namespace
}  // namespace millrace
