#include "warehouse/adbc_driver.h"

#include <map>
#include <memory>
#include <mutex>

#include <dlfcn.h>

#include "core/error.h"

namespace millrace {
namespace {

// A library that comes with the program.
constexpr const char* kDuckDbLibrary = "libduckdb.so";

AdbcDriverInitFunc FindEntry(const std::string& library) {
  const bool is_duckdb = library == kDuckDbDriver;
  const std::string file = is_duckdb ? kDuckDbLibrary : library;
  // Not unloaded: drivers have threads and exit handlers of their own. RTLD_LOCAL keeps the copies of libraries that
  // they bring (OpenSSL) apart from ours. RTLD_LAZY: half of the symbols of DuckDB are never used.
  void* const handle = ::dlopen(file.c_str(), RTLD_LOCAL | (is_duckdb ? RTLD_LAZY : RTLD_NOW));
  if (handle == nullptr) {
    const char* const reason = ::dlerror();
    throw UserError("cannot load the warehouse driver " + file + ": " + (reason == nullptr ? "" : reason) +
                    (is_duckdb ? "; install the program again, with all of its libraries"
                               : "; set the config key `warehouse.driver` to an ADBC driver library"));
  }
  const char* const name = is_duckdb ? "duckdb_adbc_init" : "AdbcDriverInit";
  void* const entry = ::dlsym(handle, name);
  if (entry == nullptr) throw UserError("the warehouse driver " + file + " is no ADBC driver (no " + name + ")");
  return reinterpret_cast<AdbcDriverInitFunc>(entry);
}

}  // namespace

const AdbcDriver& LoadAdbcDriver(const std::string& library) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<AdbcDriver>> loaded;
  const std::lock_guard lock(mutex);
  std::unique_ptr<AdbcDriver>& driver = loaded[library];
  if (driver == nullptr) {
    auto made = std::make_unique<AdbcDriver>();
    AdbcFailure failure;
    const AdbcStatusCode status = FindEntry(library)(ADBC_VERSION_1_1_0, made.get(), failure.get());
    if (status != ADBC_STATUS_OK) {
      throw UserError("the warehouse driver " + library +
                      " does not support ADBC 1.1: " + failure.Take(status).message);
    }
    driver = std::move(made);
  }
  return *driver;
}

AdbcFailure::~AdbcFailure() {
  if (error_.release != nullptr) error_.release(&error_);
}

EngineError AdbcFailure::Take(AdbcStatusCode status) {
  return ToEngineError(error_, status);
}

EngineError ToEngineError(const AdbcError& error, AdbcStatusCode status) {
  EngineError taken{.status = status, .sqlstate = {}, .message = error.message == nullptr ? "" : error.message};
  // Drivers leave five zeros or blanks where they know none.
  const std::string_view state(error.sqlstate, sizeof(error.sqlstate));
  if (state.find_first_of(std::string_view("\0 ", 2)) == std::string_view::npos && state != "00000") {
    taken.sqlstate = state;
  }
  return taken;
}

}  // namespace millrace
