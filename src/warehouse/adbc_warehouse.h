// A warehouse over an ADBC driver: DuckDB in this process, PostgreSQL, any other (warehouse.h).
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "warehouse/adbc_database.h"
#include "warehouse/warehouse.h"

namespace millrace {

struct AdbcSettings {
  std::string driver;  // as LoadAdbcDriver takes it
  AdbcOptions options;
  std::vector<std::string> database_statements;  // executed once when the database is opened
  std::vector<std::string> session_statements;   // executed on each session
  std::string place;                             // for messages
  Dialect dialect = Dialect::kDuckDb;
  bool reads_files = false;
};

// Throws UserError if no driver or dialect can be told from the options.
AdbcSettings AdbcSettingsOf(const WarehouseOptions& options);

// Thread-safe.
class AdbcWarehouse : public Warehouse {
 public:
  // Opens the database. Throws what ThrowOpenError says.
  explicit AdbcWarehouse(AdbcSettings settings);
  // Opens the database again when the engine had given up on it and no connection uses it any more; while one does,
  // throws WarehouseError (busy).
  std::unique_ptr<Connection> Connect() override;

 private:
  void Open();

  const AdbcSettings settings_;
  std::mutex mutex_;
  std::shared_ptr<AdbcDatabaseHandle> database_;
};

}  // namespace millrace
