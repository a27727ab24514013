// `millrace process --again`: reads raw files again and replaces their output, atomically for readers of the lake. Used
// after a file was read before it was complete, after a bug was fixed, and after a lake file was lost.
//
// The unit is the job. All raw files of the jobs concerned are read again, and the commit of the new job retires their
// lake files, as compaction does. If a lake file also contains rows of other raw files (after compaction or a replay,
// or if a raw file is gone), only some of its rows are replaced: events and rejects by their raw file, items by their
// event. Rows of users and sessions are kept there, because they merge.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "upkeep/row_filter.h"

#include "pipeline/process_job.h"

namespace millrace {

// Selects the raw files that are read again, together with all others of their jobs. Exactly one of the three is set.
struct AgainChoice {
  std::vector<std::string> files;  // relative to the raw directory, or with it
  // Files with a modified time in (from, to] when they were read; null: open at this end.
  std::optional<int64_t> from_ns;
  std::optional<int64_t> to_ns;
  bool lost = false;  // the raw files of lake files that the ledger knows and that do not exist
};

// A committed job and the raw files that it owns.
struct JobFiles {
  LedgerJob job;
  std::vector<PlannedFile> files;  // those that exist, as they are now
  std::vector<std::string> gone;   // the others; their rows are kept
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
  bool none_gone = true;                // all raw files of the whole plan exist
  std::vector<RetiredFile> replaced;    // lake files that are lost, or all of whose rows are read again
  std::vector<TableFile> rewritten;     // lake files that also contain rows of other raw files
  std::vector<TableFile> events;        // files of event_v2 in `replaced`; determine which items of `rewritten` to drop
  std::vector<LostEvents> lost_events;  // whose items in `rewritten` are dropped, too, because their events are lost
};

struct AgainPlan {
  std::vector<AgainStep> steps;
  // The number of erasures since one of these jobs started: its raw files may bring back erased persons.
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
