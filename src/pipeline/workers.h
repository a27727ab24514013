// The worker threads of a run: each has its own kernel and takes whole files, largest first, without locks between
// them. One that finds no file left is given blocks of lines by those that still read, so that a run's end, or its only
// file, keeps all of them busy.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>

#include "core/progress.h"
#include "kernel/kernel.h"
#include "pipeline/plan.h"
#include "pipeline/raw_file_failure.h"
#include "pipeline/run_report.h"

namespace millrace {

struct WorkerOptions {
  int threads = 1;
  KernelOptions kernel;
  Enrichments enrichments;
  bool profile = false;
  // Called by the calling thread about five times a second and at the end; may be empty.
  std::function<void(const ProgressCounts&)> on_progress;
  std::stop_token stop;            // once requested, the workers stop and Cancelled is thrown
  ProgressCounts progress_before;  // of earlier runs; the totals of all of them
  // Told by each worker, by any thread, which files it begins to read, in place of those that it told before; may be
  // empty.
  std::function<void(int worker, std::span<const std::string> names)> on_reading;
};

struct WorkersResult {
  RunReport report;
  std::vector<UnreadFile> unread;     // files of which nothing could be read; the others are whole
  std::vector<FileContent> contents;  // of those that were read, where it is known
};

// How many of the allowed threads have work in a run of so many files, and of so many bytes as they are stored.
size_t BusyThreads(uint64_t files, uint64_t stored_bytes, int allowed);

// Reads all files into the sink and returns what was counted. A file that cannot be opened is left out. The first
// exception of a worker stops all and is thrown here: RawFileFailure when a file cannot be read to its end, changed
// while it was read, or brought up a bug, and when no file at all can be read; another one when the machine fails.
WorkersResult RunWorkers(FileSystem& files, std::span<const PlannedFile> planned, const WorkerOptions& options,
                         const JobInfo& job, BatchSink& sink);

}  // namespace millrace
