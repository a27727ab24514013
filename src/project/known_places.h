// Compares the raw directory and the lake of the config with those that the ledger knows. Only sources of this room
// include this.
#pragma once

#include <memory>
#include <vector>

#include "lake/lake_files.h"
#include "ledger/ledger.h"
#include "project/project.h"

namespace millrace {

// For services that show what one that writes would do. Throws UserError, with the position in the config, if the lake
// is not that of the ledger and contains none of its files: a run would start a second lake, and a query would see only
// one of the two. Accepts a lake that was moved with its files, and a project that was moved as a whole.
//
// A new ledger knows no lake. Then the lake must be empty (UserError), because after the loss of a ledger every event
// would be written again; AdoptLake (doctor.h) is the exception. The lake is listed only if the ledger is new.
void CheckPlaces(Project& project, Ledger& ledger);

// For services that write: the ledger, which is created if it is missing, but not before CheckPlaces. Records the
// locations of the lake and of the raw directory. Reports a different raw directory once, because files are known by
// their names relative to it.
std::unique_ptr<Ledger> OpenLedgerForJobs(Project& project);
// The same, but null if there is no ledger yet: for what else can be wrong with a configuration, before one is created.
std::unique_ptr<Ledger> OpenLedgerIfExists(Project& project);

// Records the lake of the config as that of the ledger.
void RememberLake(Project& project, Ledger& ledger);

// The files in the lake if the ledger is new; empty if it is not.
std::vector<CommittedFile> FilesOfUnknownJobs(Project& project, Ledger& ledger);

// For services that read: that the lake is not the ledger's.
void CheckLakePlace(Project& project, Ledger& ledger);

}  // namespace millrace
