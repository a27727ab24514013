// A session of a warehouse, whatever the engine: DuckDB in this process or in the process that owns the file,
// PostgreSQL, or another engine behind an ADBC driver.
//
// At the bottom is a request interface, submit → poll → fetch or cancel, that also fits engines behind a request API.
// On top of it are calls that wait: Execute, Query, Append. Rows in both directions are Arrow; values are bound to $1,
// $2, …, never pasted into the statement.
//
// A connection belongs to one thread at a time, except that any thread may call Cancel. It does one thing at a time: a
// reader is read to its end or dropped before the next statement. Outside a transaction each statement commits by
// itself. Sessions run in UTC. Nothing may rely on temporary tables: an engine may run each statement in a session of
// its own. Errors are those of warehouse_error.h. Dropping a connection rolls an open transaction back.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "warehouse/dialect.h"
#include "warehouse/result_rows.h"
#include "warehouse/warehouse_error.h"

namespace arrow {
class RecordBatch;
class RecordBatchReader;
}  // namespace arrow

namespace millrace {

// One row of values for $1, $2, …; the columns may have any Arrow type. Null: no values. PostgreSQL takes a value as
// the type that it has here, so a text for a column of another type needs a cast: `$3::jsonb`.
using Parameters = std::shared_ptr<arrow::RecordBatch>;
using ParameterValue = std::variant<std::nullptr_t, bool, int64_t, double, std::string>;
// One row of plain values. A null is a text.
Parameters Bind(std::initializer_list<ParameterValue> values);
Parameters Bind(const std::vector<ParameterValue>& values);

struct SqlRequest {
  std::string sql;  // one statement
  Parameters parameters;
  // The same for each attempt at the same thing. While the connection knows a request with this token, Submit returns
  // it and runs nothing again. Empty: none. It does not outlive the connection: ask the warehouse itself (`load_log`)
  // what took effect before.
  std::string token;
};

enum class RequestState : uint8_t { kRunning, kDone, kFailed, kCancelled };

// Whether a transaction may change the warehouse: statements that would are refused by the engine (kRead).
enum class TransactionAccess : uint8_t { kRead, kWrite };

class Connection {
 public:
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // --- What the engine is ---
  virtual Dialect dialect() const = 0;
  // For people: «DuckDB v1.5.6», «PostgreSQL 15.20».
  virtual std::string version() = 0;
  // The first way of bulk load: statements may name files of the lake (read_parquet). If not, rows are streamed with
  // Append.
  virtual bool ReadsLakeFiles() const = 0;

  // --- Requests ---
  // Starts a statement and returns its id, a short text. A statement that is wrong may fail here or later.
  virtual std::string Submit(const SqlRequest& request) = 0;
  // The state now, or after at most `wait` if the request is still running. Does not throw the error of a failed
  // request: Fetch does.
  virtual RequestState Poll(const std::string& id, std::chrono::milliseconds wait) = 0;
  // Asks for the end of a running request; it ends later, or completes. Any thread. Unknown ids are ignored.
  virtual void Cancel(const std::string& id) = 0;
  // Waits for the end of the request, throws its error, or returns its rows, and forgets the request. What a
  // statement without rows gives to read depends on the engine. Rows may be computed while they are read.
  struct Result {
    std::shared_ptr<arrow::RecordBatchReader> rows;
    int64_t rows_affected = -1;  // -1: the engine does not say
  };
  virtual Result Fetch(const std::string& id) = 0;

  // --- Calls that wait, over the requests ---
  // Each throws Cancelled once a stop is requested; the statement has then ended.
  //
  // Returns the number of rows that were inserted, updated or deleted; -1 if the engine does not say.
  int64_t Execute(std::string_view sql, const Parameters& parameters = {}, const std::stop_token& stop = {});
  // Rows as they come. Must not outlive the connection. Read it with NextBatch, which throws.
  std::shared_ptr<arrow::RecordBatchReader> Query(std::string_view sql, const Parameters& parameters = {},
                                                  const std::stop_token& stop = {});
  // Few rows, read whole.
  ResultRows QueryRows(std::string_view sql, const Parameters& parameters = {}, const std::stop_token& stop = {});

  // The second way of bulk load: streams rows into an existing table. Columns are matched by name and cast to
  // the table's types; those that are not in the stream get their defaults. Columns of type json are texts in the
  // stream; PostgreSQL takes no structs and maps. Returns the number of rows; all of them are appended, or none.
  virtual int64_t Append(std::string_view schema, std::string_view table, arrow::RecordBatchReader& rows,
                         const std::stop_token& stop = {}) = 0;

  // --- Transactions ---
  // A transaction sees one state of the warehouse (PostgreSQL: repeatable read). One of whose statements failed can
  // only be rolled back: Commit then throws InternalError. Use the class Transaction.
  virtual void Begin(TransactionAccess access) = 0;
  virtual void Commit() = 0;
  virtual void Rollback() = 0;

 protected:
  Connection() = default;
};

// The next batch of a reader, null at the end. A reader of a connection fails with the error as a detail of its status,
// which is thrown here as it was; so it may also be read by Arrow, or given to Append of another connection.
std::shared_ptr<arrow::RecordBatch> NextBatch(arrow::RecordBatchReader& rows);

// Rolls back at the end of its scope, unless it was committed.
class Transaction {
 public:
  explicit Transaction(Connection& connection, TransactionAccess access = TransactionAccess::kWrite);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void Commit();

 private:
  Connection& connection_;
  bool is_open_ = true;
};

}  // namespace millrace
