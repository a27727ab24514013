// SQLite with ownership and exceptions: a connection, a statement, a transaction. Every failure is a SystemError that
// contains the path of the database and SQLite's message.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace millrace {

// Belongs to one thread at a time.
class SqliteConnection {
 public:
  enum class Access : uint8_t {
    kWrite,     // creates the file when it is missing; `:memory:` is a database of its own
    kRead,      // reads beside a writer, through the files of its write-ahead log
    kSnapshot,  // reads the file as it is, and nothing of a write-ahead log
  };
  explicit SqliteConnection(const std::string& path, Access access = Access::kWrite);
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  // Replaces the content of this database by a copy of another one.
  void CopyFrom(SqliteConnection& other);
  // Runs statements that return no rows.
  void Run(const std::string& sql);
  // Turns on the write-ahead log. While another process does the same with a new file, SQLite refuses this without
  // waiting, so it is retried for ten seconds.
  void UseWriteAheadLog();
  // The number of rows that the last statement has changed.
  int64_t Changes() const;
  // The single integer that a query returns.
  int64_t Number(const std::string& sql);

 private:
  friend class SqliteStatement;
  [[noreturn]] void Fail(const char* action);

  sqlite3* database_ = nullptr;
  std::string path_;
};

// A prepared statement. Bind values in order, then call Step until it returns false; then it can be bound again.
class SqliteStatement {
 public:
  SqliteStatement(SqliteConnection& connection, std::string_view sql);
  ~SqliteStatement();
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  // A text must be valid until the last Step.
  SqliteStatement& Bind(std::string_view text);
  SqliteStatement& Bind(int64_t number);
  // Returns true if there is a row. After the last row the statement is reset.
  bool Step();
  // Runs a statement that returns no rows.
  void Run();

  int64_t Number(int column) const;
  // Valid until the next Step.
  std::string_view Text(int column) const;

 private:
  SqliteConnection& connection_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

// Rolls back unless committed.
class SqliteTransaction {
 public:
  explicit SqliteTransaction(SqliteConnection& connection);
  ~SqliteTransaction();
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;

  void Commit();

 private:
  SqliteConnection& connection_;
  bool open_ = true;
};

}  // namespace millrace
