#include "warehouse/warehouse.h"

#include "core/warehouse_address.h"
#include "warehouse/adbc_warehouse.h"
#include "warehouse/shared_warehouse.h"

namespace millrace {

std::shared_ptr<Warehouse> OpenWarehouse(const WarehouseOptions& options,
                                         const std::function<void(const std::string& line)>& on_wait,
                                         const std::stop_token& stop) {
  AdbcSettings settings = AdbcSettingsOf(options);
  const std::string file = ParseWarehouseAddress(options.uri).file;
  if (settings.driver != kDuckDbDriver || file.empty() || options.state_folder.empty()) {
    return std::make_shared<AdbcWarehouse>(std::move(settings));
  }
  return std::make_shared<SharedWarehouse>(std::move(settings), OwnerSocketPath(options.state_folder, file),
                                           options.temporary_folder, on_wait, stop);
}

}  // namespace millrace
