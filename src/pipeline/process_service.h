// The main loop of `millrace run`: process whenever the schedule says so.
#pragma once

#include "workflow/scheduler.h"

#include "pipeline/process_workflow.h"

namespace millrace {

// Continues what an earlier process left, then runs at each scheduled time, one run after the other, until the clock
// stops or the schedule has no more times. While a run is parked, each time prints a warning, until the run is retried.
// Throws errors of the ledger and of the raw directory that occur outside of a run.
void RunOnSchedule(ProcessRunner& runner, Scheduler& scheduler);

}  // namespace millrace
