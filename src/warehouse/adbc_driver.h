// The C API of an ADBC driver: loading it, and calls whose failures are EngineErrors. Only the files named adbc_* use
// the API itself.
#pragma once

#include <string>

#include <arrow-adbc/adbc.h>

#include "warehouse/engine_error.h"

namespace millrace {

// The driver of a shared library, by path or by a name that the loader finds; `kDuckDbDriver` is DuckDB. It is loaded
// like the others, when it is needed: linking its 70 MB would cost every start 10 ms. Drivers stay loaded. Throws
// UserError when it cannot be loaded. Thread-safe.
inline constexpr const char* kDuckDbDriver = "duckdb";
inline constexpr const char* kPostgresDriver = "libadbc_driver_postgresql.so";
const AdbcDriver& LoadAdbcDriver(const std::string& library);

// Where a call of the API leaves its error. Frees it.
class AdbcFailure {
 public:
  AdbcFailure() = default;
  ~AdbcFailure();
  AdbcFailure(const AdbcFailure&) = delete;
  AdbcFailure& operator=(const AdbcFailure&) = delete;

  AdbcError* get() { return &error_; }
  // What a call that returned `status` says.
  EngineError Take(AdbcStatusCode status);

 private:
  AdbcError error_ = ADBC_ERROR_INIT;
};

EngineError ToEngineError(const AdbcError& error, AdbcStatusCode status);

// Calls `call(AdbcError*)` and throws what ThrowEngineError makes of a failure.
template <typename Call>
void CallAdbc(const Call& call) {
  AdbcFailure failure;
  const AdbcStatusCode status = call(failure.get());
  if (status != ADBC_STATUS_OK) [[unlikely]]
    ThrowEngineError(failure.Take(status));
}

}  // namespace millrace
