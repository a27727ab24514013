// The worker threads of a run: each has its own kernel and takes whole files, largest first, without locks between
// them. One that finds no file left is given blocks of lines by those that still read, so that a run's end, or its only
// file, keeps all of them busy.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "core/progress.h"
#include "kernel/kernel.h"
#include "pipeline/plan.h"
#include "pipeline/run_report.h"

namespace millrace {

struct WorkerOptions {
  int threads = 1;
  KernelOptions kernel;
  Enrichments enrichments;
  bool profile = false;
  // Called by the calling thread about five times a second and at the end; may be empty.
  std::function<void(const ProgressCounts&)> on_progress;
  // Asked by the calling thread as often; when it says true, the workers stop and a SystemError is thrown. May be
  // empty.
  std::function<bool()> abandon;
  ProgressCounts progress_before;  // of earlier runs; the totals of all of them
};

// How many of the allowed threads have work in a run of so many files, and of so many bytes as they are stored.
size_t BusyThreads(uint64_t files, uint64_t stored_bytes, int allowed);

// Reads all files into the sink and returns what was counted. The first exception of a worker stops all and is thrown
// here: SystemError when a file cannot be read, vanished, or changed while it was read.
RunReport RunWorkers(FileSystem& files, std::span<const PlannedFile> planned, const WorkerOptions& options,
                     const JobInfo& job, BatchSink& sink);

}  // namespace millrace
