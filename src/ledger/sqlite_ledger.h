// The ledger in one SQLite file (WAL, every commit synced to disk). See ledger.h.
#pragma once

#include <memory>
#include <string>

#include "ledger/ledger.h"

namespace millrace {

// `<state>/<project>.db`
std::string LedgerPath(const std::string& state_folder, const std::string& project);

// Opens the ledger, and makes it when it is missing; its folder must exist. Throws UserError when it belongs to another
// program or was made by a newer version, SystemError when it cannot be opened.
std::unique_ptr<Ledger> OpenSqliteLedger(const std::string& path);

// For commands that only look: refuses every change, makes no file (a missing ledger is an empty one) and leaves an
// older ledger as it is. A user who may only read the state folder may read the ledger, too; where that must do without
// what a writer has not put into the file yet, a warning says so.
std::unique_ptr<Ledger> OpenSqliteLedgerToRead(const std::string& path);

}  // namespace millrace
