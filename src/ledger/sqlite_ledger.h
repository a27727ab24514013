// The ledger in one SQLite file (WAL, every commit synced to disk). See ledger.h.
#pragma once

#include <memory>
#include <string>

#include "ledger/ledger.h"

namespace millrace {

// `<state>/<project>.db`
std::string LedgerPath(const std::string& state_folder, const std::string& project);

// Whether there is a ledger. Throws SystemError if this user cannot tell, because the directory is closed.
bool LedgerExists(const std::string& path);

// Opens the ledger, and creates it if it is missing; its directory must exist. Throws UserError if the file belongs to
// another program or was made by a newer version, SystemError if it cannot be opened.
std::unique_ptr<Ledger> OpenSqliteLedger(const std::string& path);

// For commands that only read: refuses every change, creates no file (a missing ledger is an empty one) and does not
// migrate an older ledger. Works for a user who can only read the state directory; a warning says so if changes that
// a writer has not yet moved from its log into the file cannot be read.
std::unique_ptr<Ledger> OpenSqliteLedgerToRead(const std::string& path);

}  // namespace millrace
