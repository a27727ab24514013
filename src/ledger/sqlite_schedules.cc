#include "ledger/sqlite_schedules.h"

#include "ledger/sqlite_leases.h"

namespace millrace {

void SqliteSchedules::Save(const ScheduleState& schedule, const LeaseRef& lease) {
  SqliteTransaction transaction(connection_);
  SqliteLeases(connection_).CheckFence(lease.name, lease.fence);
  SqliteStatement(connection_,
                  "REPLACE INTO schedules (name, expression, time_zone, anchor, handled) VALUES (?, ?, ?, ?, ?)")
      .Bind(schedule.name)
      .Bind(schedule.expression)
      .Bind(schedule.time_zone)
      .Bind(schedule.anchor)
      .Bind(schedule.handled)
      .Run();
  transaction.Commit();
}

std::optional<ScheduleState> SqliteSchedules::Find(std::string_view name) {
  SqliteStatement row(connection_, "SELECT name, expression, time_zone, anchor, handled FROM schedules WHERE name = ?");
  row.Bind(name);
  if (!row.Step()) return std::nullopt;
  return ScheduleState{.name = std::string(row.Text(0)),
                       .expression = std::string(row.Text(1)),
                       .time_zone = std::string(row.Text(2)),
                       .anchor = row.Number(3),
                       .handled = row.Number(4)};
}

}  // namespace millrace
