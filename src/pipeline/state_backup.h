// A copy of the ledger in another place, so that nothing is lost with the state directory. It is made after a job is
// journaled and before its first file becomes visible, so the newest copy knows everything that the lake shows. A job
// that the copy records as publishing is carried forward by the next run, as after a crash.
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

// Replaces the copy. Throws the errors of the ledger and the file system.
void BackUpState(FileSystem& files, Ledger& ledger, const StatePlace& place);

// Restores the ledger from the copy, durably. Throws UserError if a ledger exists or there is no copy.
void RestoreState(FileSystem& files, const StatePlace& place);

}  // namespace millrace
