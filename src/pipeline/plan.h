// What there is to do: the raw files that no job has read, in runs (etl-runner §3, §5 with differences 1–3, 6, 11).
// Reads the raw folder and the ledger, changes nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "storage/file_system.h"

namespace millrace {

struct PlanOptions {
  std::string raw;  // folder
  // The window (from, to] of modified times, nanoseconds since the epoch; null: open at that side.
  std::optional<int64_t> from_ns;
  std::optional<int64_t> to_ns;
  // Of files as stored; a run has at least one file.
  uint64_t max_bytes_per_run = UINT64_MAX;
};

struct PlannedFile {
  std::string name;  // below the raw folder: how the ledger knows it
  FileInfo info;
};

// A file that was read before and has another size or modified time now. It is never read again by itself: its old rows
// are in the lake. Under a new name it is a new file.
struct ChangedFile {
  std::string name;
  FileInfo info;
  LedgerFile known;
};

struct Plan {
  std::vector<std::vector<PlannedFile>> runs;  // oldest first, by modified time, then path
  uint64_t files = 0;                          // in runs
  uint64_t bytes = 0;                          // of these, as stored
  uint64_t already_done = 0;
  uint64_t in_progress = 0;     // claimed by a job that has not committed
  uint64_t outside_window = 0;  // new, but not asked for
  std::vector<ChangedFile> changed;
};

// Throws UserError when the raw folder does not exist, SystemError when it cannot be read.
Plan MakePlan(FileSystem& files, Ledger& ledger, const PlanOptions& options);

}  // namespace millrace
