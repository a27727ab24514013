#include "project/project_warehouse.h"

#include <cstdlib>
#include <string>

#include "core/warehouse_address.h"

namespace millrace {
namespace {

std::string Password() {
  for (const char* const name : {"MILLRACE_WAREHOUSE_PASSWORD", "PGPASSWORD"}) {
    const char* const password = std::getenv(name);
    if (password != nullptr && *password != '\0') return password;
  }
  return {};
}

}  // namespace

Dialect DialectOf(const Config& config) {
  if (const auto dialect = ParseDialect(config.warehouse.dialect)) return *dialect;
  return ParseWarehouseAddress(config.warehouse.uri).kind == WarehouseKind::kPostgres ? Dialect::kPostgres
                                                                                      : Dialect::kDuckDb;
}

WarehouseOptions WarehouseOptionsOf(const Config& config) {
  const Config::Warehouse& warehouse = config.warehouse;
  WarehouseOptions options;
  options.uri = warehouse.uri;
  options.driver = warehouse.driver;
  options.dialect = ParseDialect(warehouse.dialect);
  options.password = Password();
  options.state_folder = config.state;
  options.memory_bytes = warehouse.memory_bytes;
  options.threads = config.processing.threads;
  const std::string file = ParseWarehouseAddress(warehouse.uri).file;
  if (!file.empty()) options.temporary_folder = file + ".tmp";
  return options;
}

std::shared_ptr<Warehouse> OpenProjectWarehouse(const Config& config,
                                                const std::function<void(const std::string& line)>& on_wait,
                                                const std::stop_token& stop) {
  return OpenWarehouse(WarehouseOptionsOf(config), on_wait, stop);
}

}  // namespace millrace
