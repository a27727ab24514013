// The steps of a FaultPlan that an operation of the ledger takes. A change has one before it and one after: a commit
// that is reported as failed may have happened.
#pragma once

#include "core/testing/fault_plan.h"

namespace millrace {

class LedgerFaults {
 public:
  explicit LedgerFaults(FaultPlan& plan) : plan_(plan) {}
  template <typename Action>
  void Change(const char* operation, Action action) {
    plan_.Step(operation, "ledger");
    action();
    plan_.Step(operation, "ledger (done)");
  }
  template <typename Action>
  auto Read(const char* operation, Action action) {
    plan_.Step(operation, "ledger");
    return action();
  }

 private:
  FaultPlan& plan_;
};

}  // namespace millrace
