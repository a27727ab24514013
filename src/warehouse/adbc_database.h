// An opened ADBC database, and raw sessions of it. Shared by all connections: the last one closes it. Thread-safe.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "warehouse/adbc_driver.h"

namespace millrace {

using AdbcOptions = std::vector<std::pair<std::string, std::string>>;

class AdbcDatabaseHandle {
 public:
  // `place` is the address for messages, without a password. Throws what ThrowOpenError says.
  AdbcDatabaseHandle(const AdbcDriver& driver, const AdbcOptions& options, std::string place);
  ~AdbcDatabaseHandle();
  AdbcDatabaseHandle(const AdbcDatabaseHandle&) = delete;
  AdbcDatabaseHandle& operator=(const AdbcDatabaseHandle&) = delete;

  const AdbcDriver& driver() const { return driver_; }

  // A session on which `statements` were executed. The caller releases it. Throws what ThrowOpenError says.
  AdbcConnection OpenSession(const std::vector<std::string>& statements);

  // The engine refuses all work from now on: the database has to be opened again.
  void MarkLost() { is_lost_ = true; }
  bool is_lost() const { return is_lost_; }

 private:
  std::optional<EngineError> Execute(AdbcConnection& session, const std::string& sql);

  const AdbcDriver& driver_;
  const std::string place_;
  AdbcDatabase database_{};
  std::atomic<bool> is_lost_ = false;
};

}  // namespace millrace
