// Schedules in the SQLite ledger.
#pragma once

#include <optional>
#include <string_view>

#include "ledger/schedules.h"
#include "ledger/sqlite.h"

namespace millrace {

class SqliteSchedules : public ScheduleStore {
 public:
  explicit SqliteSchedules(SqliteConnection& connection) : connection_(connection) {}

  void Save(const ScheduleState& schedule, const LeaseRef& lease) override;
  std::optional<ScheduleState> Find(std::string_view name) override;

 private:
  SqliteConnection& connection_;
};

}  // namespace millrace
