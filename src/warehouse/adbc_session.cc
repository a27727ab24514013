#include "warehouse/adbc_session.h"

#include <utility>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "core/error.h"
#include "core/sql_text.h"
#include "warehouse/aligned_rows.h"
#include "warehouse/cancel_on_stop.h"
#include "warehouse/reader_status.h"
#include "warehouse/sql_statements.h"

namespace millrace {
namespace {

// The rows of a request. Frees the request at their end.
class AdbcReader : public arrow::RecordBatchReader {
 public:
  explicit AdbcReader(std::shared_ptr<AdbcRequest> request)
      : request_(std::move(request)), schema_(request_->ReadSchema()) {}
  ~AdbcReader() override { request_->Close(); }

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    try {
      *batch = request_->Next(schema_);
    } catch (const std::exception&) {
      return StatusOf(std::current_exception());
    }
    return arrow::Status::OK();
  }

 private:
  const std::shared_ptr<AdbcRequest> request_;
  const std::shared_ptr<arrow::Schema> schema_;
};

// PostgreSQL's driver reads rows by COPY, which is fast and streams, but takes queries only.
bool CanBeCopied(std::string_view statement) {
  const std::string word = FirstWord(statement);
  return word == "SELECT" || word == "WITH" || word == "VALUES" || word == "TABLE" || word == "(";
}

std::string NamesOf(const arrow::RecordBatchReader& rows) {
  std::string names;
  for (const auto& field : rows.schema()->fields()) names += (names.empty() ? "" : ", ") + SqlName(field->name());
  return names;
}

}  // namespace

AdbcSession::AdbcSession(std::shared_ptr<AdbcDatabaseHandle> database, AdbcConnection session, Dialect dialect,
                         bool reads_files)
    : database_(std::move(database)), session_(session), dialect_(dialect), reads_files_(reads_files) {}

AdbcSession::~AdbcSession() {
  if (current_ != nullptr) {
    current_->Cancel();
    try {
      // Repeats the cancellation until it takes effect.
      current_->Finish();
    } catch (const std::exception&) {
      // Nobody asks any more.
    }
    current_->Close();
  }
  AdbcFailure ignored;
  database_->driver().ConnectionRelease(&session_, ignored.get());
}

std::string AdbcSession::version() {
  if (dialect_ == Dialect::kDuckDb) return "DuckDB " + QueryRows("SELECT version()").Text(0, 0);
  const std::string text = QueryRows("SELECT version()").Text(0, 0);
  // «PostgreSQL 15.18 (Debian 15.18-0+deb12u1) on x86_64-pc-linux-gnu, compiled by …»
  return text.substr(0, text.find(' ', text.find(' ') + 1));
}

std::shared_ptr<AdbcRequest> AdbcSession::NewRequest(const std::string& token) {
  NoteFailure();
  if (current_ != nullptr && !current_->is_closed()) {
    throw InternalError("a connection got a statement before the rows of the last one were read");
  }
  auto request = std::make_shared<AdbcRequest>(database_, session_, token);
  is_fetched_ = false;
  const std::lock_guard lock(mutex_);
  current_ = request;
  ++last_id_;
  return request;
}

std::string AdbcSession::Submit(const SqlRequest& request) {
  if (!request.token.empty() && current_ != nullptr && !is_fetched_ && current_->token() == request.token) {
    return std::to_string(last_id_);
  }
  const std::string_view statement = OneStatement(request.sql);
  AdbcOptions options;
  if (dialect_ != Dialect::kDuckDb) {
    options.emplace_back("adbc.postgresql.use_copy", CanBeCopied(statement) ? "true" : "false");
  }
  NewRequest(request.token)->StartStatement(std::string(statement), request.parameters, std::move(options));
  return std::to_string(last_id_);
}

std::shared_ptr<AdbcRequest> AdbcSession::Find(const std::string& id) {
  const std::lock_guard lock(mutex_);
  return id == std::to_string(last_id_) ? current_ : nullptr;
}

RequestState AdbcSession::Poll(const std::string& id, std::chrono::milliseconds wait) {
  const auto request = Find(id);
  if (request == nullptr) throw InternalError("a connection was asked for a request that it does not know: " + id);
  return request->Poll(wait);
}

void AdbcSession::Cancel(const std::string& id) {
  if (const auto request = Find(id); request != nullptr) request->Cancel();
}

Connection::Result AdbcSession::Fetch(const std::string& id) {
  const auto request = is_fetched_ ? nullptr : Find(id);
  if (request == nullptr) throw InternalError("a connection was asked for a request that it does not know: " + id);
  is_fetched_ = true;
  const int64_t rows_affected = request->Finish();
  return {.rows = std::make_shared<AdbcReader>(request), .rows_affected = rows_affected};
}

int64_t AdbcSession::Ingest(arrow::RecordBatchReader& rows, AdbcOptions options, const std::stop_token& stop) {
  const auto request = NewRequest("");
  request->StartIngestion(rows, std::move(options));
  const CancelOnStop guard(*this, std::to_string(last_id_), stop);
  const int64_t count = request->Finish();
  request->Close();
  return count;
}

int64_t AdbcSession::Append(std::string_view schema, std::string_view table, arrow::RecordBatchReader& rows,
                            const std::stop_token& stop) {
  if (dialect_ == Dialect::kDuckDb) return AppendByInsert(schema, table, rows, stop);
  const auto target =
      Query("SELECT " + NamesOf(rows) + " FROM " + SqlName(schema) + "." + SqlName(table) + " LIMIT 0", {}, stop)
          ->schema();
  return Ingest(*AlignRows(rows, *target),
                {{ADBC_INGEST_OPTION_TARGET_DB_SCHEMA, std::string(schema)},
                 {ADBC_INGEST_OPTION_TARGET_TABLE, std::string(table)},
                 {ADBC_INGEST_OPTION_MODE, ADBC_INGEST_OPTION_MODE_APPEND}},
                stop);
}

// DuckDB's driver appends by position, and all columns; INSERT goes by name, casts, and fills in defaults.
int64_t AdbcSession::AppendByInsert(std::string_view schema, std::string_view table, arrow::RecordBatchReader& rows,
                                    const std::stop_token& stop) {
  constexpr const char* kStage = "millrace_append";
  const std::string drop = std::string("DROP TABLE IF EXISTS temp.") + kStage;
  Execute(drop);
  Ingest(rows,
         {{ADBC_INGEST_OPTION_TARGET_TABLE, kStage},
          {ADBC_INGEST_OPTION_TEMPORARY, ADBC_OPTION_VALUE_ENABLED},
          {ADBC_INGEST_OPTION_MODE, ADBC_INGEST_OPTION_MODE_CREATE}},
         stop);
  const std::string names = NamesOf(rows);
  const int64_t count = Execute("INSERT INTO " + SqlName(schema) + "." + SqlName(table) + " (" + names + ") SELECT " +
                                    names + " FROM temp." + kStage,
                                {}, stop);
  Execute(drop);
  return count;
}

void AdbcSession::Begin(TransactionAccess access) {
  std::string begin = dialect_ == Dialect::kDuckDb ? "BEGIN TRANSACTION" : "BEGIN ISOLATION LEVEL REPEATABLE READ";
  if (access == TransactionAccess::kRead) begin += " READ ONLY";
  Execute(begin);
  is_in_transaction_ = true;
  has_failure_ = false;
}

// DuckDB would commit what went well, and PostgreSQL answers by rolling back, which it calls a success.
void AdbcSession::Commit() {
  NoteFailure();
  if (has_failure_) {
    Rollback();
    throw InternalError("a transaction was to be committed though one of its statements had failed");
  }
  is_in_transaction_ = false;
  Execute("COMMIT");
}

void AdbcSession::Rollback() {
  is_in_transaction_ = false;
  Execute("ROLLBACK");
}

void AdbcSession::NoteFailure() {
  if (is_in_transaction_ && current_ != nullptr && current_->has_failed()) has_failure_ = true;
}

}  // namespace millrace
