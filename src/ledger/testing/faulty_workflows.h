// The stores of workflows and schedules, failing at the plan's step.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ledger/schedules.h"
#include "ledger/testing/ledger_faults.h"
#include "ledger/workflows.h"

namespace millrace {

class FaultyWorkflows : public WorkflowStore {
 public:
  FaultyWorkflows(WorkflowStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  bool Add(const WorkflowRun& run) override {
    bool added = false;
    faults_.Change("add workflow to", [&] { added = base_.Add(run); });
    return added;
  }
  std::string Ask(const WorkflowRun& run) override {
    std::string id;
    faults_.Change("add workflow to", [&] { id = base_.Ask(run); });
    return id;
  }
  void Save(std::string_view run_id, const WorkflowBranch& branch, const WorkflowAttempt* attempt,
            const LeaseRef& lease) override {
    faults_.Change("save workflow in", [&] { base_.Save(run_id, branch, attempt, lease); });
  }
  void ForgetBranches(std::string_view run_id, std::string_view prefix, const LeaseRef& lease) override {
    faults_.Change("forget branches in", [&] { base_.ForgetBranches(run_id, prefix, lease); });
  }
  bool RetryParked(std::string_view id) override {
    bool retried = false;
    faults_.Change("retry workflow in", [&] { retried = base_.RetryParked(id); });
    return retried;
  }
  std::optional<WorkflowRun> Find(std::string_view id) override {
    return faults_.Read("read workflow of", [&] { return base_.Find(id); });
  }
  std::vector<WorkflowRun> Unfinished(std::string_view workflow, size_t limit) override {
    return faults_.Read("read workflows of", [&] { return base_.Unfinished(workflow, limit); });
  }
  std::vector<WorkflowRun> Recent(std::string_view workflow, size_t limit, size_t offset) override {
    return faults_.Read("read workflows of", [&] { return base_.Recent(workflow, limit, offset); });
  }
  uint64_t Count(std::string_view workflow) override { return base_.Count(workflow); }
  std::vector<WorkflowBranch> Branches(std::string_view run_id) override {
    return faults_.Read("read branches of", [&] { return base_.Branches(run_id); });
  }
  std::vector<WorkflowAttempt> Attempts(std::string_view run_id, size_t limit) override {
    return faults_.Read("read attempts of", [&] { return base_.Attempts(run_id, limit); });
  }
  std::vector<AttemptOfWorkflow> AttemptsBegunIn(int64_t from_ns, int64_t to_ns, size_t limit) override {
    return faults_.Read("read attempts of", [&] { return base_.AttemptsBegunIn(from_ns, to_ns, limit); });
  }
  size_t Prune(int64_t before_ns, size_t limit) override {
    size_t removed = 0;
    faults_.Change("prune workflows in", [&] { removed = base_.Prune(before_ns, limit); });
    return removed;
  }

 private:
  WorkflowStore& base_;
  LedgerFaults faults_;
};

class FaultySchedules : public ScheduleStore {
 public:
  FaultySchedules(ScheduleStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  void Save(const ScheduleState& schedule, const LeaseRef& lease) override {
    faults_.Change("save schedule in", [&] { base_.Save(schedule, lease); });
  }
  std::optional<ScheduleState> Find(std::string_view name) override {
    return faults_.Read("read schedule of", [&] { return base_.Find(name); });
  }

 private:
  ScheduleStore& base_;
  LedgerFaults faults_;
};

}  // namespace millrace
