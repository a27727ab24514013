#include "warehouse/adbc_driver.h"

#include <map>
#include <memory>
#include <mutex>

#include <dlfcn.h>

#include "core/error.h"

// The entry of libduckdb, which has no header in the pinned package.
extern "C" AdbcStatusCode duckdb_adbc_init(int version, void* driver, AdbcError* error);

namespace millrace {
namespace {

AdbcDriverInitFunc FindEntry(const std::string& library) {
  if (library == kDuckDbDriver) return duckdb_adbc_init;
  // Not unloaded: drivers have threads and exit handlers of their own. RTLD_LOCAL keeps the copies of libraries that
  // they bring (OpenSSL) apart from ours.
  void* const handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* const reason = ::dlerror();
    throw UserError("cannot load the warehouse driver " + library + ": " + (reason == nullptr ? "" : reason) +
                    "; set the config key `warehouse.driver` to an ADBC driver library");
  }
  void* const entry = ::dlsym(handle, "AdbcDriverInit");
  if (entry == nullptr) throw UserError("the warehouse driver " + library + " is no ADBC driver (no AdbcDriverInit)");
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
