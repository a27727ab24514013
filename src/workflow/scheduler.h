// Runs a job whenever its schedule says so, one after the other. The ledger records the progress of the schedule. Times
// that passed while no scheduler was running, or while the job was still running, result in one immediate run, however
// many there were. A schedule starts when it is first seen, and again when its expression or zone changes: a rate with
// an immediate run, a cron expression at its next time. Not thread-safe; only one scheduler may use a name at a time.
// Throws SystemError when the ledger fails.
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
  // Nothing is owned. `workflow` identifies the schedule in the ledger; `fence` is the number of its lease.
  Scheduler(Ledger& ledger, Clock& clock, Schedule schedule, const TimeZone& zone, std::string workflow,
            int64_t fence = 0);

  // Seconds since the epoch of the run that is due or comes next; null if there are no more.
  std::optional<int64_t> Next() const;
  // Records that the run due at this instant has been handled: every time up to it is over.
  void Handled(int64_t until);

 private:
  Ledger& ledger_;
  Clock& clock_;
  Schedule schedule_;
  TimeZone zone_;
  const LeaseRef lease_;
  ScheduleState state_;
};

}  // namespace millrace
