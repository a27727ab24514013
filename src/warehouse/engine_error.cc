#include "warehouse/engine_error.h"

#include <array>
#include <initializer_list>
#include <utility>

#include <arrow-adbc/adbc.h>

#include "core/cancelled.h"
#include "core/error.h"
#include "core/trim.h"
#include "warehouse/warehouse_error.h"

namespace millrace {
namespace {

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool HasAny(std::string_view text, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) {
    if (Has(text, part)) return true;
  }
  return false;
}

[[noreturn]] void ThrowCancelled() {
  throw Cancelled("the query was cancelled");
}

[[noreturn]] void ThrowMachine(WarehouseFault fault, const std::string& words) {
  throw WarehouseError(fault, "the warehouse failed: " + words);
}

[[noreturn]] void ThrowOurs(const std::string& words) {
  throw InternalError("the warehouse was used wrongly: " + words);
}

// DuckDB has no codes; its messages start with the name of the class.
[[noreturn]] void ThrowDuckDbError(std::string_view kind, const std::string& words) {
  if (kind == "INTERRUPT") ThrowCancelled();
  if (Has(words, "read-only")) throw UserError(words);
  // After these, the engine refuses everything until the file is opened again.
  if (Has(words, "database has been invalidated")) ThrowMachine(WarehouseFault::kConnection, words);
  if (HasAny(words, {"No space left", "max_temp_directory_size", "disk full"})) {
    ThrowMachine(WarehouseFault::kNoSpace, words);
  }
  if (kind == "Out of Memory") ThrowMachine(WarehouseFault::kNoSpace, words);
  if (kind == "FATAL" || kind == "INTERNAL" || kind == "Serialization") ThrowMachine(WarehouseFault::kData, words);
  if (kind == "TransactionContext" || kind == "Catalog" || kind == "Transaction") {
    if (HasAny(words, {"Conflict on", "conflict"})) ThrowMachine(WarehouseFault::kConflict, words);
    if (kind != "Catalog" && !Has(words, "constraint")) ThrowOurs(words);
  }
  if (kind == "IO") {
    if (Has(words, "Could not set lock")) ThrowMachine(WarehouseFault::kBusy, words);
    if (!HasAny(words, {"No such file", "No files found", "Permission denied", "Is a directory"})) {
      ThrowMachine(WarehouseFault::kStorage, words);
    }
  }
  throw UserError(words);
}

// Classes and codes of the SQL standard and of PostgreSQL.
[[noreturn]] void ThrowBySqlState(std::string_view state, const std::string& words) {
  if (state == "57014") {
    if (Has(words, "timeout")) ThrowMachine(WarehouseFault::kBusy, words);
    ThrowCancelled();
  }
  // A write in a transaction that only reads, and an attempt to change what it may.
  if (state == "25006" || state == "25001") throw UserError(words);
  if (state == "08P01" || state == "25P02" || state.starts_with("25")) ThrowOurs(words);
  static constexpr std::array<std::pair<std::string_view, WarehouseFault>, 11> kFaults = {{
      {"08", WarehouseFault::kConnection},
      {"57P01", WarehouseFault::kConnection},
      {"57P02", WarehouseFault::kConnection},
      {"57P05", WarehouseFault::kConnection},
      {"57P03", WarehouseFault::kBusy},
      {"40", WarehouseFault::kConflict},
      {"55P03", WarehouseFault::kConflict},
      {"53300", WarehouseFault::kBusy},
      {"53", WarehouseFault::kNoSpace},
      {"28", WarehouseFault::kCredentials},
      {"58", WarehouseFault::kStorage},
  }};
  for (const auto& [prefix, fault] : kFaults) {
    if (state.starts_with(prefix)) ThrowMachine(fault, words);
  }
  if (state.starts_with("XX")) ThrowMachine(WarehouseFault::kData, words);
  throw UserError(words);
}

[[noreturn]] void ThrowByStatus(int status, const std::string& words) {
  switch (status) {
    case ADBC_STATUS_CANCELLED:
      ThrowCancelled();
    case ADBC_STATUS_IO:
      ThrowMachine(WarehouseFault::kConnection, words);
    case ADBC_STATUS_TIMEOUT:
      ThrowMachine(WarehouseFault::kBusy, words);
    case ADBC_STATUS_UNAUTHENTICATED:
      ThrowMachine(WarehouseFault::kCredentials, words);
    case ADBC_STATUS_NOT_FOUND:
    case ADBC_STATUS_ALREADY_EXISTS:
    case ADBC_STATUS_INVALID_ARGUMENT:
    case ADBC_STATUS_INVALID_DATA:
    case ADBC_STATUS_INTEGRITY:
    case ADBC_STATUS_UNAUTHORIZED:
      throw UserError(words);
    default:
      ThrowOurs(words);
  }
}

// «Binder» of «Binder Error: …»; empty if the message has no such start.
std::string_view DuckDbKind(std::string_view message) {
  constexpr std::string_view kMark = " Error: ";
  const size_t mark = message.find(kMark);
  return mark == std::string_view::npos || mark > 32 ? std::string_view() : message.substr(0, mark);
}

}  // namespace

std::string EngineWords(std::string_view message) {
  // libpq: «[libpq] Failed to execute query 'SELECT …': ERROR:  division by zero».
  for (const std::string_view mark : {"ERROR:  ", "FATAL:  ", "PANIC:  "}) {
    const size_t at = message.find(mark);
    if (at != std::string_view::npos) {
      message.remove_prefix(at + mark.size());
      break;
    }
  }
  constexpr std::string_view kFailedToPrepare = "Failed to prepare query: ";
  if (message.starts_with(kFailedToPrepare)) message.remove_prefix(kFailedToPrepare.size());
  message = message.substr(0, message.find("\nQuery was: "));
  if (message.starts_with("[libpq] ")) message.remove_prefix(std::string_view("[libpq] ").size());
  message = TrimEnd(message);
  return message.empty() ? "the connection is closed" : std::string(message);
}

void ThrowEngineError(const EngineError& error) {
  const std::string words = EngineWords(error.message);
  if (!error.sqlstate.empty()) ThrowBySqlState(error.sqlstate, words);
  if (const std::string_view kind = DuckDbKind(error.message); !kind.empty()) ThrowDuckDbError(kind, words);
  ThrowByStatus(error.status, words);
}

void ThrowOpenError(const EngineError& error, std::string_view place) {
  const std::string words = EngineWords(error.message);
  const std::string message = "cannot open the warehouse " + std::string(place) + ": " + words;
  // The drivers give no code here.
  if (HasAny(words, {"password authentication failed", "no password supplied", "authentication failed",
                     "no pg_hba.conf entry"})) {
    throw WarehouseError(WarehouseFault::kCredentials,
                         message + "; the password is taken from MILLRACE_WAREHOUSE_PASSWORD or PGPASSWORD");
  }
  if (Has(words, "Could not set lock")) throw WarehouseError(WarehouseFault::kBusy, message);
  if (HasAny(words, {"the database system is starting up", "too many clients", "remaining connection slots"})) {
    throw WarehouseError(WarehouseFault::kBusy, message);
  }
  if (HasAny(words, {"not a valid DuckDB database file", "Corrupt database file", "Serialization Error"})) {
    throw WarehouseError(WarehouseFault::kData, message);
  }
  const bool is_wrong_name = Has(words, "does not exist") && HasAny(words, {"database \"", "role \""});
  if (is_wrong_name || HasAny(words, {"Permission denied", "No such file", "Is a directory", "invalid URI",
                                      "invalid connection option", "missing \"=\" after", "not recognized"})) {
    // A socket that is not there is a server that does not run.
    if (!Has(words, "connection to server")) throw UserError(message);
    if (is_wrong_name) throw UserError(message);
  }
  if (error.status == ADBC_STATUS_INVALID_ARGUMENT || error.status == ADBC_STATUS_NOT_IMPLEMENTED) {
    throw UserError(message);
  }
  throw WarehouseError(WarehouseFault::kConnection, message);
}

}  // namespace millrace
