// A connection to a DuckDB warehouse that another process holds (owner.h).
#pragma once

#include <memory>
#include <string>

#include "warehouse/connection.h"
#include "warehouse/owner_channel.h"

namespace millrace {

// The owner has left before it began with what was asked for: whoever asks can ask the next owner.
class OwnerLeft : public WarehouseError {
 public:
  OwnerLeft() : WarehouseError(WarehouseFault::kConnection, "the process that held the warehouse has ended") {}
};

class RemoteConnection : public Connection {
 public:
  // Null if nobody answers at the socket.
  static std::unique_ptr<RemoteConnection> Connect(const std::string& socket_path);

  Dialect dialect() const override { return Dialect::kDuckDb; }
  std::string version() override;
  bool ReadsLakeFiles() const override { return true; }
  std::string Submit(const SqlRequest& request) override;
  RequestState Poll(const std::string& id, std::chrono::milliseconds wait) override;
  void Cancel(const std::string& id) override;
  Result Fetch(const std::string& id) override;
  int64_t Append(std::string_view schema, std::string_view table, arrow::RecordBatchReader& rows,
                 const std::stop_token& stop) override;
  void Begin(TransactionAccess access) override;
  void Commit() override;
  void Rollback() override;

 private:
  explicit RemoteConnection(int socket) : channel_(std::make_shared<OwnerChannel>(socket)) {}

  // As every connection, it does one thing at a time.
  void CheckRowsAreRead() const;

  const std::shared_ptr<OwnerChannel> channel_;  // a reader may outlive the connection
  std::weak_ptr<const bool> unread_rows_;        // lives until the last reader has returned all its rows, or is dropped
};

}  // namespace millrace
