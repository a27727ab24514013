// Marks of the warehouse in the SQLite ledger.
#pragma once

#include <optional>
#include <string_view>

#include "ledger/sqlite.h"
#include "ledger/warehouse_marks.h"

namespace millrace {

class SqliteWarehouseMarks : public WarehouseMarkStore {
 public:
  explicit SqliteWarehouseMarks(SqliteConnection& connection) : connection_(connection) {}

  LoadChanges Loads() override;
  std::optional<WarehouseMark> Find(std::string_view step) override;
  void Save(std::string_view step, const WarehouseMark& mark, const LeaseRef& lease) override;

  // A load has changed the warehouse; within the transaction that records what. `finished_ns`: of a batch, else 0.
  void CountLoad(int64_t finished_ns);

 private:
  SqliteConnection& connection_;
};

}  // namespace millrace
