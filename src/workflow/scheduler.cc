#include "workflow/scheduler.h"

#include <utility>

#include "core/time.h"

namespace millrace {

Scheduler::Scheduler(Ledger& ledger, Clock& clock, Schedule schedule, const TimeZone& zone, std::string workflow,
                     int64_t fence)
    : ledger_(ledger),
      clock_(clock),
      schedule_(std::move(schedule)),
      zone_(zone),
      lease_{.name = WorkflowLease(workflow), .fence = fence} {
  const int64_t now = clock_.NowNs() / kNanosecondsPerSecond;
  const auto known = ledger_.schedules().Find(workflow);
  if (known && known->expression == schedule_.text && known->time_zone == zone_.name()) {
    state_ = *known;
    return;
  }
  const bool rate = std::holds_alternative<RateExpression>(schedule_.rule);
  state_ = {.name = std::move(workflow),
            .expression = schedule_.text,
            .time_zone = zone_.name(),
            .anchor = now,
            .handled = rate ? now - 1 : now};
  ledger_.schedules().Save(state_, lease_);
}

std::optional<int64_t> Scheduler::Next() const {
  return NextRun(schedule_, zone_, state_.anchor, state_.handled);
}

void Scheduler::Handled(int64_t until) {
  state_.handled = until;
  ledger_.schedules().Save(state_, lease_);
}

}  // namespace millrace
