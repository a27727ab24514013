// What there is to do: the raw files that no job has read, in runs (etl-runner §3, §5 with differences 1–3, 6, 11).
// Reads the raw folder and the ledger, changes nothing. It holds the files that are new or have changed, and of the
// others a page at a time.
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
  std::string name;  // below the raw folder: how the ledger knows it
  FileInfo info;
};

struct PlanOptions {
  std::string raw = {};  // folder
  // The window (from, to] of modified times, nanoseconds since the epoch; null: open at that side.
  std::optional<int64_t> from_ns = {};
  std::optional<int64_t> to_ns = {};
  // Of files as stored; a run has at least one file.
  uint64_t max_bytes_per_run = UINT64_MAX;
  std::vector<std::string> ignore = {};  // patterns of names (ignored_names.h)
  // A file that was modified less than this before `now_ns` may still be written.
  int64_t settle_ns = 0;
  int64_t now_ns = 0;
  // A modified time after `now_ns` says nothing, so it is in the window, whatever `to_ns` says.
  bool take_future = false;
  // Whether to list finished days, too (finished_days.h).
  bool full_scan = false;
  // Unsettled files of an earlier plan, made at least `settle_ns` ago: settled where they have not changed since.
  std::span<const PlannedFile> seen_before = {};
};

// A file that was read before and has another content now. It is never read again by itself: its old rows
// are in the lake. Under a new name it is a new file.
struct ChangedFile {
  std::string name;
  FileInfo info;
  LedgerFile known;
  bool told = false;  // an earlier run told that it is like this

  // `size 386,084 → 512,000`
  std::string What() const;
};

struct Plan {
  // Oldest first, by modified time, then path; at the end those of files that failed before, the fewest failures first.
  std::vector<std::vector<PlannedFile>> runs;
  uint64_t files = 0;  // in runs
  uint64_t bytes = 0;  // of these, as stored
  uint64_t already_done = 0;
  uint64_t in_progress = 0;     // claimed by a job that has not committed
  uint64_t outside_window = 0;  // new, but not asked for
  uint64_t ignored = 0;         // by their names
  // Finished days, whose directories were not listed. Their files are in none of these counts.
  uint64_t days_not_listed = 0;
  // Those that failed before and are not done. They are tried alone, in runs of their own behind the others, unless
  // they are quarantined and have not changed since.
  std::vector<FailingFile> failing;
  uint64_t quarantined = 0;  // of these
  // New ones that may still be written, by name. Those that changed after `seen_before` was made tell so by their size.
  std::vector<PlannedFile> unsettled;
  std::vector<ChangedFile> changed;
  // Files that were read before and have another modified time, but the same content: they are as good as unchanged.
  std::vector<PlannedFile> touched;
  ListingNotes listing;  // to be recorded with NoteListing by whoever acts on the plan

  uint64_t ChangedUntold() const;
};

// Throws UserError when the raw folder does not exist, SystemError when it cannot be read.
Plan MakePlan(FileSystem& files, Ledger& ledger, const PlanOptions& options);

}  // namespace millrace
