// The progress of a job. A plain value, shown by the observer of a service (project/job_control.h).
#pragma once

#include <cstdint>

#include "kernel/counters.h"

namespace millrace {

// Sums over all workers since the start of the command.
struct ProgressCounts {
  uint64_t files_done = 0;
  uint64_t files_total = 0;
  uint64_t bytes_done = 0;  // as stored
  uint64_t bytes_total = 0;
  uint64_t bytes_raw = 0;  // after the outer gunzip
  uint64_t events = 0;

  // Adds everything except the totals.
  void AddDone(const Counters& counters) {
    files_done += counters.files;
    bytes_done += counters.bytes_in;
    bytes_raw += counters.bytes_raw;
    events += counters.events_read;
  }
};

}  // namespace millrace
