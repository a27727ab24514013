// The warehouse that a project's configuration names. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "core/config.h"
#include "warehouse/warehouse.h"

namespace millrace {

// Of the models that run in it: by `warehouse.dialect`, else by the address.
Dialect DialectOf(const Config& config);

// The password comes from MILLRACE_WAREHOUSE_PASSWORD, else from PGPASSWORD.
WarehouseOptions WarehouseOptionsOf(const Config& config);

// Opens it, or creates a DuckDB file. `on_wait` gets a line when another process holds it and does not share it yet.
// Throws what OpenWarehouse throws.
std::shared_ptr<Warehouse> OpenProjectWarehouse(const Config& config,
                                                const std::function<void(const std::string& line)>& on_wait = {},
                                                const std::stop_token& stop = {});

}  // namespace millrace
