// Where the jobs of a project work, and what each command begins with.
#pragma once

#include <cstdint>

#include "core/cancelled.h"
#include "ledger/held_lease.h"
#include "pipeline/job.h"
#include "pipeline/process_job.h"
#include "pipeline/publish.h"
#include "pipeline/state_backup.h"

namespace millrace {

inline HeldLease TakeProject(Ledger& ledger, const PipelineOptions& options) {
  return {ledger, kProjectLease, options.lock_patience, options.on_wait};
}

inline JobPlace PlaceOf(FileSystem& files, Ledger& ledger, const HeldLease& lease, const PipelineOptions& options) {
  return {.files = files,
          .ledger = ledger,
          .fence = lease.fence(),
          .raw = options.raw,
          .lake = options.lake,
          .project = options.project,
          .writer = options.writer,
          .state = {.state = options.state, .project = options.project, .backup = options.state_backup},
          .privacy = options.privacy,
          .stop = options.stop};
}

// Before each job. Throws Cancelled once somebody asked for an end.
inline void CheckGoingOn(const PipelineOptions& options) {
  if (options.drain.stop_requested() || options.stop.stop_requested()) {
    throw Cancelled("told to stop before a run; the next one takes what is left");
  }
}

// What a crash left, finished or undone. The caller holds the project's lease. Returns how many jobs that were.
inline uint64_t Recover(const JobPlace& place, const PipelineOptions& options) {
  return RecoverJobs(place.files, place.ledger, place.fence, options.raw, place.lake, place.project,
                     [&] { BackUpState(place.files, place.ledger, place.state); });
}

}  // namespace millrace
