#include "ledger/sqlite_warehouse_marks.h"

#include "ledger/sqlite_leases.h"

namespace millrace {

LoadChanges SqliteWarehouseMarks::Loads() {
  SqliteStatement row(connection_, "SELECT changes, at_ns FROM load_marks");
  if (!row.Step()) return {};
  return {.changes = row.Number(0), .at_ns = row.Number(1)};
}

void SqliteWarehouseMarks::CountLoad(int64_t finished_ns) {
  SqliteStatement(connection_,
                  "INSERT INTO load_marks VALUES (1, 1, ?) ON CONFLICT (one) DO UPDATE SET changes = changes + 1, "
                  "at_ns = max(at_ns, excluded.at_ns)")
      .Bind(finished_ns)
      .Run();
}

std::optional<WarehouseMark> SqliteWarehouseMarks::Find(std::string_view step) {
  SqliteStatement row(connection_, "SELECT state, at_ns FROM warehouse_marks WHERE step = ?");
  row.Bind(step);
  if (!row.Step()) return std::nullopt;
  return WarehouseMark{.state = std::string(row.Text(0)), .at_ns = row.Number(1)};
}

void SqliteWarehouseMarks::Save(std::string_view step, const WarehouseMark& mark, const LeaseRef& lease) {
  SqliteTransaction transaction(connection_);
  SqliteLeases(connection_).CheckFence(lease.name, lease.fence);
  SqliteStatement(connection_, "REPLACE INTO warehouse_marks VALUES (?, ?, ?)")
      .Bind(step)
      .Bind(mark.state)
      .Bind(mark.at_ns)
      .Run();
  if (lease.name == kLoadLease) CountLoad(0);
  transaction.Commit();
}

}  // namespace millrace
