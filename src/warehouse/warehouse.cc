#include "warehouse/warehouse.h"

#include "warehouse/adbc_warehouse.h"

namespace millrace {

std::shared_ptr<Warehouse> OpenWarehouse(const WarehouseOptions& options,
                                         const std::function<void(const std::string& line)>& /*on_wait*/,
                                         const std::stop_token& /*stop*/) {
  return std::make_shared<AdbcWarehouse>(AdbcSettingsOf(options));
}

}  // namespace millrace
