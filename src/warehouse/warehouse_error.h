// What goes wrong in a warehouse, in three classes that the driver's status decides:
//
// - The statement is wrong (syntax, names, values, rights, a file that it names): a UserError, with the engine's words.
// - The machine failed (connection, conflict, disk, memory): a WarehouseError. Most of them pass when the transaction
// is
//   repeated.
// - We used the engine in a way that it does not support: an InternalError.
//
// A statement that was stopped ends with Cancelled (core/cancelled.h).
#pragma once

#include <cstdint>
#include <string>

#include "core/error.h"

namespace millrace {

enum class WarehouseFault : uint8_t {
  kConnection,   // not reachable, or lost; what was sent last may have taken effect, a COMMIT included
  kConflict,     // with another transaction: serialization failure, deadlock, lock timeout
  kBusy,         // too many connections, starting, or another process holds the file
  kNoSpace,      // disk or memory of the engine is full
  kStorage,      // the engine could not read or write a file
  kCredentials,  // wrong password, or the server refuses the user
  kData,         // the engine says that its files are damaged, or that it has an error of its own
};

class WarehouseError : public SystemError {
 public:
  WarehouseError(WarehouseFault fault, const std::string& message) : SystemError(message), fault_(fault) {}
  WarehouseFault fault() const { return fault_; }
  // The same transaction may succeed when it is repeated from its start after a pause; on a new connection if
  // `connection_lost`.
  bool is_retryable() const { return fault_ != WarehouseFault::kCredentials && fault_ != WarehouseFault::kData; }
  bool connection_lost() const { return fault_ == WarehouseFault::kConnection; }

 private:
  WarehouseFault fault_;
};

}  // namespace millrace
