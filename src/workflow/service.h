// Carries out the runs of one workflow, one after the other: those that an earlier process left, those that others
// started, and those of its schedule. Several services run side by side, each in a thread of its own with its own
// ledger, under the lease of its workflow. Not thread-safe.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "workflow/engine.h"
#include "workflow/scheduler.h"

namespace millrace {

class WorkflowService {
 public:
  // Nothing is owned. `new_id` gives the id of a run that begins at this time.
  WorkflowService(const Workflow& workflow, EngineParts parts, std::function<std::string(int64_t now_ns)> new_id)
      : workflow_(workflow), parts_(std::move(parts)), engine_(parts_), new_id_(std::move(new_id)) {}

  // Carries on the oldest unfinished run, or starts one if Workflow::begin says so. Otherwise does nothing, records
  // nothing and returns null. Returns a parked run unchanged: while it is parked, no other one begins.
  std::optional<WorkflowRun> Tick();
  // Carries on all unfinished runs, but none that comes after a parked one.
  void CarryOnAll();

  // Carries on what is unfinished, then runs at each time of the schedule, until the clock stops or the schedule has no
  // more times; without a schedule until the clock stops. While a run is parked, each time prints a warning, until the
  // run is retried. Throws errors of the ledger.
  void Serve(Scheduler* schedule);

 private:
  void RunNow(Scheduler& schedule);
  void WaitForWork(std::optional<int64_t> time_ns);
  bool HasWork();
  void Say(const std::string& text) const;
  void Idle(const std::string& text) const;
  void Warn(const std::string& text) const;

  const Workflow& workflow_;
  const EngineParts parts_;
  Engine engine_;
  const std::function<std::string(int64_t)> new_id_;
};

// Why a run is parked, or what its last attempt failed with; empty: nothing failed.
std::string ErrorOf(Ledger& ledger, std::string_view run_id);

}  // namespace millrace
