// Who may write: the lease of a ledger lets one process at a time load or compute, but a process that was paused beyond
// its lease does not know that another has it, and wakes up in the middle of a transaction. So whoever begins takes the
// fence in the warehouse, and each transaction passes it before its commit: of the transactions of two holders only
// those of the later one can be committed after it has taken the fence. The holder is a name, not the number of the
// lease, since the ledger may be another one than before.
//
// The table `writer_fence` of the app's schema has a row for each writer, so that those of one process do not conflict.
#pragma once

#include <string_view>

#include "warehouse/connection.h"

namespace millrace {

// In a transaction of its own. Throws WarehouseError (kConflict) while the former holder is about to commit.
void TakeWriterFence(Connection& connection, std::string_view schema, std::string_view writer, std::string_view holder);

// The last statement of a transaction. Throws SystemError if another holder has taken the fence, or a WarehouseError
// (kConflict) if it does so meanwhile; then nothing may be committed.
void PassWriterFence(Connection& connection, std::string_view schema, std::string_view writer, std::string_view holder);

}  // namespace millrace
