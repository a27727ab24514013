#include "ledger/sqlite.h"

#include <chrono>
#include <thread>

#include <sqlite3.h>

#include "core/error.h"
#include "core/percent_encoding.h"

namespace millrace {

namespace {

// A path as a URI of SQLite, to which parameters can be appended.
std::string AddressOf(const std::string& path, const char* parameters) {
  std::string address = "file:";
  for (const char character : path) {
    if (character == '?' || character == '#' || character == '%') {
      AppendPercent(address, character);
    } else {
      address += character;
    }
  }
  return address + parameters;
}

}  // namespace

SqliteConnection::SqliteConnection(const std::string& path, Access access) : path_(path) {
  const int flags = SQLITE_OPEN_NOMUTEX | (access == Access::kWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                                                    : SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  const std::string address = access == Access::kWrite  ? path
                              : access == Access::kRead ? AddressOf(path, "")
                                                        : AddressOf(path, "?immutable=1");
  if (sqlite3_open_v2(address.c_str(), &database_, flags, nullptr) != SQLITE_OK) {
    const std::string reason = database_ == nullptr ? "out of memory" : sqlite3_errmsg(database_);
    sqlite3_close(database_);
    throw SystemError("cannot open ledger " + path + ": " + reason);
  }
  sqlite3_extended_result_codes(database_, 1);
}

SqliteConnection::~SqliteConnection() {
  sqlite3_close(database_);
}

void SqliteConnection::CopyFrom(SqliteConnection& other) {
  constexpr int kAllPages = -1;
  sqlite3_backup* copy = sqlite3_backup_init(database_, "main", other.database_, "main");
  if (copy == nullptr) Fail("copy");
  const int result = sqlite3_backup_step(copy, kAllPages);
  sqlite3_backup_finish(copy);
  if (result != SQLITE_DONE) Fail("copy");
}

void SqliteConnection::Run(const std::string& sql) {
  if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) Fail("change");
}

void SqliteConnection::UseWriteAheadLog() {
  constexpr int kAttempts = 1000;
  for (int attempt = 1;; ++attempt) {
    const int result = sqlite3_exec(database_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
    if (result == SQLITE_OK) return;
    if ((result & 0xff) != SQLITE_BUSY || attempt == kAttempts) Fail("change");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

int64_t SqliteConnection::Changes() const {
  return sqlite3_changes64(database_);
}

int64_t SqliteConnection::Number(const std::string& sql) {
  SqliteStatement statement(*this, sql);
  MILLRACE_CHECK(statement.Step());
  return statement.Number(0);
}

void SqliteConnection::Fail(const char* action) {
  // SQLite's text for it does not say that it is a question of permissions.
  const bool read_only = (sqlite3_errcode(database_) & 0xff) == SQLITE_READONLY;
  throw SystemError(std::string("cannot ") + (read_only ? "write" : action) + " ledger " + path_ + ": " +
                    (read_only ? "this user has no permission to write it" : sqlite3_errmsg(database_)));
}

SqliteStatement::SqliteStatement(SqliteConnection& connection, std::string_view sql) : connection_(connection) {
  if (sqlite3_prepare_v2(connection.database_, sql.data(), static_cast<int>(sql.size()), &statement_, nullptr) !=
      SQLITE_OK) {
    connection.Fail("read");
  }
}

SqliteStatement::~SqliteStatement() {
  sqlite3_finalize(statement_);
}

SqliteStatement& SqliteStatement::Bind(std::string_view text) {
  // A null pointer would bind NULL, but an absent text is an empty one here.
  if (sqlite3_bind_text64(statement_, ++bound_, text.data() == nullptr ? "" : text.data(), text.size(), SQLITE_STATIC,
                          SQLITE_UTF8) != SQLITE_OK) {
    connection_.Fail("bind a value for");
  }
  return *this;
}

SqliteStatement& SqliteStatement::Bind(int64_t number) {
  if (sqlite3_bind_int64(statement_, ++bound_, number) != SQLITE_OK) connection_.Fail("bind a value for");
  return *this;
}

bool SqliteStatement::Step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) connection_.Fail(sqlite3_stmt_readonly(statement_) != 0 ? "read" : "change");
  sqlite3_reset(statement_);
  bound_ = 0;
  return false;
}

void SqliteStatement::Run() {
  while (Step()) {
  }
}

int64_t SqliteStatement::Number(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view SqliteStatement::Text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return text == nullptr ? std::string_view()
                         : std::string_view(text, static_cast<size_t>(sqlite3_column_bytes(statement_, column)));
}

// IMMEDIATE takes the write lock at once, so a transaction cannot fail halfway because another writer was faster.
SqliteTransaction::SqliteTransaction(SqliteConnection& connection) : connection_(connection) {
  connection_.Run("BEGIN IMMEDIATE");
}

SqliteTransaction::~SqliteTransaction() {
  if (!open_) return;
  try {
    connection_.Run("ROLLBACK");
  } catch (const SystemError&) {
    // The error that brought us here is the one to report; SQLite rolls back by itself when the file is opened again.
  }
}

void SqliteTransaction::Commit() {
  connection_.Run("COMMIT");
  open_ = false;
}

}  // namespace millrace
