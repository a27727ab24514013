// Parallel branches, maps and runs of other workflows.
#include <algorithm>
#include <barrier>

#include "workflow/engine.h"
#include "workflow/testing/workflow_fixture.h"

namespace millrace {
namespace {

class RunPartsTest : public WorkflowFixture {
 protected:
  static Step Tables(std::vector<CatchRule> catches = {}) {
    return {.name = "tables",
            .action = Parallel{.branches = {{.name = "events", .steps = {Call("e1"), Call("e2")}},
                                            {.name = "users", .steps = {Call("u1")}}},
                               .catches = std::move(catches)}};
  }
  static Step Each(int concurrency = 1) {
    return {.name = "each",
            .action = Map{.items = "batches",
                          .item = "item",
                          .pass = {"app"},
                          .concurrency = concurrency,
                          .body = {.name = "batch", .steps = {Call("load"), Call("note")}}}};
  }
  static StateData Batches(const std::string& list) { return StateData(R"({"app":"a","x":1,"batches":)" + list + "}"); }
  Texts Sorted() {
    Texts calls = Calls();
    std::ranges::sort(calls);
    return calls;
  }
};

TEST_F(RunPartsTest, BranchesRunSideBySide) {
  // Each waits for the other: one after the other they would never end.
  std::barrier meeting(2);
  on_call_["e1"] = on_call_["u1"] = [&] { meeting.arrive_and_wait(); };
  MakeEngine().Start(Make({Tables(), Call("after")}), "r1", StateData(R"({"x":1})"));
  EXPECT_EQ(Sorted(), (Texts{"after", "e1", "e2", "u1"}));
  EXPECT_EQ(Calls().back(), "after");
  EXPECT_EQ(States(), "done at end") << "the branches are forgotten";
  EXPECT_EQ(ledger_->workflows().Attempts("r1", 9).size(), 4U) << "their attempts are not";
}

TEST_F(RunPartsTest, ParkedBranchLetsTheOthersEndAndIsRetriedAlone) {
  failures_["u1"] = 3;
  const Workflow load = Make({Tables(), Call("after")});
  MakeEngine().Start(load, "r1", {});
  EXPECT_EQ(States(), "parked at tables:0, tables#1/events done at end, tables#1/users parked at u1:3");
  EXPECT_EQ(ledger_->workflows().Branches("r1").at(0).error, "tables/users/u1: no disk");
  EXPECT_EQ(warnings_.back(), "load r1, step tables: tables/users/u1: no disk; parked until `millrace retry`");
  EXPECT_EQ(warnings_.at(0), "load r1, step tables/users/u1, attempt 1 of 3 failed: no disk; retrying in 1s");
  EXPECT_TRUE(ledger_->workflows().RetryParked("r1"));
  MakeEngine().CarryOn(load, Stored());
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(Sorted(), (Texts{"after", "e1", "e2", "u1", "u1", "u1", "u1"}));
}

TEST_F(RunPartsTest, ParkedBranchCanBeCaught) {
  failures_["u1"] = 3;
  MakeEngine().Start(Make({Tables({{.next = "sorry", .result = "error"}}), Call("after", "end"), Call("sorry")}), "r1",
                     {});
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(Calls().back(), "sorry");
  const StateData data(ledger_->workflows().Branches("r1").at(0).data);
  EXPECT_EQ(data.Text("error.Error"), kPartFailed);
  EXPECT_EQ(data.Text("error.Cause"), "tables/users/u1: no disk");
}

TEST_F(RunPartsTest, StoppedBranchesGoOnWhereTheyWere) {
  on_call_["e1"] = [&] { clock_.stopping = true; };
  failures_["u1"] = 0;
  const Workflow load = Make({Tables(), Call("after")});
  MakeEngine().Start(load, "r1", {});
  EXPECT_EQ(Stored().state, WorkflowState::kWaiting);
  on_call_.clear();
  clock_.stopping = false;
  MakeEngine().CarryOn(load, Stored());
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(Sorted(), (Texts{"after", "e1", "e2", "u1"})) << "nothing twice";
}

TEST_F(RunPartsTest, BranchWhoseStepIsGoneStartsAgainAlone) {
  failures_["e2"] = failures_["u1"] = 3;
  MakeEngine().Start(Make({Tables()}), "r1", {});
  ledger_->workflows().RetryParked("r1");
  warnings_.clear();
  MakeEngine().CarryOn(Make({{.name = "tables",
                              .action = Parallel{.branches = {{.name = "events", .steps = {Call("e0"), Call("e3")}},
                                                              {.name = "users", .steps = {Call("u0"), Call("u1")}},
                                                              {.name = "items", .steps = {Call("i1")}}}}}}),
                       Stored());
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(warnings_, Texts{"load r1, step tables/events/e2 is not part of the workflow any more; starting again at "
                             "step e0"});
  EXPECT_EQ(Sorted(), (Texts{"e0", "e1", "e2", "e2", "e2", "e3", "i1", "u1", "u1", "u1", "u1"}));
}

TEST_F(RunPartsTest, MapRunsItsItemsInOrder) {
  Workflow load = Make({Each(), Call("after")});
  load.functions["note"] = [&](const TaskContext& context) -> TaskResult {
    EXPECT_EQ(context.data.Only({"app", "x", "batches"}).json(), R"({"app":"a"})") << "only what is passed";
    return {};
  };
  MakeEngine().Start(load, "r1", Batches(R"([11,"b",{"id":3}])"));
  EXPECT_EQ(Calls(), (Texts{"load:11", "load:\"b\"", "load:{\"id\":3}", "after"}));
  EXPECT_EQ(States(), "done at end");
}

TEST_F(RunPartsTest, MapOfNothingIsDone) {
  MakeEngine().Start(Make({Each(), Call("after")}), "r1", Batches("[]"));
  EXPECT_EQ(Calls(), Texts{"after"});
  MakeEngine().Start(Make({Each()}), "r2", {});
  EXPECT_EQ(States("r2"), "parked at each:0") << "no list is a bug";
}

TEST_F(RunPartsTest, MapRunsSeveralItemsAtATime) {
  std::barrier meeting(3);
  on_call_["load"] = [&] { meeting.arrive_and_wait(); };
  MakeEngine().Start(Make({Each(3)}), "r1", Batches("[1,2,3,4,5,6]"));
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(Calls().size(), 12U);
}

TEST_F(RunPartsTest, ParkedItemKeepsFurtherItemsFromBeginning) {
  failures_["note"] = 3;
  const Workflow load = Make({Each()});
  MakeEngine().Start(load, "r1", Batches("[1,2]"));
  EXPECT_EQ(States(), "parked at each:0, each#1/0 parked at note:3");
  ledger_->workflows().RetryParked("r1");
  MakeEngine().CarryOn(load, Stored());
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(Calls(), (Texts{"load:1", "note:1", "note:1", "note:1", "note:1", "load:2", "note:2"}));
}

// A loop over pages of batches: each visit of the map has branches of its own.
TEST_F(RunPartsTest, BatchesAreListedStepByStep) {
  const Workflow load = Make({Call("list", "", "batches"),
                              Each(),
                              Call("more", "", "more"),
                              {.name = "is_more", .action = Choice{{{.path = "more", .value = true, .next = "list"}}}},
                              Call("after")});
  results_["list"] = {"[1,2]", "[3]", "[]"};
  results_["more"] = {"true", "true", "false"};
  MakeEngine().Start(load, "r1", {});
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(Calls().size(), 3 + 3 + 6 + 1U);
}

class OtherRunTest : public RunPartsTest {
 protected:
  static Step Models(bool awaited) {
    return {.name = "models",
            .action = Task{.workflow = "model", .awaited = awaited, .pass = {"app"}, .result = "models"}};
  }
  std::string OtherOf(const std::string& id = "r1") {
    return StateData(ledger_->workflows().Branches(id).at(0).data).Text("models").value();
  }
};

TEST_F(OtherRunTest, AwaitedRunIsCarriedOutWhenNobodyElseDoes) {
  others_["model"] = Make({Call("m1"), Call("m2")}, "model");
  MakeEngine().Start(Make({Call("a"), Models(true), Call("b")}), "r1", StateData(R"({"app":"shop","x":1})"));
  EXPECT_EQ(Calls(), (Texts{"a", "m1", "m2", "b"}));
  EXPECT_EQ(States(), "done at end");
  const WorkflowRun other = Stored(OtherOf());
  EXPECT_EQ(other.state, WorkflowState::kDone);
  EXPECT_EQ(other.parent, "r1");
  EXPECT_EQ(other.input, R"({"app":"shop"})");
  EXPECT_FALSE(ledger_->leases().Find(WorkflowLease("model")).held) << "given back";
}

TEST_F(OtherRunTest, AwaitedRunIsCarriedOutByTheHolderOfItsLease) {
  // Here by nobody known to this engine: the run ends while the engine waits.
  const Workflow model = Make({Call("m1")}, "model");
  int polls = 0;
  struct PollingClock : public FakeClock {
    std::function<void()> on_wait;
    bool WaitUntil(int64_t time_ns) override {
      if (time_ns > now_ns && on_wait) on_wait();
      return FakeClock::WaitUntil(time_ns);
    }
  } clock;
  clock.on_wait = [&] {
    if (++polls == 5) MakeEngine(*ledger_, "model").CarryOn(model, *UnfinishedRun(*ledger_, "model"));
  };
  Engine({.ledger = *ledger_, .clock = clock, .lease = {.name = WorkflowLease("load")}})
      .Start(Make({Models(true), Call("b")}), "r1", {});
  EXPECT_EQ(Calls(), (Texts{"m1", "b"}));
  EXPECT_EQ(polls, 5);
  EXPECT_EQ(States(), "done at end");
}

TEST_F(OtherRunTest, ParkedOtherRunParksAndBothAreRetried) {
  others_["model"] = Make({Call("m1")}, "model");
  failures_["m1"] = 3;
  const Workflow load = Make({Models(true), Call("b")});
  MakeEngine().Start(load, "r1", {});
  EXPECT_EQ(States(), "parked at models:1");
  const std::string other = UnfinishedRun(*ledger_, "model")->id;
  EXPECT_EQ(ledger_->workflows().Branches("r1").at(0).error, "run " + other + " of workflow model is parked");
  for (const WorkflowRun& run : ledger_->workflows().Unfinished("", 9)) ledger_->workflows().RetryParked(run.id);
  MakeEngine().CarryOn(load, Stored());
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(Stored(other).state, WorkflowState::kDone);
  EXPECT_EQ(ledger_->workflows().Recent("model", 9).size(), 1U) << "no second one";
}

TEST_F(OtherRunTest, RunThatIsOnlyStartedIsNotWaitedFor) {
  others_["model"] = Make({Call("m1")}, "model");
  MakeEngine().Start(Make({Models(false), Call("b")}), "r1", StateData(R"({"app":"shop"})"));
  EXPECT_EQ(Calls(), Texts{"b"});
  EXPECT_EQ(States(), "done at end");
  EXPECT_EQ(Stored(OtherOf()).state, WorkflowState::kQueued);
  EXPECT_EQ(UnfinishedRun(*ledger_, "model")->id, OtherOf());
}

TEST_F(OtherRunTest, RunsThatHaveNotBegunBecomeOne) {
  const Workflow load = Make({Models(false)});
  MakeEngine().Start(load, "r1", StateData(R"({"app":"a"})"));
  MakeEngine().Start(load, "r2", StateData(R"({"app":"b"})"));
  MakeEngine().Start(load, "r3", StateData(R"({"app":"a"})"));
  EXPECT_EQ(ledger_->workflows().Recent("model", 9).size(), 2U);
  EXPECT_EQ(OtherOf("r3"), OtherOf("r1"));
  ledger_->workflows().Save(OtherOf(), {.step = "m", .state = WorkflowState::kRunning, .data = "{}"}, nullptr,
                            {.name = WorkflowLease("model")});
  MakeEngine().Start(load, "r4", StateData(R"({"app":"a"})"));
  EXPECT_EQ(ledger_->workflows().Recent("model", 9).size(), 3U) << "one that has begun may be past what is new";
}

}  // namespace
}  // namespace millrace
