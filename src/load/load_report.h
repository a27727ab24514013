// What a load did: the metrics of load.md §8, by table and as a whole. Plain values.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "load/notices.h"
#include "load/register.h"

#include "schema/table.h"

namespace millrace {

// Rows of lake files on their way into a table.
struct RowCounts {
  uint64_t read = 0;
  uint64_t inserted = 0;                            // with a key that the table did not have
  uint64_t changed = 0;                             // of the table
  uint64_t deleted = 0;                             // of the table: their key is in the lake no more
  uint64_t expired = 0;                             // from before the cut of an expiry
  std::map<std::string, uint64_t> rejected = {};    // by the column that is NULL and must not be
  std::map<std::string, uint64_t> not_finite = {};  // NaN and infinities that became NULL, by column

  uint64_t rejects() const;
  // Rows that changed nothing: duplicates, and what the table had already.
  uint64_t unchanged() const;
  void Add(const RowCounts& other);
};

struct TableLoad {
  uint64_t files_waiting = 0;  // at the begin: new ones, and failed ones with attempts left
  uint64_t files_loaded = 0;
  uint64_t files_failed = 0;
  uint64_t files_gone = 0;  // that left the lake while they were loaded
  uint64_t bytes_loaded = 0;
  uint64_t batches = 0;
  uint64_t retries = 0;  // of batches, after conflicts and lost connections
  RowCounts rows;
};

// A file that failed alone.
struct FailedFile {
  std::string path;
  std::string error;
};

struct LoadReport {
  std::string load_id;
  std::array<TableLoad, kTableCount> tables;  // by TableId
  RegisterCounts registered;                  // by jobs and by the scan
  NoticeCounts notices;
  std::vector<FailedFile> failed;  // the first kFailedFilesKept
  uint64_t bytes_waiting = 0;      // at the begin
  uint64_t recovered = 0;          // batches of an interrupted load whose outcome was looked up
  uint64_t rejects_stored = 0;     // rows
  uint64_t retired_jobs = 0;       // jobs whose retired rows left the warehouse
  uint64_t retirements_left = 0;   // files of retired keys that the next load tries again
  uint64_t files_retried = 0;      // failed ones that were to be tried again
  uint64_t files_again = 0;        // loaded ones that were to be loaded again
  uint64_t files_unknown_app = 0;  // that wait for their app
  uint64_t files_given_up = 0;     // that failed too often
  int64_t oldest_file_ms = 0;      // age of the oldest waiting file at the begin
  double seconds = 0;

  TableLoad& Of(TableId table) { return tables[static_cast<size_t>(table)]; }
  const TableLoad& Of(TableId table) const { return tables[static_cast<size_t>(table)]; }
  TableLoad Total() const;
};
inline constexpr size_t kFailedFilesKept = 20;

}  // namespace millrace
