// From what an engine says to the class of an error (warehouse_error.h). Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

struct EngineError {
  int status = 0;        // of ADBC
  std::string sqlstate;  // five characters; empty if the engine has none, as DuckDB
  std::string message;   // as the driver gives it
};

// The engine's own words, without what the driver puts around them.
std::string EngineWords(std::string_view message);

// Throws the error of a statement or transaction as UserError, WarehouseError, InternalError or Cancelled.
[[noreturn]] void ThrowEngineError(const EngineError& error);
// Throws why `place` (an address without a password) could not be opened.
[[noreturn]] void ThrowOpenError(const EngineError& error, std::string_view place);

}  // namespace millrace
