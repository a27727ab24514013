// Leases in the SQLite ledger.
#pragma once

#include <optional>
#include <string_view>

#include "ledger/leases.h"
#include "ledger/sqlite.h"

namespace millrace {

class SqliteLeases : public LeaseStore {
 public:
  explicit SqliteLeases(SqliteConnection& connection) : connection_(connection) {}

  Lease Find(std::string_view name) override;
  std::optional<int64_t> Take(const Lease& seen, const ProcessIdentity& owner, int64_t now_ns) override;
  bool Beat(std::string_view name, int64_t fence) override;
  void GiveBack(std::string_view name, int64_t fence) override;

  // To be called in the transaction of a change: throws SystemError when this is not the newest number of the lease.
  void CheckFence(std::string_view name, int64_t fence);

 private:
  SqliteConnection& connection_;
};

}  // namespace millrace
