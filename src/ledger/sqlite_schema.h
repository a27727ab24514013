// The tables of the ledger, and the migration of a ledger of an older version. For the thread that owns the connection.
#pragma once

#include <string>

#include "ledger/sqlite.h"

namespace millrace {

// Whether a database has all tables of this program. Changes nothing, throws as OpenSchema does.
bool HasNewestSchema(SqliteConnection& connection, const std::string& path);

// Creates the tables in an empty database, or adds those that an older ledger lacks, in one transaction. Throws
// UserError if the database belongs to another program or a newer version. `path` is for messages.
void OpenSchema(SqliteConnection& connection, const std::string& path);

}  // namespace millrace
