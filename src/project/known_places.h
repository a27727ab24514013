// The raw folder and the lake of the config, compared with those that the ledger knows. Only sources of this room
// include this.
#pragma once

#include "ledger/ledger.h"
#include "project/project.h"

namespace millrace {

// For services that write. Throws UserError, with the place in the config, when the lake is another one than the
// ledger's and holds none of its files: a run would continue in a second lake, and every question would see one of the
// two. A lake that was moved with its files, or a project that was moved as a whole, is accepted. A raw folder that is
// another one is told once: files are known by their names below it. Remembers both.
void CheckPlaces(Project& project, Ledger& ledger);

// For services that read: the same error, nothing is remembered or told.
void CheckLakePlace(Project& project, Ledger& ledger);

}  // namespace millrace
