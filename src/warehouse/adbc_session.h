// A connection over an ADBC driver (connection.h).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "warehouse/adbc_database.h"
#include "warehouse/adbc_request.h"
#include "warehouse/connection.h"

namespace millrace {

class AdbcSession : public Connection {
 public:
  // Takes the session, which it releases. `reads_files`: the engine is on this machine and reads Parquet files.
  AdbcSession(std::shared_ptr<AdbcDatabaseHandle> database, AdbcConnection session, Dialect dialect, bool reads_files);
  ~AdbcSession() override;

  Dialect dialect() const override { return dialect_; }
  std::string version() override;
  bool ReadsLakeFiles() const override { return reads_files_; }

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
  std::shared_ptr<AdbcRequest> NewRequest(const std::string& token);
  std::shared_ptr<AdbcRequest> Find(const std::string& id);
  int64_t Ingest(arrow::RecordBatchReader& rows, AdbcOptions options, const std::stop_token& stop);
  int64_t AppendByInsert(std::string_view schema, std::string_view table, arrow::RecordBatchReader& rows,
                         const std::stop_token& stop);

  // Remembers the failure of the last request for Commit.
  void NoteFailure();

  const std::shared_ptr<AdbcDatabaseHandle> database_;
  AdbcConnection session_;
  const Dialect dialect_;
  const bool reads_files_;
  bool is_in_transaction_ = false;
  bool has_failure_ = false;  // of the transaction
  bool is_fetched_ = false;   // the current request
  std::mutex mutex_;          // of the two below, which Cancel reads
  std::shared_ptr<AdbcRequest> current_;
  uint64_t last_id_ = 0;
};

}  // namespace millrace
