// The newest expiry of the warehouse, in the SQLite ledger.
#pragma once

#include "ledger/expiries.h"
#include "ledger/sqlite.h"

namespace millrace {

class SqliteExpiries : public ExpiryStore {
 public:
  explicit SqliteExpiries(SqliteConnection& connection) : connection_(connection) {}

  void Save(const ExpiryRecord& expiry, int64_t fence) override;
  std::optional<ExpiryRecord> Last() override;

 private:
  SqliteConnection& connection_;
};

}  // namespace millrace
