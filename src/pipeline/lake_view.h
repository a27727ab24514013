// The lake files that are valid: those of committed jobs that no committed job has retired. While a job publishes, and
// after a crash during that, the lake also contains files that are not valid yet or not any more. Every reader of the
// lake must use this.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lake/lake_files.h"
#include "ledger/ledger.h"
#include "schema/table.h"
#include "storage/file_system.h"

namespace millrace {

// A path in the lake as the ledger stores it: relative to the lake directory.
std::string BelowLake(const std::string& lake, const std::string& path);

// The committed Parquet files of each of these tables, in their order, each list sorted by path: a consistent snapshot,
// even while a job is publishing. Files whose job the ledger does not know are included, because a lake may have been
// copied here.
std::vector<std::vector<CommittedFile>> CommittedFiles(FileSystem& files, Ledger& ledger, const std::string& lake,
                                                       const std::string& project, std::span<const TableId> tables);

// A file that a committed job published and no job retired, and that is missing or has a different size.
using LostFile = JobOutput;

// The lake compared with the ledger.
struct LakeComparison {
  std::vector<std::vector<CommittedFile>>
      files;           // of all tables, in the order of AllTables, as CommittedFiles gives them
  uint64_t known = 0;  // files that should be there
  std::vector<LostFile> lost;
};
// `3 lake files are missing or changed, the first: …`. `lost` must not be empty.
std::string LostFilesText(const std::vector<LostFile>& lost);

// Reads the ledger and lists the lake as a whole.
LakeComparison CompareLake(FileSystem& files, Ledger& ledger, const std::string& lake, const std::string& project);

// Looks for the next `limit` files of the ledger in the lake, in turn (OutputStore::NextToCheck), and returns those
// that are lost. What it costs does not depend on the lake. The caller holds the project's lease under this number.
std::vector<LostFile> CheckNextFiles(FileSystem& files, Ledger& ledger, int64_t fence, const std::string& lake,
                                     size_t limit);

}  // namespace millrace
