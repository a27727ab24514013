// Runs a job whenever its schedule says so, one after the other. How far the schedule is lies in the ledger: a time
// that passed while nobody ran the scheduler, or while the job was still at work, gives one run at once, however many
// such times there were. The schedule begins when it is first seen, and anew when its expression or zone changes: a
// rate with a run at once, a cron expression with its next time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "workflow/clock.h"
#include "workflow/schedule.h"

#include "ledger/ledger.h"

namespace millrace {

class Scheduler {
 public:
  // Nothing is owned. `name` is the schedule's in the ledger.
  Scheduler(Ledger& ledger, Clock& clock, Schedule schedule, const TimeZone& zone, std::string name);

  // Seconds since the epoch of the run that is due or comes next; null when there is none any more.
  std::optional<int64_t> Next() const;
  // The run that was due at this instant has been seen to: every time up to it is over.
  void Handled(int64_t until);

 private:
  Ledger& ledger_;
  Clock& clock_;
  Schedule schedule_;
  TimeZone zone_;
  ScheduleState state_;
};

}  // namespace millrace
