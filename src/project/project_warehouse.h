// The warehouse that a project's configuration names. Thread-safe.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include "core/config.h"
#include "project/project.h"
#include "warehouse/warehouse.h"

namespace millrace {

// Whether the project has one: `warehouse.uri` is not `none`.
bool HasWarehouse(const Config& config);

// Whether it is a DuckDB file that nobody has made yet. Throws SystemError if that cannot be told: a directory that may
// not be read is no missing file.
bool IsWarehouseFileMissing(const Config& config);

// Of the models that run in it: by `warehouse.dialect`, else by the address.
Dialect DialectOf(const Config& config);

// The password comes from MILLRACE_WAREHOUSE_PASSWORD, else from PGPASSWORD.
WarehouseOptions WarehouseOptionsOf(const Config& config);

// Opens it, or creates a DuckDB file; what is open in this project is shared. `on_wait` gets a line when another
// process holds it and does not share it yet. Throws what OpenWarehouse throws, and UserError where the project has
// none.
std::shared_ptr<Warehouse> OpenProjectWarehouse(Project& project,
                                                const std::function<void(const std::string& line)>& on_wait = {},
                                                const std::stop_token& stop = {});

// For services that change nothing: a DuckDB file that is missing is not created, an empty database stands for it.
std::shared_ptr<Warehouse> OpenProjectWarehouseToRead(Project& project,
                                                      const std::function<void(const std::string& line)>& on_wait = {},
                                                      const std::stop_token& stop = {});

// While it lives, the warehouse stays open once it was opened, so that this process answers those that want a DuckDB
// file meanwhile (warehouse/owner.h). One at a time for a project.
class KeptWarehouse {
 public:
  // `on_wait` counts from now on, not what OpenProjectWarehouse is given by others; a line is said once. `stop` ends
  // waits, as the token of whoever waits does.
  KeptWarehouse(Project& project, std::function<void(const std::string& line)> on_wait, std::stop_token stop);
  // Waits for the others that use the file through this process, unless a stop is requested.
  ~KeptWarehouse();
  KeptWarehouse(const KeptWarehouse&) = delete;
  KeptWarehouse& operator=(const KeptWarehouse&) = delete;

 private:
  Project& project_;
};

// What stops a warehouse that is kept: the stop of the process, and while it is opened also that of whoever opens it.
struct StopOfKept {
  explicit StopOfKept(const std::stop_token& stop);

  std::stop_source source;
  std::stop_callback<std::function<void()>> passed_on;
};

// What a project has open of its warehouse. Only project_warehouse.cc uses it.
struct OpenedWarehouse {
  std::mutex mutex;
  std::condition_variable_any ended;  // an attempt to open it
  bool is_opening = false;            // by one caller; the others wait
  std::shared_ptr<StopOfKept> stop_of_kept;
  std::weak_ptr<Warehouse> shared;
  std::shared_ptr<Warehouse> kept;
  bool is_kept = false;
  std::function<void(const std::string& line)> on_wait;
  std::stop_token stop;
};

}  // namespace millrace
