// The ledger in one SQLite file (WAL, every commit synced to disk). See ledger.h.
#pragma once

#include <memory>
#include <string>

#include "ledger/ledger.h"

namespace millrace {

// `<state>/<project>.db`
std::string LedgerPath(const std::string& state_folder, const std::string& project);

// Opens the ledger, and makes it (and its folder) when it is missing. Throws UserError when it belongs to another
// program or was made by a newer version, SystemError when it cannot be opened.
std::unique_ptr<Ledger> OpenSqliteLedger(const std::string& path);

// For commands that only look: makes no file (a missing ledger is an empty one) and refuses every change.
std::unique_ptr<Ledger> OpenSqliteLedgerToRead(const std::string& path);

}  // namespace millrace
