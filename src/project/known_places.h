// The raw folder and the lake of the config, compared with those that the ledger knows. Only sources of this room
// include this.
#pragma once

#include <vector>

#include "lake/lake_files.h"
#include "ledger/ledger.h"
#include "project/project.h"

namespace millrace {

// For services that write. Throws UserError, with the place in the config, when the lake is another one than the
// ledger's and holds none of its files: a run would continue in a second lake, and every question would see one of the
// two. A lake that was moved with its files, or a project that was moved as a whole, is accepted. A raw folder that is
// another one is told once: files are known by their names below it. Remembers both.
//
// A new ledger knows no lake. Then the lake must be empty (UserError), because a lost ledger would write every event
// again; AdoptLake (doctor.h) is the exception. The lake is listed only as long as the ledger is new.
void CheckPlaces(Project& project, Ledger& ledger);

// Remembers the lake of the config as the ledger's.
void RememberLake(Project& project, Ledger& ledger);

// The files in the lake if the ledger is new; empty if it is not.
std::vector<CommittedFile> FilesOfUnknownJobs(Project& project, Ledger& ledger);

// For services that read: the same error, nothing is remembered or told.
void CheckLakePlace(Project& project, Ledger& ledger);

}  // namespace millrace
