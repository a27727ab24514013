// Schedules and the progress of each (workflow/scheduler.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/leases.h"

namespace millrace {

// Times are seconds since the epoch.
struct ScheduleState {
  std::string name;
  std::string expression;
  std::string time_zone;
  int64_t anchor = 0;   // the start of the intervals of a rate
  int64_t handled = 0;  // all runs up to this time are over
};

class ScheduleStore {
 public:
  virtual ~ScheduleStore() = default;

  // For the holder of the workflow's lease (leases.h); the ledger refuses another one with a SystemError.
  virtual void Save(const ScheduleState& schedule, const LeaseRef& lease) = 0;
  virtual std::optional<ScheduleState> Find(std::string_view name) = 0;
};

}  // namespace millrace
