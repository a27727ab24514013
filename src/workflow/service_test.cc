// What a service does beside the schedule of its workflow; process_workflow_test.cc has the schedule.
#include "workflow/service.h"

#include <thread>

#include "workflow/testing/workflow_fixture.h"

#include "core/testing/eventually.h"
#include "ledger/held_lease.h"

namespace millrace {
namespace {

class WorkflowServiceTest : public WorkflowFixture {
 protected:
  WorkflowService Service(const Workflow& workflow) {
    return {workflow,
            {.ledger = *ledger_,
             .clock = clock_,
             .lease = {.name = WorkflowLease(workflow.name())},
             .log = [this](const std::string& line) { log_.push_back(line); }},
            [this](int64_t) { return "n" + std::to_string(++ids_); }};
  }
  int ids_ = 0;
};

TEST_F(WorkflowServiceTest, NothingToDoIsNoRun) {
  Workflow load = Make({Call("a")});
  load.begin = [] { return std::nullopt; };
  EXPECT_FALSE(Service(load).Tick());
  EXPECT_TRUE(ledger_->workflows().Recent("", 9).empty());
  EXPECT_FALSE(Service(Make({Call("a")})).Tick()) << "only others start it";
}

TEST_F(WorkflowServiceTest, RunsThatOthersStartedAreDoneInTheirOrder) {
  const Workflow load = Make({Call("a")});
  for (const char* id : {"r1", "r2"}) ledger_->workflows().Add({.id = id, .workflow = "load", .input = "{}"});
  ledger_->workflows().Add({.id = "m1", .workflow = "model", .input = "{}"});
  Service(load).CarryOnAll();
  EXPECT_EQ(Stored("r1").state, WorkflowState::kDone);
  EXPECT_EQ(Stored("r2").state, WorkflowState::kDone);
  EXPECT_EQ(Stored("m1").state, WorkflowState::kQueued) << "of another workflow";
  EXPECT_TRUE(log_.empty()) << "its functions say what they do";
}

TEST_F(WorkflowServiceTest, ParkedRunHoldsThoseBehindIt) {
  failures_["a"] = 3;
  const Workflow load = Make({Call("a")});
  for (const char* id : {"r1", "r2"}) ledger_->workflows().Add({.id = id, .workflow = "load", .input = "{}"});
  Service(load).CarryOnAll();
  EXPECT_EQ(Stored("r1").state, WorkflowState::kParked);
  EXPECT_EQ(Stored("r2").state, WorkflowState::kQueued);
  EXPECT_EQ(ErrorOf(*ledger_, "r1"), "no disk");
  ledger_->workflows().RetryParked("r1");
  Service(load).CarryOnAll();
  EXPECT_EQ(Stored("r2").state, WorkflowState::kDone);
}

TEST_F(WorkflowServiceTest, WithoutAScheduleItWaitsToBeStarted) {
  struct StartingClock : public FakeClock {
    std::function<void()> on_wait;
    bool WaitUntil(int64_t time_ns) override {
      if (time_ns > now_ns && on_wait) on_wait();
      return FakeClock::WaitUntil(time_ns);
    }
  } clock;
  int waits = 0;
  clock.on_wait = [&] {
    if (++waits == 3) ledger_->workflows().Add({.id = "r1", .workflow = "load", .input = "{}"});
    if (waits == 5) clock.stopping = true;
  };
  const Workflow load = Make({Call("a")});
  WorkflowService service(load, {.ledger = *ledger_, .clock = clock, .lease = {.name = WorkflowLease("load")}}, {});
  service.Serve(nullptr);
  EXPECT_EQ(Stored().state, WorkflowState::kDone);
}

TEST_F(WorkflowServiceTest, OldHistoryIsPrunedWhenARunIsDone) {
  Workflow load = Make({Call("a")});
  load.begin = [] { return StateData(); };
  Service(load).Tick();
  clock_.Pass(91 * 86'400 * int64_t{1'000'000'000});
  Service(load).Tick();
  ASSERT_EQ(ledger_->workflows().Recent("", 9).size(), 1U);
  EXPECT_EQ(ledger_->workflows().Recent("", 9)[0].id, "n2");
}

// Two services, each in its thread with its ledger and its lease: the run of one waits for a run of the other.
TEST_F(WorkflowServiceTest, WorkflowsRunSideBySide) {
  ledger_ = OpenSqliteLedger(path());
  std::stop_source stop;
  MachineClock clock(stop.get_token());
  const Workflow load = Make({{.name = "models", .action = Task{.workflow = "model"}}, Call("after")});
  const Workflow model = Make({Call("m1")}, "model");
  const auto serve = [&](const Workflow& workflow) {
    const auto ledger = OpenSqliteLedger(path());
    const HeldLease lease(*ledger, WorkflowLease(workflow.name()), std::chrono::seconds(0), nullptr);
    WorkflowService(workflow,
                    {.ledger = *ledger,
                     .clock = clock,
                     .lease = {.name = WorkflowLease(workflow.name()), .fence = lease.fence()},
                     .others = &others_},
                    {})
        .Serve(nullptr);
  };
  ledger_->workflows().Add({.id = "r1", .workflow = "load", .input = "{}"});
  {
    const std::jthread loads([&] { serve(load); });
    const std::jthread models([&] { serve(model); });
    EXPECT_TRUE(Eventually([&] { return Stored().over(); }));
    stop.request_stop();
  }
  EXPECT_EQ(Stored().state, WorkflowState::kDone);
  EXPECT_EQ(Calls(), (Texts{"m1", "after"}));
  EXPECT_EQ(ledger_->workflows().Recent("model", 9).at(0).state, WorkflowState::kDone);
}

}  // namespace
}  // namespace millrace
