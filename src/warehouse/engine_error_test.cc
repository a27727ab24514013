#include "warehouse/engine_error.h"

#include <arrow-adbc/adbc.h>
#include <gtest/gtest.h>

#include "core/cancelled.h"
#include "core/error.h"
#include "warehouse/warehouse_error.h"

namespace millrace {
namespace {

// The class of what is thrown, with its message.
template <typename Throw>
std::string ClassOf(const Throw& throw_error) {
  try {
    throw_error();
  } catch (const WarehouseError& error) {
    static constexpr const char* kNames[] = {"connection", "conflict",    "busy", "no space",
                                             "storage",    "credentials", "data"};
    return kNames[static_cast<size_t>(error.fault())];
  } catch (const Cancelled&) {
    return "cancelled";
  } catch (const UserError&) {
    return "user";
  } catch (const InternalError&) {
    return "ours";
  }
  return "nothing";
}

std::string DuckDb(const std::string& message) {
  return ClassOf([&] { ThrowEngineError({.status = ADBC_STATUS_INTERNAL, .sqlstate = {}, .message = message}); });
}

std::string Postgres(const std::string& state, const std::string& message = "ERROR:  x") {
  return ClassOf([&] { ThrowEngineError({.status = ADBC_STATUS_IO, .sqlstate = state, .message = message}); });
}

std::string Open(const std::string& message) {
  return ClassOf([&] { ThrowOpenError({.status = ADBC_STATUS_IO, .sqlstate = {}, .message = message}, "here"); });
}

TEST(EngineErrors, OfDuckDbByTheirFirstWords) {
  EXPECT_EQ(DuckDb("Binder Error: Referenced column \"x\" not found"), "user");
  EXPECT_EQ(DuckDb("Parser Error: syntax error at or near \"selec\""), "user");
  EXPECT_EQ(DuckDb("Constraint Error: NOT NULL constraint failed"), "user");
  EXPECT_EQ(DuckDb("Invalid Input Error: No magic bytes found at end of file 'a.parquet'"), "user");
  EXPECT_EQ(DuckDb("IO Error: No files found that match the pattern \"x\""), "user");
  EXPECT_EQ(DuckDb("IO Error: Could not read from file \"x\": Input/output error"), "storage");
  EXPECT_EQ(DuckDb("IO Error: Could not write file \"x\": No space left on device"), "no space");
  EXPECT_EQ(DuckDb("Out of Memory Error: failed to offload data block (10 GiB used)"), "no space");
  EXPECT_EQ(DuckDb("IO Error: Could not set lock on file \"x\": Conflicting lock is held"), "busy");
  EXPECT_EQ(DuckDb("TransactionContext Error: Conflict on update!"), "conflict");
  EXPECT_EQ(DuckDb("TransactionContext Error: Failed to commit: write-write conflict on key: \"1\""), "conflict");
  EXPECT_EQ(DuckDb("TransactionContext Error: Failed to commit: PRIMARY KEY or UNIQUE constraint violation"), "user");
  EXPECT_EQ(DuckDb("TransactionContext Error: cannot commit - no transaction is active"), "ours");
  EXPECT_EQ(DuckDb("Catalog Error: Table with name x does not exist!"), "user");
  EXPECT_EQ(DuckDb("Catalog Error: write-write conflict on create with \"x\""), "conflict");
  EXPECT_EQ(DuckDb("INTERRUPT Error: Interrupted!"), "cancelled");
  EXPECT_EQ(DuckDb("INTERNAL Error: Attempted to dereference shared_ptr that is NULL!"), "data");
  EXPECT_EQ(DuckDb("FATAL Error: Failed: database has been invalidated because of a previous fatal error."),
            "connection");
}

TEST(EngineErrors, OfPostgresByTheirSqlState) {
  EXPECT_EQ(Postgres("42P01"), "user");
  EXPECT_EQ(Postgres("22012"), "user");
  EXPECT_EQ(Postgres("42501"), "user") << "no right";
  EXPECT_EQ(Postgres("23505"), "user");
  EXPECT_EQ(Postgres("40001"), "conflict");
  EXPECT_EQ(Postgres("40P01"), "conflict") << "deadlock";
  EXPECT_EQ(Postgres("55P03"), "conflict") << "lock not available";
  EXPECT_EQ(Postgres("53100"), "no space");
  EXPECT_EQ(Postgres("53200"), "no space");
  EXPECT_EQ(Postgres("53300"), "busy");
  EXPECT_EQ(Postgres("57P01"), "connection");
  EXPECT_EQ(Postgres("57P03"), "busy");
  EXPECT_EQ(Postgres("08006"), "connection");
  EXPECT_EQ(Postgres("08P01"), "ours") << "too few parameters";
  EXPECT_EQ(Postgres("25P02"), "ours") << "a statement in a failed transaction";
  EXPECT_EQ(Postgres("28P01"), "credentials");
  EXPECT_EQ(Postgres("58030"), "storage");
  EXPECT_EQ(Postgres("XX001"), "data");
  EXPECT_EQ(Postgres("57014", "ERROR:  canceling statement due to user request"), "cancelled");
  EXPECT_EQ(Postgres("57014", "ERROR:  canceling statement due to statement timeout"), "busy");
  EXPECT_EQ(Postgres("", "Failed to prepare query: no connection to the server\n\nQuery was: SELECT 1"), "connection");
}

TEST(EngineErrors, OfOpening) {
  EXPECT_EQ(Open("[libpq] Failed to connect: connection to server on socket \"/x\" failed: FATAL:  password "
                 "authentication failed for user \"me\""),
            "credentials");
  EXPECT_EQ(
      Open("[libpq] Failed to connect: connection to server at \"h\" failed: FATAL:  database \"x\" does not exist"),
      "user");
  EXPECT_EQ(Open("[libpq] Failed to connect: connection to server at \"h\" failed: FATAL:  the database system is "
                 "starting up"),
            "busy");
  EXPECT_EQ(Open("[libpq] Failed to connect: connection to server on socket \"/x\" failed: No such file or directory"),
            "connection");
  EXPECT_EQ(Open("[libpq] Failed to connect: invalid URI query parameter: \"x\""), "user");
  EXPECT_EQ(Open("IO Error: Could not set lock on file \"x\": Conflicting lock is held"), "busy");
  EXPECT_EQ(Open("IO Error: The file \"x\" exists, but it is not a valid DuckDB database file!"), "data");
  EXPECT_EQ(Open("IO Error: Cannot open file \"/x/y\": No such file or directory"), "user");
}

TEST(EngineErrors, HaveTheEnginesOwnWords) {
  EXPECT_EQ(EngineWords("[libpq] Failed to execute query 'SELECT 1': ERROR:  division by zero\n"), "division by zero");
  EXPECT_EQ(EngineWords("Failed to prepare query: ERROR:  no such column\nLINE 1: x\n        ^\n\nQuery was: x"),
            "no such column\nLINE 1: x\n        ^");
  EXPECT_EQ(EngineWords("Failed to prepare query: no connection to the server\n\nQuery was: SELECT 1"),
            "no connection to the server");
  EXPECT_EQ(EngineWords("[libpq] Column \"a\" does not exist"), "Column \"a\" does not exist");
  EXPECT_EQ(EngineWords("Binder Error: x"), "Binder Error: x");
  EXPECT_EQ(EngineWords("Failed to prepare query: \nQuery was: x"), "the connection is closed");
}

}  // namespace
}  // namespace millrace
