// The environment of a project's jobs, and the first steps of each command.
#pragma once

#include <chrono>
#include <cstdint>
#include <thread>

#include "core/cancelled.h"
#include "ledger/held_lease.h"
#include "pipeline/job.h"
#include "pipeline/process_job.h"
#include "pipeline/publish.h"
#include "pipeline/state_backup.h"

namespace millrace {

inline HeldLease TakeProject(Ledger& ledger, const PipelineOptions& options) {
  LeaseSurroundings surroundings;
  surroundings.sleep = [&options](std::chrono::milliseconds time) {
    if (options.stop.stop_requested()) throw Cancelled("interrupted while waiting for another job of the project");
    std::this_thread::sleep_for(time);
  };
  return {ledger, kProjectLease, options.lock_patience, options.on_wait, surroundings};
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
          .before_removal = options.before_removal,
          .by_tasks = options.tasks != nullptr,
          .stop = options.stop};
}

// Call this before each job. Throws Cancelled if a stop was requested.
inline void CheckGoingOn(const PipelineOptions& options) {
  if (options.drain.stop_requested() || options.stop.stop_requested()) {
    throw Cancelled("interrupted before a job; the next run processes the rest");
  }
}

// Finishes or undoes what a crash left. The caller holds the project's lease. Returns the number of jobs.
inline uint64_t Recover(const JobPlace& place, const PipelineOptions& options) {
  return RecoverJobs(
      place.files, place.ledger, place.fence, options.raw, place.lake, place.project,
      [&] { BackUpState(place.files, place.ledger, place.state); }, options.before_removal);
}

}  // namespace millrace
