// Where the jobs of a project work, and what each command begins with.
#pragma once

#include <cstdint>

#include "pipeline/job.h"
#include "pipeline/process_job.h"
#include "pipeline/publish.h"
#include "pipeline/state_backup.h"

namespace millrace {

inline JobPlace PlaceOf(FileSystem& files, Ledger& ledger, const PipelineOptions& options) {
  return {.files = files,
          .ledger = ledger,
          .lake = options.lake,
          .project = options.project,
          .writer = options.writer,
          .state = {.state = options.state, .project = options.project, .backup = options.state_backup},
          .privacy = options.privacy};
}

// What a crash left, finished or undone. The caller holds the project's lock. Returns how many jobs that were.
inline uint64_t Recover(const JobPlace& place, const PipelineOptions& options) {
  return RecoverJobs(place.files, place.ledger, options.raw, place.lake, place.project,
                     [&] { BackUpState(place.files, place.ledger, place.state); });
}

}  // namespace millrace
