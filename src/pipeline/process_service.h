// What `millrace run` does all day: process whenever the schedule says so.
#pragma once

#include "workflow/scheduler.h"

#include "pipeline/process_workflow.h"

namespace millrace {

// Carries on what an earlier start left, then runs at each time of the schedule, one run after the other, until the
// clock stops or the schedule has no time left. While a run is parked, times pass with a warning until somebody lets it
// be tried again. Throws what the ledger and a faulty raw folder throw outside of a run.
void RunOnSchedule(ProcessRunner& runner, Scheduler& scheduler);

}  // namespace millrace
