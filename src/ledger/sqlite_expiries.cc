#include "ledger/sqlite_expiries.h"

#include "ledger/sqlite_leases.h"

namespace millrace {

void SqliteExpiries::Save(const ExpiryRecord& expiry, int64_t fence) {
  SqliteTransaction transaction(connection_);
  SqliteLeases(connection_).CheckFence(kModelLease, fence);
  SqliteStatement(connection_, "REPLACE INTO expiries (one, finished_ns, load_mark, settings) VALUES (1, ?, ?, ?)")
      .Bind(expiry.finished_ns)
      .Bind(expiry.load_mark)
      .Bind(expiry.settings)
      .Run();
  transaction.Commit();
}

std::optional<ExpiryRecord> SqliteExpiries::Last() {
  SqliteStatement row(connection_, "SELECT finished_ns, load_mark, settings FROM expiries");
  if (!row.Step()) return std::nullopt;
  return ExpiryRecord{
      .finished_ns = row.Number(0), .load_mark = std::string(row.Text(1)), .settings = std::string(row.Text(2))};
}

}  // namespace millrace
