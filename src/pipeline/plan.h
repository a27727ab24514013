// Plans which raw files are to be read, in runs: those that no job has read (etl-runner §3, §5 with differences 1–3, 6,
// 11). Reads the raw directory and the ledger and changes nothing. Keeps only new and changed files in memory; the
// records of all others are read page by page.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "pipeline/finished_days.h"
#include "storage/file_system.h"

namespace millrace {

struct PlannedFile {
  std::string name;  // relative to the raw directory, as in the ledger
  FileInfo info;
};

struct PlanOptions {
  std::string raw = {};  // directory
  // The window (from, to] of modified times, nanoseconds since the epoch; null: open at this end.
  std::optional<int64_t> from_ns = {};
  std::optional<int64_t> to_ns = {};
  // Limit of a run, in bytes as stored; a run has at least one file.
  uint64_t max_bytes_per_run = UINT64_MAX;
  std::vector<std::string> ignore = {};  // patterns of names (ignored_names.h)
  // A file that was modified less than this before `now_ns` may still be written.
  int64_t settle_ns = 0;
  int64_t now_ns = 0;
  // A modified time after `now_ns` is meaningless, so such a file is in the window, whatever `to_ns` is.
  bool take_future = false;
  // Whether to list finished days, too (finished_days.h).
  bool full_scan = false;
  // Unsettled files of a plan that was made at least `settle_ns` ago. Those that have not changed since are settled.
  std::span<const PlannedFile> seen_before = {};
};

// A file that was read before and has different content now. It is not read again automatically, because its old rows
// are in the lake. Under another name it would be a new file.
struct ChangedFile {
  std::string name;
  FileInfo info;
  LedgerFile known;
  bool told = false;  // an earlier run has reported this change

  // `size 386,084 → 512,000`
  std::string What() const;
};

// A directory below the raw folder that could not be listed, or a link that could not be followed. The files behind it
// are unknown, and left for a later run.
struct UnlistedFolder {
  std::string name;  // below the raw folder
  std::string reason;

  // `cannot list raw/a: Permission denied; its files are left for the next run`
  std::string Sentence() const;
};

inline constexpr size_t kIgnoredFilesKept = 1000;

struct Plan {
  // Oldest first, by modified time, then path; files that failed before are at the end, by the number of failures.
  std::vector<std::vector<PlannedFile>> runs;
  uint64_t files = 0;  // in runs
  uint64_t bytes = 0;  // of these, as stored
  uint64_t already_done = 0;
  uint64_t in_progress = 0;                // claimed by a job that has not committed
  uint64_t outside_window = 0;             // new, but not in the window
  uint64_t ignored = 0;                    // because of their names
  std::vector<PlannedFile> ignored_files;  // the first kIgnoredFilesKept of them, as they were found
  // Finished days, whose directories were not listed. Their files are in none of these counts.
  uint64_t days_not_listed = 0;
  // Files that failed before and are not done. Each is tried in a run of its own after the others, unless it is
  // quarantined and has not changed since.
  std::vector<FailingFile> failing;
  uint64_t quarantined = 0;  // of these
  // New files that may still be written, by name. The size shows which have changed since `seen_before` was made.
  std::vector<PlannedFile> unsettled;
  std::vector<ChangedFile> changed;
  // Files that were read before and have another modified time, but the same content. They count as unchanged.
  std::vector<PlannedFile> touched;
  std::vector<UnlistedFolder> unlisted;  // by name
  ListingNotes listing;                  // to be recorded with NoteListing when the plan is executed

  uint64_t ChangedUntold() const;
};

// Throws UserError if the raw directory does not exist.
void CheckRawDirectory(FileSystem& files, const std::string& raw);

// Throws what CheckRawDirectory throws, and SystemError if it cannot be read.
Plan MakePlan(FileSystem& files, Ledger& ledger, const PlanOptions& options);

}  // namespace millrace
