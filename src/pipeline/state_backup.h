// A copy of the ledger at another place, so that a lost state folder costs nothing. It is taken after a job is
// journaled and before its first file becomes visible: whatever the lake shows, the newest copy knows of it. A job that
// the copy holds as publishing is carried forward by the next run, as after a crash.
#pragma once

#include <string>

#include "ledger/ledger.h"
#include "storage/file_system.h"

namespace millrace {

struct StatePlace {
  std::string state;  // local folder of the ledger
  std::string project;
  std::string backup;  // folder or address; empty: no copies are taken
};

// Replaces the copy. Throws what the ledger and the file system throw.
void BackUpState(FileSystem& files, Ledger& ledger, const StatePlace& place);

// Puts the copy in the place of the ledger, durably. Throws UserError when there is a ledger already, or no copy.
void RestoreState(FileSystem& files, const StatePlace& place);

}  // namespace millrace
