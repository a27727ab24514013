// Keys of rows that have left the lake, kept until the warehouse has heard of them.
//
// Compaction and expiry change no rows of the warehouse. Jobs that erase, re-enrich or process again do: before
// their retired files are deleted, the keys of their rows that their own files do not have in the same way are written
// to small files on the local disk, one for each table and app. A load merges what is left of these keys in the lake,
// or deletes their rows, and then removes the file. Nothing is kept as long as nothing has been loaded.
//
// What goes wrong stays known, as a small file beside it: keys that could not be read, because then nobody knows which
// rows have to go, and why a load could not take rows out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "schema/table.h"
#include "storage/file_system.h"

namespace millrace {

struct RetiredKeys {
  std::string path;  // Parquet: the key columns of the table, and the app
  std::string job_id;
  TableId table = TableId::kEvent;
  bool are_known = true;   // else they could not be read, and there is no such file
  std::string app = {};    // as partitions name it; of keys that are not known
  std::string error = {};  // why their rows are still in the warehouse; empty: no load has tried
};

// `<state>/<project>.retired`
std::string RetiredKeysFolder(const std::string& state, const std::string& project);

// Keeps the keys of all jobs whose retired files are about to be deleted; may be repeated. `temporary_folder`: for
// copies of lake files in a store. For the holder of the project's lease. Throws SystemError. Of files that cannot be
// read the failure is kept, with a warning.
void KeepRetiredKeys(FileSystem& files, Ledger& ledger, const std::string& lake, const std::string& folder,
                     const std::string& temporary_folder);

// In the order of the jobs.
std::vector<RetiredKeys> ListRetiredKeys(FileSystem& files, const std::string& folder);

// Keeps why the rows of keys are still in the warehouse.
void KeepRetirementError(FileSystem& files, const RetiredKeys& keys, const std::string& error);
// Once their rows are gone.
void ForgetRetiredKeys(FileSystem& files, const RetiredKeys& keys);

}  // namespace millrace
