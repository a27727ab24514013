#include "ledger/sqlite_leases.h"

#include <string>

#include "core/error.h"
#include "core/time.h"

namespace millrace {

Lease SqliteLeases::Find(std::string_view name) {
  SqliteStatement row(connection_,
                      "SELECT held, host, boot_id, pid, started, since_ns, counter, fence FROM leases WHERE name = ?");
  row.Bind(name);
  if (!row.Step()) return {.name = std::string(name), .owner = {}};
  return {.name = std::string(name),
          .held = row.Number(0) != 0,
          .owner = {.host = std::string(row.Text(1)),
                    .boot_id = std::string(row.Text(2)),
                    .pid = row.Number(3),
                    .started = row.Number(4)},
          .since_ns = row.Number(5),
          .counter = row.Number(6),
          .fence = row.Number(7)};
}

std::optional<int64_t> SqliteLeases::Take(const Lease& seen, const ProcessIdentity& owner, int64_t now_ns) {
  SqliteTransaction transaction(connection_);
  const Lease now = Find(seen.name);
  if (now.fence != seen.fence || now.held != seen.held || now.counter != seen.counter) return std::nullopt;
  SqliteStatement(connection_, "INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .Bind(seen.name)
      .Bind(int64_t{1})
      .Bind(owner.host)
      .Bind(owner.boot_id)
      .Bind(owner.pid)
      .Bind(owner.started)
      .Bind(now_ns)
      .Bind(int64_t{0})
      .Bind(seen.fence + 1)
      .Run();
  transaction.Commit();
  return seen.fence + 1;
}

bool SqliteLeases::Beat(std::string_view name, int64_t fence) {
  SqliteTransaction transaction(connection_);
  SqliteStatement(connection_, "UPDATE leases SET counter = counter + 1 WHERE name = ? AND fence = ? AND held = 1")
      .Bind(name)
      .Bind(fence)
      .Run();
  const bool held = connection_.Changes() == 1;
  transaction.Commit();
  return held;
}

void SqliteLeases::GiveBack(std::string_view name, int64_t fence) {
  SqliteTransaction transaction(connection_);
  SqliteStatement(connection_, "UPDATE leases SET held = 0 WHERE name = ? AND fence = ?").Bind(name).Bind(fence).Run();
  transaction.Commit();
}

void SqliteLeases::CheckFence(std::string_view name, int64_t fence) {
  const Lease lease = Find(name);
  if (lease.fence == fence) return;
  const std::string what = name == kProjectLease ? "the project" : "the lease `" + lease.name + "`";
  throw SystemError(what + " was taken over by process " + std::to_string(lease.owner.pid) + " on " + lease.owner.host +
                    " at " + FormatInstant(lease.since_ns) +
                    "; this process changed nothing, and the next run repeats its unfinished work");
}

}  // namespace millrace
