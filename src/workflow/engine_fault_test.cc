// Runs that fail or die at every operation on the ledger, and processes that are really killed.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "workflow/engine.h"
#include "workflow/testing/workflow_fixture.h"

#include "core/testing/kill_fixture.h"
#include "ledger/testing/faulty_ledger.h"

namespace millrace {
namespace {

constexpr int kTurns = 3;

class EngineFaultTest : public WorkflowFixture {
 protected:
  // Each call is a function of the data alone: what was repeated gives the same.
  Workflow Counting(std::vector<Step> steps) {
    Workflow made = Make(std::move(steps));
    if (made.functions.contains("next")) {
      made.functions["next"] = [act = made.functions["next"]](const TaskContext& context) {
        act(context);
        return TaskResult{.output = std::to_string(context.data.Number("n").value_or(0) + 1)};
      };
    }
    return made;
  }
  static std::vector<Step> Loop() {
    return {Call("next", "", "n"),
            Call("load"),
            {.name = "wait", .action = Wait{.seconds = 60}},
            {.name = "is_more",
             .action = Choice{{{.path = "n", .comparison = ChoiceComparison::kLess, .value = kTurns, .next = "next"}}}},
            Call("after")};
  }
  static std::vector<Step> Everything() {
    std::vector<Step> steps = Loop();
    steps.push_back({.name = "tables",
                     .action = Parallel{.branches = {{.name = "events", .steps = {Call("e1"), Call("e2")}},
                                                     {.name = "users", .steps = {Call("u1"), Call("u2")}}}}});
    steps.push_back({.name = "each",
                     .action = Map{.items = "batches",
                                   .item = "item",
                                   .concurrency = 2,
                                   .body = {.name = "batch", .steps = {Call("b1"), Call("b2")}}}});
    steps.push_back({.name = "models", .action = Task{.workflow = "model"}});
    steps.push_back({.name = "scan", .action = Task{.workflow = "scan", .awaited = false}});
    steps.push_back(Call("last"));
    return steps;
  }

  // Starts the workflow with a fault at operation n of the ledger, and carries it on without. Returns how many calls
  // were repeated; null when the fault lay beyond the end.
  std::optional<int> CallsRepeatedAfter(Fault fault, uint64_t n, const std::vector<Step>& steps, size_t visits) {
    calls_of_token_.clear();
    const Workflow load = Counting(steps);
    others_["model"] = Make({Call("m1"), Call("m2")}, "model");
    const auto base = OpenSqliteLedger(":memory:");
    FaultPlan plan(fault, n);
    FaultyLedger faulty(*base, plan);
    const StateData input(R"({"batches":[1,2,3]})");
    try {
      MakeEngine(faulty).Start(load, "r1", input);
    } catch (const SystemError& error) {
      EXPECT_TRUE(plan.fired()) << error.what();
    } catch (const KillSwitch&) {
    }
    if (!base->workflows().Find("r1")) {
      MakeEngine(*base).Start(load, "r1", input);
    } else {
      MakeEngine(*base).CarryOn(load, base->workflows().Find("r1").value());
    }
    EXPECT_EQ(base->workflows().Find("r1")->state, WorkflowState::kDone) << n;
    EXPECT_EQ(calls_of_token_.size(), visits) << "every visit, at operation " << n;
    EXPECT_EQ(base->workflows().Recent("model", 9).size(), base->workflows().Recent("scan", 9).size());
    EXPECT_LE(base->workflows().Recent("scan", 9).size(), 1U) << "started once";
    if (!plan.fired()) return std::nullopt;
    int calls = 0;
    for (const auto& [token, count] : calls_of_token_) calls += count;
    return calls - static_cast<int>(calls_of_token_.size());
  }

  void TryEveryFault(const std::vector<Step>& steps, size_t visits, int repeated_at_most) {
    for (const Fault fault : {Fault::kKill, Fault::kFail}) {
      uint64_t n = 1;
      for (;; ++n) {
        const auto repeated = CallsRepeatedAfter(fault, n, steps, visits);
        if (!repeated) break;
        EXPECT_LE(*repeated, repeated_at_most) << "at operation " << n;
        ASSERT_FALSE(HasFailure()) << "wrong after a fault at operation " << n;
      }
      EXPECT_GT(n, visits * 4) << "the fault plan was not asked";
      std::cout << n - 1 << " faults\n";
    }
  }
};

TEST_F(EngineFaultTest, LoopIsCarriedOnAtItsTurn) {
  TryEveryFault(Loop(), 2 * kTurns + 1, 1);
}

// Two threads: two attempts may be at work.
TEST_F(EngineFaultTest, EveryKindOfStepIsCarriedOn) {
  TryEveryFault(Everything(), 2 * kTurns + 1 + 4 + 6 + 2 + 1, 2);
}

TEST_F(EngineFaultTest, KilledAgainAndAgainItEnds) {
  const auto base = OpenSqliteLedger(":memory:");
  others_["model"] = Make({Call("m1"), Call("m2")}, "model");
  Workflow load = Counting(Everything());
  int processes = 0;
  // Each process gets a little further; all of them use up no attempts that they did not make.
  for (uint64_t operations = 6; processes < 1000; ++processes) {
    FaultPlan plan(Fault::kKill, operations);
    FaultyLedger faulty(*base, plan);
    try {
      const auto run = base->workflows().Find("r1");
      if (run && run->over()) break;
      if (run && run->state == WorkflowState::kParked) base->workflows().RetryParked("r1");
      for (const WorkflowRun& other : base->workflows().Unfinished("model", 1)) base->workflows().RetryParked(other.id);
      if (run) {
        MakeEngine(faulty).CarryOn(load, base->workflows().Find("r1").value());
      } else {
        MakeEngine(faulty).Start(load, "r1", StateData(R"({"batches":[1,2,3]})"));
      }
    } catch (const KillSwitch&) {
    }
    if (processes % 20 == 19) ++operations;
  }
  EXPECT_EQ(base->workflows().Find("r1")->state, WorkflowState::kDone);
  EXPECT_GT(processes, 10);
  EXPECT_EQ(base->workflows().Recent("model", 9).size(), 1U);
}

// Real processes and real kills: functions write a file each.
TEST_F(EngineFaultTest, KilledAnywhereItIsCarriedOnToTheSameEnd) {
  RandomKills killer(3, std::chrono::milliseconds(2));
  const std::vector<RetryRule> retry = {{.retries = 1000, .first_delay_ms = 1, .longest_delay_ms = 1}};
  const auto task = [&](const std::string& name) {
    return Step{.name = name, .action = Task{.function = "mark", .result = name, .retry = retry}};
  };
  Workflow load{.definition = {.name = "load",
                               .steps = {task("s0"),
                                         task("s1"),
                                         {.name = "both",
                                          .action = Parallel{.branches = {{.name = "x", .steps = {task("s2")}},
                                                                          {.name = "y", .steps = {task("s3")}}}}},
                                         {.name = "each",
                                          .action = Map{.items = "items",
                                                        .item = "item",
                                                        .concurrency = 2,
                                                        .body = {.name = "", .steps = {task("s4")}}}},
                                         task("s5")}}};
  load.functions["mark"] = [this](const TaskContext& context) {
    std::string name = context.token;
    std::ranges::replace(name, '/', '-');
    std::ofstream(temporary_.path() + "/mark-" + name) << name;
    std::this_thread::sleep_for(std::chrono::microseconds(300));
    return TaskResult{.output = "1"};
  };
  const auto carry_on = [&](const std::string& id) {
    const auto ledger = OpenSqliteLedger(path());
    MachineClock clock(std::stop_token{});
    Engine engine({.ledger = *ledger, .clock = clock, .lease = {.name = WorkflowLease("load")}});
    if (auto run = ledger->workflows().Find(id)) {
      engine.CarryOn(load, *run);
    } else {
      engine.Start(load, id, StateData(R"({"items":[1,2,3]})"));
    }
  };
  for (int round = 0; round < 15; ++round) {
    const std::string id = "r" + std::to_string(round);
    for (int attempt = 0; attempt < 4; ++attempt) {
      ASSERT_NO_FATAL_FAILURE(killer.RunAndKill([&] { carry_on(id); }));
    }
    carry_on(id);
    ASSERT_EQ(OpenSqliteLedger(path())->workflows().Find(id)->state, WorkflowState::kDone);
  }
  size_t marks = 0;
  for (const auto& file : std::filesystem::directory_iterator(temporary_.path())) {
    marks += file.path().filename().string().starts_with("mark-") ? 1 : 0;
  }
  EXPECT_EQ(marks, 15U * (2 + 2 + 3 + 1)) << "each visit once, under one token";
  EXPECT_EQ(OpenSqliteLedger(path())->workflows().Recent("load", 100).size(), 15U) << "no run is begun twice";
  EXPECT_GT(killer.kills(), 15);
  std::cout << "processes killed: " << killer.kills() << "\n";
}

}  // namespace
}  // namespace millrace
