// The files of the lake that count: those of committed jobs that no committed job took out. While a job publishes, and
// after a crash in the middle of it, its files lie in the lake and are not part of it yet, or those that it takes out
// lie there still; who reads the lake asks here.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lake/lake_files.h"
#include "ledger/ledger.h"
#include "schema/table.h"
#include "storage/file_system.h"

namespace millrace {

// A path of the lake as the ledger knows it: below the lake folder.
std::string BelowLake(const std::string& lake, const std::string& path);

// The committed Parquet files of each of these tables, in their order, each list sorted by path: one moment's state,
// also while a job is publishing. Files whose job the ledger does not know count too: a lake may have been copied here.
std::vector<std::vector<CommittedFile>> CommittedFiles(FileSystem& files, Ledger& ledger, const std::string& lake,
                                                       const std::string& project, std::span<const TableId> tables);

// A file that a committed job published and no job took out, and that is gone or has another size.
struct LostFile {
  std::string job_id;
  LedgerOutput output;
};

// The lake held against the ledger.
struct LakeComparison {
  std::vector<std::vector<CommittedFile>>
      files;           // of all tables, in the order of AllTables, as CommittedFiles gives them
  uint64_t known = 0;  // files that should be there
  std::vector<LostFile> lost;
};
// `3 files of the lake are gone or changed, the first: …`; not for none.
std::string LostFilesText(const std::vector<LostFile>& lost);

LakeComparison CompareLake(FileSystem& files, Ledger& ledger, const std::string& lake, const std::string& project);

}  // namespace millrace
