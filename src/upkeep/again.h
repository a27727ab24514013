// `millrace process --again`: reads raw files once more and replaces what they gave, for readers of the lake in one
// moment. The way out after a file was read half, after a bug was fixed, and after a file of the lake was lost.
//
// The unit is the job. All raw files of the jobs concerned are read again; in the commit of the new job their lake
// files are retired, as compaction swaps files. Where rows of these raw files lie among others' (a compacted or
// replayed lake, a raw file that is gone), events and rejects are replaced by their raw file, items by their event;
// rows of users and sessions stay there, since they merge.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "upkeep/row_filter.h"

#include "pipeline/process_job.h"

namespace millrace {

// Selects the raw files that are read again, together with all others of their jobs. Exactly one of the three.
struct AgainChoice {
  std::vector<std::string> files;  // below the raw folder, or with it
  // Files with a modified time in (from, to] when they were read; null: open at that side.
  std::optional<int64_t> from_ns;
  std::optional<int64_t> to_ns;
  bool lost = false;  // those behind lake files that the ledger knows and the disk lost
};

// A committed job and the raw files that it owns.
struct JobFiles {
  LedgerJob job;
  std::vector<PlannedFile> files;  // that can be read, as they are now
  std::vector<std::string> gone;   // the others: their rows stay
  uint64_t bytes = 0;              // of `files`, as stored
};

// A partition of event_v2 that has lost a file, and the files that are left.
struct LostEvents {
  Partition partition;
  std::vector<TableFile> left;
};

// The work of one new job.
struct AgainStep {
  std::vector<JobFiles> jobs;           // that it replaces, oldest first
  uint64_t bytes = 0;                   // of their raw files, as stored
  bool none_gone = true;                // of the raw files of the whole plan
  std::vector<RetiredFile> replaced;    // lake files whose every row is read again, or that are lost
  std::vector<TableFile> rewritten;     // lake files that hold rows of other raw files, too
  std::vector<TableFile> events;        // of `replaced`, those of event_v2 that tell which items of `rewritten` go
  std::vector<LostEvents> lost_events;  // whose items in `rewritten` go, too: they have no event any more
};

struct AgainPlan {
  std::vector<AgainStep> steps;
  // Number of erasures after one of these jobs started: its raw files may bring the persons back.
  uint64_t erasures = 0;
};

// Plans what ProcessAgain would do. Changes nothing. Throws UserError for a name that no committed job has read.
AgainPlan PlanAgain(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const AgainChoice& choice,
                    uint64_t max_bytes_per_run);

// Plans the lake files of a step anew, because an earlier step has replaced some of them.
void PlanFilesAnew(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const AgainChoice& choice,
                   bool last, AgainStep& step);

// Takes the project's lease, recovers, plans and runs job after job; the raw files of a job are never split. Throws
// like Process.
RunReport ProcessAgain(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const AgainChoice& choice,
                       uint64_t max_bytes_per_run);

}  // namespace millrace
