// How far the warehouse is, as the ledger knows it: what loads have changed, and what the steps after a load have taken
// up. So a project with nothing to do finds out without opening its warehouse.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/leases.h"

namespace millrace {

// Grows with every batch that was loaded, with every removal of rows that left the lake (load_items.h), and with every
// mark of a load.
struct LoadChanges {
  int64_t changes = 0;
  int64_t at_ns = 0;  // of the newest loaded batch; 0: none
};

// What a step after the loads saw when it began; equal states need no further one.
struct WarehouseMark {
  std::string state;
  int64_t at_ns = 0;  // when it was done
};

class WarehouseMarkStore {
 public:
  virtual ~WarehouseMarkStore() = default;

  virtual LoadChanges Loads() = 0;
  virtual std::optional<WarehouseMark> Find(std::string_view step) = 0;
  // Replaces the mark of a step. For the holder of the lease; the ledger refuses another one with a SystemError. A mark
  // of the holder of kLoadLease says that the load has changed the warehouse, and counts among Loads().
  virtual void Save(std::string_view step, const WarehouseMark& mark, const LeaseRef& lease) = 0;
};

}  // namespace millrace
