// The DuckDB file of a project, which its processes share (owner.h): this process holds it, or asks the one that does,
// and takes over when that one ends.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include "warehouse/adbc_warehouse.h"
#include "warehouse/owner.h"
#include "warehouse/warehouse.h"

namespace millrace {

class SharedWarehouse : public Warehouse, public std::enable_shared_from_this<SharedWarehouse> {
 public:
  using OnWait = std::function<void(const std::string& line)>;

  SharedWarehouse(AdbcSettings settings, std::string socket_path, std::string temporary_folder, OnWait on_wait,
                  const std::stop_token& stop);
  // Waits for the others that use the file through this process, unless a stop is requested.
  ~SharedWarehouse() override;

  std::unique_ptr<Connection> Connect() override;
  // A session of ours or of the owner's, whoever it is now. Any thread.
  std::unique_ptr<Connection> ConnectDirectly();

 private:
  bool BecomeOwner();

  const AdbcSettings settings_;
  const std::string socket_path_;
  const std::string temporary_folder_;  // empty: none
  const OnWait on_wait_;
  const std::stop_token stop_;
  std::mutex mutex_;
  std::shared_ptr<AdbcWarehouse> own_;  // if this process holds the file
  std::unique_ptr<Owner> owner_;
};

}  // namespace millrace
