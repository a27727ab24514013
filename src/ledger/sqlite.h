// SQLite with owners and exceptions: a connection, a statement, a transaction. Every failure is a SystemError that
// names the database and what SQLite says.
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

  // Replaces all that this database holds by a copy of another one.
  void CopyFrom(SqliteConnection& other);
  // Runs statements that give no rows.
  void Run(const std::string& sql);
  // Makes the file one with a write-ahead log. SQLite refuses that at once, without waiting, while another process does
  // the same with a new file: it is tried again for ten seconds.
  void UseWriteAheadLog();
  // How many rows the newest statement has changed.
  int64_t Changes() const;
  // The single integer that a query gives.
  int64_t Number(const std::string& sql);

 private:
  friend class SqliteStatement;
  [[noreturn]] void Fail(const char* action);

  sqlite3* database_ = nullptr;
  std::string path_;
};

// A prepared statement. Bind values in order, then Step until it gives false; then it may be bound anew.
class SqliteStatement {
 public:
  SqliteStatement(SqliteConnection& connection, std::string_view sql);
  ~SqliteStatement();
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  // A text must stay alive until the last Step.
  SqliteStatement& Bind(std::string_view text);
  SqliteStatement& Bind(int64_t number);
  // True when there is a row. After the last one the statement is reset.
  bool Step();
  // For statements that give no rows: runs to the end.
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
