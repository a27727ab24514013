#include "warehouse/adbc_request.h"

#include <algorithm>

#include <arrow/c/bridge.h>
#include <arrow/record_batch.h>

#include "core/cancelled.h"
#include "schema/arrow_status.h"
#include "warehouse/reader_status.h"

namespace millrace {
namespace {

constexpr std::chrono::milliseconds kFirstPause{20};
constexpr std::chrono::milliseconds kLongestPause{1000};

RequestState StateOf(const std::exception_ptr& error) {
  if (error == nullptr) return RequestState::kDone;
  try {
    std::rethrow_exception(error);
  } catch (const Cancelled&) {
    return RequestState::kCancelled;
  } catch (...) {
    return RequestState::kFailed;
  }
}

// A reader whose owner is somebody else, and which keeps the error that stopped it, since a driver keeps its text only.
class BorrowedReader : public arrow::RecordBatchReader {
 public:
  BorrowedReader(arrow::RecordBatchReader& rows, std::shared_ptr<arrow::Status> failure)
      : rows_(rows), failure_(std::move(failure)) {}
  std::shared_ptr<arrow::Schema> schema() const override { return rows_.schema(); }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    arrow::Status status = rows_.ReadNext(batch);
    if (!status.ok()) *failure_ = status;
    return status;
  }

 private:
  arrow::RecordBatchReader& rows_;
  const std::shared_ptr<arrow::Status> failure_;
};

}  // namespace

AdbcRequest::AdbcRequest(std::shared_ptr<AdbcDatabaseHandle> database, AdbcConnection& connection, std::string token)
    : database_(std::move(database)), driver_(database_->driver()), connection_(connection), token_(std::move(token)) {}

AdbcRequest::~AdbcRequest() {
  Close();
}

void AdbcRequest::StartStatement(std::string sql, Parameters parameters, AdbcOptions options) {
  Start(std::move(options), [this, sql = std::move(sql), parameters = std::move(parameters)](AdbcStatement& statement) {
    CallAdbc([&](AdbcError* failure) { return driver_.StatementSetSqlQuery(&statement, sql.c_str(), failure); });
    if (parameters != nullptr) {
      ArrowArray values{};
      ArrowSchema types{};
      Must(arrow::ExportRecordBatch(*parameters, &values, &types));
      CallAdbc([&](AdbcError* failure) { return driver_.StatementBind(&statement, &values, &types, failure); });
    }
    CallAdbc([&](AdbcError* failure) {
      return driver_.StatementExecuteQuery(&statement, &stream_, &rows_affected_, failure);
    });
  });
}

void AdbcRequest::StartIngestion(arrow::RecordBatchReader& rows, AdbcOptions options) {
  Start(std::move(options), [this, &rows](AdbcStatement& statement) {
    const auto failure_of_rows = std::make_shared<arrow::Status>();
    ArrowArrayStream input{};
    Must(arrow::ExportRecordBatchReader(std::make_shared<BorrowedReader>(rows, failure_of_rows), &input));
    try {
      CallAdbc([&](AdbcError* failure) { return driver_.StatementBindStream(&statement, &input, failure); });
      CallAdbc([&](AdbcError* failure) {
        return driver_.StatementExecuteQuery(&statement, nullptr, &rows_affected_, failure);
      });
    } catch (const std::exception&) {
      ThrowStatus(*failure_of_rows);
      throw;
    }
  });
}

void AdbcRequest::Start(AdbcOptions options, Prepare prepare) {
  thread_ = std::jthread([this, options = std::move(options), prepare = std::move(prepare)] { Run(options, prepare); });
}

void AdbcRequest::Run(const AdbcOptions& options, const Prepare& prepare) {
  std::exception_ptr error;
  try {
    {
      const std::lock_guard lock(mutex_);
      CallAdbc([&](AdbcError* failure) { return driver_.StatementNew(&connection_, &statement_, failure); });
      is_open_ = true;
    }
    for (const auto& [name, value] : options) {
      CallAdbc([&](AdbcError* failure) {
        return driver_.StatementSetOption(&statement_, name.c_str(), value.c_str(), failure);
      });
    }
    prepare(statement_);
  } catch (const WarehouseError& lost) {
    if (lost.connection_lost()) database_->MarkLost();
    error = std::current_exception();
  } catch (...) {
    error = std::current_exception();
  }
  if (error != nullptr) has_failed_ = true;
  const std::lock_guard lock(mutex_);
  error_ = error;
  state_ = StateOf(error);
  ended_.notify_all();
}

RequestState AdbcRequest::Poll(std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  ended_.wait_for(lock, wait, [&] { return state_ != RequestState::kRunning; });
  return state_;
}

void AdbcRequest::Cancel() {
  const std::lock_guard lock(mutex_);
  is_cancelled_ = true;
  AdbcFailure ignored;
  if (is_open_) driver_.StatementCancel(&statement_, ignored.get());
}

int64_t AdbcRequest::Finish() {
  // Engines ignore a cancellation that comes just before they start, so it is repeated.
  for (auto pause = kFirstPause; Poll(pause) == RequestState::kRunning; pause = std::min(pause * 2, kLongestPause)) {
    if (is_cancelled_) Cancel();
  }
  if (thread_.joinable()) thread_.join();
  if (error_ != nullptr) {
    Close();
    std::rethrow_exception(error_);
  }
  return rows_affected_;
}

std::shared_ptr<arrow::Schema> AdbcRequest::ReadSchema() {
  if (stream_.release == nullptr) return arrow::schema({});
  ArrowSchema schema{};
  if (stream_.get_schema(&stream_, &schema) != 0) ThrowStreamError();
  return Must(arrow::ImportSchema(&schema));
}

std::shared_ptr<arrow::RecordBatch> AdbcRequest::Next(const std::shared_ptr<arrow::Schema>& schema) {
  if (stream_.release == nullptr) return nullptr;
  ArrowArray array{};
  if (stream_.get_next(&stream_, &array) != 0) ThrowStreamError();
  if (array.release != nullptr) return Must(arrow::ImportRecordBatch(&array, schema));
  Close();
  return nullptr;
}

void AdbcRequest::ThrowStreamError() {
  AdbcStatusCode status = ADBC_STATUS_IO;
  const AdbcError* const detail =
      driver_.ErrorFromArrayStream == nullptr ? nullptr : driver_.ErrorFromArrayStream(&stream_, &status);
  EngineError error;
  if (detail != nullptr) {
    error = ToEngineError(*detail, status);
  } else {
    const char* const text = stream_.get_last_error(&stream_);
    error = {.status = ADBC_STATUS_INTERNAL, .sqlstate = {}, .message = text == nullptr ? "" : text};
  }
  has_failed_ = true;
  Close();
  try {
    ThrowEngineError(error);
  } catch (const WarehouseError& lost) {
    if (lost.connection_lost()) database_->MarkLost();
    throw;
  }
}

void AdbcRequest::Close() {
  if (thread_.joinable()) thread_.join();
  if (stream_.release != nullptr) stream_.release(&stream_);
  stream_.release = nullptr;
  const std::lock_guard lock(mutex_);
  AdbcFailure ignored;
  if (is_open_) driver_.StatementRelease(&statement_, ignored.get());
  is_open_ = false;
}

bool AdbcRequest::is_closed() {
  const std::lock_guard lock(mutex_);
  return state_ != RequestState::kRunning && !is_open_;
}

}  // namespace millrace
