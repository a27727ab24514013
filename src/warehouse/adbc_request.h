// One statement that runs through an ADBC driver, from its start to the last of its rows. Shared by the connection that
// starts it, the thread that runs it and the reader of its rows; belongs to one thread at a time, except that any
// thread may call Poll and Cancel.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "warehouse/adbc_database.h"
#include "warehouse/connection.h"

namespace arrow {
class Schema;
}

namespace millrace {

class AdbcRequest {
 public:
  // `connection` must outlive it.
  AdbcRequest(std::shared_ptr<AdbcDatabaseHandle> database, AdbcConnection& connection, std::string token);
  ~AdbcRequest();
  AdbcRequest(const AdbcRequest&) = delete;
  AdbcRequest& operator=(const AdbcRequest&) = delete;

  // Starts in a thread of its own: a statement with its parameters, or a bulk load, whose `options` name the table. The
  // rows must outlive the request.
  void StartStatement(std::string sql, Parameters parameters, AdbcOptions options);
  void StartIngestion(arrow::RecordBatchReader& rows, AdbcOptions options);

  RequestState Poll(std::chrono::milliseconds wait);
  // Takes effect also when the engine has not started yet, provided that somebody waits in Finish.
  void Cancel();
  // Waits. Throws the error, or returns the number of affected rows (-1: unknown); then the rows can be read.
  int64_t Finish();
  std::shared_ptr<arrow::Schema> ReadSchema();
  // Null at the end.
  std::shared_ptr<arrow::RecordBatch> Next(const std::shared_ptr<arrow::Schema>& schema);
  // Nobody wants the rows any more.
  void Close();

  bool is_closed();
  bool has_failed() const { return has_failed_; }
  const std::string& token() const { return token_; }

 private:
  using Prepare = std::function<void(AdbcStatement&)>;
  void Start(AdbcOptions options, Prepare prepare);
  void Run(const AdbcOptions& options, const Prepare& prepare);
  [[noreturn]] void ThrowStreamError();

  const std::shared_ptr<AdbcDatabaseHandle> database_;
  const AdbcDriver& driver_;
  AdbcConnection& connection_;
  const std::string token_;

  std::mutex mutex_;  // of what is below, except for the stream
  std::condition_variable ended_;
  RequestState state_ = RequestState::kRunning;
  std::exception_ptr error_;
  AdbcStatement statement_{};
  bool is_open_ = false;  // the statement exists
  int64_t rows_affected_ = -1;
  std::atomic<bool> has_failed_ = false;
  std::atomic<bool> is_cancelled_ = false;  // somebody asked for the end
  ArrowArrayStream stream_{};               // of the running thread, then of the reader
  std::jthread thread_;
};

}  // namespace millrace
