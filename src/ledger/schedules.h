// Schedules: how far each is (workflow/scheduler.h).
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
  int64_t anchor = 0;   // where the runs of a rate begin
  int64_t handled = 0;  // every run up to this is over
};

class ScheduleStore {
 public:
  virtual ~ScheduleStore() = default;

  // For the holder of the workflow's lease (leases.h); the ledger refuses another one with a SystemError.
  virtual void Save(const ScheduleState& schedule, const LeaseRef& lease) = 0;
  virtual std::optional<ScheduleState> Find(std::string_view name) = 0;
};

}  // namespace millrace
