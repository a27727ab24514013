#include "workflow/engine.h"

#include <atomic>
#include <set>
#include <thread>

#include "workflow/retry.h"
#include "workflow/testing/workflow_fixture.h"

#include "core/testing/eventually.h"

namespace millrace {
namespace {

constexpr int64_t kMs = 1'000'000;
constexpr int64_t kSecond = 1'000'000'000;

class EngineTest : public WorkflowFixture {};

TEST_F(EngineTest, StepsRunInOrderAndSeeEarlierResults) {
  results_["a"] = {"7"};
  Workflow load = Make({Call("a", "", "n"), Call("b"), Call("c")});
  load.functions["b"] = [](const TaskContext& context) {
    EXPECT_EQ(context.run_id, "r1");
    EXPECT_EQ(context.data.Number("n"), 7);
    EXPECT_EQ(context.data.Text("from"), "input");
    return TaskResult{.output = "1", .report = R"({"rows":3})"};
  };
  const WorkflowRun run = MakeEngine().Start(load, "r1", StateData(R"({"from":"input"})"));
  EXPECT_EQ(run.state, WorkflowState::kDone);
  EXPECT_EQ(run.finished_ns, clock_.now_ns);
  EXPECT_EQ(Calls(), (Texts{"a", "c"}));
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(History(), "a done, b done, c done");
  EXPECT_EQ(ledger_->workflows().Attempts("r1", 9).at(1).report, R"({"rows":3})");
  EXPECT_EQ(ledger_->workflows().Branches("r1").at(0).data, R"({"from":"input","n":7})") << "b names no key";
  EXPECT_FALSE(UnfinishedRun(*ledger_, "load"));
}

TEST_F(EngineTest, FailedStepIsTriedAgainAfterGrowingDelays) {
  failures_["b"] = 2;
  MakeEngine().Start(Make({Call("a"), Call("b"), Call("c")}), "r1", {});
  EXPECT_EQ(Calls(), (Texts{"a", "b", "b", "b", "c"})) << "what is done is not done again";
  EXPECT_EQ(History(), "a done, b failed: no disk, b failed: no disk, b done, c done");
  EXPECT_EQ(warnings_, (Texts{"load r1, step b, attempt 1 of 3 failed: no disk; retrying in 1s",
                              "load r1, step b, attempt 2 of 3 failed: no disk; retrying in 2s"}));
  EXPECT_EQ(clock_.waited_ns, 3 * kSecond);
}

TEST_F(EngineTest, LastFailureParksUntilSomebodyRetries) {
  failures_["b"] = 4;
  const Workflow load = Make({Call("a"), Call("b"), Call("c")});
  const WorkflowRun parked = MakeEngine().Start(load, "r1", {});
  EXPECT_EQ(States(), "parked at b:3");
  EXPECT_EQ(parked.finished_ns, 0);
  EXPECT_EQ(warnings_.back(), "load r1, step b, attempt 3 of 3 failed: no disk; parked until `millrace retry`");
  MakeEngine().CarryOn(load, *UnfinishedRun(*ledger_, "load"));
  EXPECT_EQ(States(), "parked at b:3") << "it stays parked";
  EXPECT_TRUE(ledger_->workflows().RetryParked("r1"));
  MakeEngine().CarryOn(load, Stored());
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(Calls(), (Texts{"a", "b", "b", "b", "b", "b", "c"}));
  EXPECT_EQ(ledger_->workflows().Attempts("r1", 99).size(), 7U) << "the history has those before the retry, too";
}

TEST_F(EngineTest, WhatWaitingDoesNotHealParksAtOnce) {
  const auto failing = [&](const std::string& id, auto error) {
    Workflow load = Make({Call("a")});
    load.functions["a"] = [error](const TaskContext&) -> TaskResult { throw error; };
    MakeEngine().Start(load, id, {});
    return States(id);
  };
  EXPECT_EQ(failing("r1", UserError("wrong config")), "parked at a:1");
  EXPECT_EQ(failing("r2", InternalError("bug")), "parked at a:1");
  EXPECT_EQ(failing("r3", std::bad_alloc()), "parked at a:3");
}

TEST_F(EngineTest, RulesDecideByTheNameOfTheError) {
  int attempts = 0;
  Workflow load = Make({{.name = "merge",
                         .action = Task{.function = "merge",
                                        .retry = {{.errors = {"Conflict"}, .retries = 5, .first_delay_ms = 10}},
                                        .catches = {{.errors = {"Poisoned"}, .next = "split", .result = "error"}}}},
                        Call("after", "end"),
                        Call("split")});
  load.functions["merge"] = [&](const TaskContext&) -> TaskResult {
    if (++attempts < 4) throw TaskError("Conflict", "busy");
    throw TaskError("Poisoned", "file 7 " + std::string(900, 'x'));
  };
  MakeEngine().Start(load, "r1", {});
  EXPECT_EQ(attempts, 4);
  EXPECT_EQ(Calls(), Texts{"split"});
  EXPECT_EQ(States(), "done at end");
  const StateData data(ledger_->workflows().Branches("r1").at(0).data);
  EXPECT_EQ(data.Text("error.Error"), "Poisoned");
  EXPECT_TRUE(data.Text("error.Cause")->starts_with("file 7 xxx"));
  EXPECT_TRUE(warnings_.back().ends_with("; going on at step split")) << warnings_.back();
}

TEST_F(EngineTest, AttemptEndsAtItsTimeLimit) {
  Workflow load = Make({{.name = "a", .action = Task{.function = "a", .time_limit_s = 60, .retry = Retry()}}});
  load.functions["a"] = [&](const TaskContext& context) -> TaskResult {
    clock_.Pass(59 * kSecond);
    EXPECT_FALSE(context.stop.stop_requested());
    if (context.attempt == 3) return {};
    clock_.Pass(1 * kSecond);
    EXPECT_TRUE(context.stop.stop_requested());
    throw SystemError("cancelled");
  };
  MakeEngine().Start(load, "r1", {});
  EXPECT_EQ(History(), "a failed: not done within 1m: cancelled, a failed: not done within 1m: cancelled, a done");
}

TEST_F(EngineTest, PollingConsumesNoAttempts) {
  results_["ask"] = {R"({"done":false,"wait_s":10})", R"({"done":false,"wait_s":10})", R"({"done":false,"wait_s":40})",
                     R"({"done":true})"};
  failures_["ask"] = 2;
  MakeEngine().Start(
      Make({Call("submit"),
            Call("ask", "", "poll"),
            {.name = "is_done", .action = Choice{{{.path = "poll.done", .value = true, .next = "after"}}}},
            {.name = "wait", .action = Wait{.seconds_path = "poll.wait_s"}, .next = "ask"},
            Call("after")}),
      "r1", {});
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(clock_.waited_ns, (3 + 60) * kSecond) << "two retries, and three waits";
  EXPECT_EQ(Calls().size(), 8U);
}

TEST_F(EngineTest, ChoiceComparesTheData) {
  const StateData data(R"({"n":5,"text":"a","yes":true,"none":null})");
  const auto taken = [&](ChoiceRule rule) {
    static int number = 0;
    const std::string id = "c" + std::to_string(++number);
    rule.next = "yes";
    const size_t before = Calls().size();
    MakeEngine().Start(
        Make({{.name = "choose", .action = Choice{{rule}}, .next = "no"}, Call("yes", "end"), Call("no")}), id, data);
    return Calls().size() > before ? Calls().back() : States(id);
  };
  EXPECT_EQ(taken({.path = "n", .value = int64_t{5}}), "yes");
  EXPECT_EQ(taken({.path = "n", .value = int64_t{4}}), "no");
  EXPECT_EQ(taken({.path = "n", .comparison = ChoiceComparison::kLess, .value = int64_t{6}}), "yes");
  EXPECT_EQ(taken({.path = "n", .comparison = ChoiceComparison::kLess, .value = int64_t{5}}), "no");
  EXPECT_EQ(taken({.path = "n", .comparison = ChoiceComparison::kGreater, .value = int64_t{4}}), "yes");
  EXPECT_EQ(taken({.path = "n", .comparison = ChoiceComparison::kGreater, .value = int64_t{5}}), "no");
  EXPECT_EQ(taken({.path = "n", .value = "5"}), "no");
  EXPECT_EQ(taken({.path = "text", .value = "a"}), "yes");
  EXPECT_EQ(taken({.path = "yes", .value = true}), "yes");
  EXPECT_EQ(taken({.path = "yes", .value = false}), "no");
  EXPECT_EQ(taken({.path = "none", .value = "a"}), "no");
  EXPECT_EQ(taken({.path = "none", .comparison = ChoiceComparison::kPresent, .value = true}), "yes");
  EXPECT_EQ(taken({.path = "x", .comparison = ChoiceComparison::kPresent, .value = false}), "yes");
  EXPECT_EQ(taken({.path = "x", .value = "a"}), "parked at choose:0");
}

TEST_F(EngineTest, StopWhileWaitingKeepsTheTimeOfTheNextAttempt) {
  clock_.stop_while_waiting = true;
  failures_["b"] = 1;
  const Workflow load = Make({Call("a"), Call("b"), Call("c")});
  MakeEngine().Start(load, "r1", {});
  EXPECT_EQ(States(), "waiting at b:1");
  const int64_t next = ledger_->workflows().Branches("r1").at(0).wake_ns;
  EXPECT_GT(next, clock_.now_ns);
  clock_.stopping = clock_.stop_while_waiting = false;
  MakeEngine().CarryOn(load, Stored());
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(clock_.now_ns, next);
}

TEST_F(EngineTest, WaitGoesOnWhereItWas) {
  clock_.stop_while_waiting = true;
  const Workflow load = Make({{.name = "wait", .action = Wait{.seconds = 100}}, Call("a")});
  MakeEngine().Start(load, "r1", {});
  EXPECT_EQ(States(), "waiting at wait:1");
  clock_.stopping = clock_.stop_while_waiting = false;
  clock_.now_ns += 60 * kSecond;
  MakeEngine().CarryOn(load, Stored());
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(clock_.waited_ns, 40 * kSecond);
}

TEST_F(EngineTest, ClockThatIsSetBackProlongsNoWait) {
  clock_.stop_while_waiting = true;
  const Workflow load = Make({{.name = "wait", .action = Wait{.seconds = 100}}, Call("a")});
  MakeEngine().Start(load, "r1", {});
  clock_.stopping = clock_.stop_while_waiting = false;
  clock_.now_ns -= 86'400 * kSecond;
  MakeEngine().CarryOn(load, Stored());
  EXPECT_EQ(clock_.waited_ns, 100 * kSecond);
}

TEST_F(EngineTest, BrokenOffAttemptDoesNotCount) {
  on_call_["a"] = [&] {
    clock_.stopping = true;
    throw SystemError("told to stop");
  };
  MakeEngine().Start(Make({Call("a")}), "r1", {});
  EXPECT_EQ(States(), "waiting at a:0");
  EXPECT_EQ(History(), "a stopped: told to stop");
  EXPECT_TRUE(warnings_.empty());
}

TEST_F(EngineTest, AttemptIsToldToBeAbandoned) {
  std::stop_source stop;
  Workflow load = Make({Call("a")});
  load.functions["a"] = [&](const TaskContext& context) -> TaskResult {
    stop.request_stop();
    EXPECT_TRUE(context.stop.stop_requested());
    clock_.stopping = true;
    throw SystemError("abandoned");
  };
  Engine({.ledger = *ledger_, .clock = clock_, .lease = {.name = WorkflowLease("load")}, .stop = stop.get_token()})
      .Start(load, "r1", {});
  EXPECT_EQ(States(), "waiting at a:0");
}

TEST_F(EngineTest, StepThatKillsItsProcessIsParkedToo) {
  ledger_->workflows().Add({.id = "r1", .workflow = "load", .started_ns = 5, .input = "{}"});
  const WorkflowAttempt attempt{.visit = 1, .attempt = 3, .step = "a", .started_ns = 7};
  ledger_->workflows().Save(
      "r1", {.step = "a", .state = WorkflowState::kRunning, .data = "{}", .visits = 1, .attempts = 3, .started_ns = 7},
      &attempt, {.name = WorkflowLease("load")});
  MakeEngine().CarryOn(Make({Call("a"), Call("b")}), Stored());
  EXPECT_EQ(States(), "parked at a:3");
  EXPECT_EQ(History(), "a failed: its process was interrupted");
  EXPECT_TRUE(Calls().empty());
}

TEST_F(EngineTest, DataThatGrowTooLongParkTheRun) {
  results_["a"] = {"\"" + std::string(2000, 'x') + "\""};
  MakeEngine().Start(Make({Call("a", "", "text")}), "r1", {});
  EXPECT_EQ(States(), "parked at a:1");
  EXPECT_TRUE(History().starts_with("a failed: the data of a workflow exceed 1024 bytes: ")) << History();
}

TEST_F(EngineTest, ChangedDefinitionGoesOnAtTheStepOfTheSameName) {
  failures_["b"] = 3;
  MakeEngine().Start(Make({Call("a"), Call("b"), Call("c")}), "r1", StateData(R"({"x":1})"));
  ledger_->workflows().RetryParked("r1");
  const size_t before = Calls().size();
  MakeEngine().CarryOn(Make({Call("new"), Call("b"), Call("d")}), Stored());
  EXPECT_EQ(Calls().size(), before + 2);
  EXPECT_EQ(Calls().back(), "d");
  EXPECT_EQ(States(), "done at end");
}

TEST_F(EngineTest, RunWhoseStepIsGoneStartsAgainAndSaysSo) {
  failures_["b"] = 3;
  results_["a"] = {"1"};
  MakeEngine().Start(Make({Call("a", "", "n"), Call("b")}), "r1", StateData(R"({"x":1})"));
  ledger_->workflows().RetryParked("r1");
  warnings_.clear();
  MakeEngine().CarryOn(Make({Call("c"), Call("a")}), Stored());
  EXPECT_EQ(warnings_, Texts{"load r1, step b is not part of the workflow any more; starting again at step c"});
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(Calls(), (Texts{"a", "b", "b", "b", "c", "a"}));
  EXPECT_EQ(ledger_->workflows().Branches("r1").at(0).data, R"({"x":1})") << "with the data that it began with";
}

TEST_F(EngineTest, StepThatBecameAnotherKindIsDoneAsThatKind) {
  failures_["b"] = 3;
  MakeEngine().Start(Make({Call("a"), Call("b")}), "r1", {});
  ledger_->workflows().RetryParked("r1");
  MakeEngine().CarryOn(Make({Call("a"), {.name = "b", .action = Parallel{{{.name = "x", .steps = {Call("bx")}}}}}}),
                       Stored());
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(Calls().back(), "bx");
}

// A process that was presumed dead goes on, while another one holds the lease by now.
TEST_F(EngineTest, LateEngineSavesNothing) {
  LeaseStore& leases = ledger_->leases();
  const ProcessIdentity owner{.host = "h", .boot_id = "b", .pid = 1, .started = 2};
  const std::string name = WorkflowLease("load");
  const int64_t old = leases.Take(leases.Find(name), owner, 5).value();
  on_call_["b"] = [&] {
    leases.GiveBack(name, old);
    leases.Take(leases.Find(name), owner, 6);
  };
  Engine engine({.ledger = *ledger_, .clock = clock_, .lease = {name, old}});
  EXPECT_THROW(engine.Start(Make({Call("a"), Call("b"), Call("c")}), "r1", {}), SystemError);
  EXPECT_EQ(States(), "running at b:1");
  EXPECT_EQ(Calls().back(), "b");
}

TEST(RetryDelay, GrowsUpToALimit) {
  RetryRule rule{.first_delay_ms = 1000, .backoff = 2, .longest_delay_ms = 10'000, .jitter = false};
  const int64_t expected[] = {1000, 2000, 4000, 8000, 10'000, 10'000};
  for (int attempts = 1; attempts <= 6; ++attempts) {
    EXPECT_EQ(RetryDelayMs(rule, attempts, "r"), expected[attempts - 1]);
  }
  rule.backoff = 1.5;
  EXPECT_EQ(RetryDelayMs(rule, 3, "r"), 2250);
  EXPECT_EQ(RetryDelayMs(rule, 1000, "r"), 10'000);
}

TEST(RetryDelay, WithJitterDependsOnTheRunAlone) {
  const RetryRule rule{.first_delay_ms = 1000, .longest_delay_ms = 1000};
  std::set<int64_t> seen;
  for (int run = 0; run < 200; ++run) {
    const std::string name = "r" + std::to_string(run);
    const int64_t delay = RetryDelayMs(rule, 1, name);
    EXPECT_GE(delay, 500);
    EXPECT_LE(delay, 1000);
    EXPECT_EQ(RetryDelayMs(rule, 1, name), delay);
    seen.insert(delay);
  }
  EXPECT_GT(seen.size(), 100U);
}

TEST(MachineClockTest, StopEndsAWait) {
  std::stop_source stop;
  MachineClock clock(stop.get_token());
  EXPECT_TRUE(clock.WaitUntil(clock.NowNs() - 1));
  EXPECT_TRUE(clock.WaitUntil(0));
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    stop.request_stop();
  });
  EXPECT_FALSE(clock.WaitUntil(clock.NowNs() + 3600 * 1000 * kMs));
  EXPECT_TRUE(clock.Stopping());
  EXPECT_FALSE(clock.WaitUntil(0));
  stopper.join();
}

TEST(MachineClockTest, AlarmRingsOnceUnlessItIsDestroyed) {
  MachineClock clock(std::stop_token{});
  std::atomic<int> rung = 0;
  {
    const auto alarm = clock.RingAfter(3600 * kSecond, [&] { ++rung; });
    const auto soon = clock.RingAfter(1, [&] { ++rung; });
    Eventually([&] { return rung > 0; });
  }
  EXPECT_EQ(rung, 1);
}

}  // namespace
}  // namespace millrace
