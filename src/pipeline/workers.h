// The worker threads of a run. Each has its own kernel and takes whole files, largest first, without locks between
// workers. A worker that finds no file left gets blocks of lines from those that are still reading, so that the end of
// a run, or its only file, keeps all of them busy.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>

#include "kernel/kernel.h"
#include "pipeline/plan.h"
#include "pipeline/progress_counts.h"
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
  // Called by each worker, on any thread, with the files that it starts to read; they replace those of its previous
  // call. May be empty.
  std::function<void(int worker, std::span<const std::string> names)> on_reading;
};

struct WorkersResult {
  RunReport report;
  std::vector<UnreadFile> unread;     // files of which nothing could be read; the others are whole
  std::vector<FileContent> contents;  // of those that were read, where it is known
};

// How many of the allowed threads have work in a run with this number of files and stored bytes.
size_t BusyThreads(uint64_t files, uint64_t stored_bytes, int allowed);

// Reads all files into the sink and returns the counters. Skips files that cannot be opened. The first exception of a
// worker stops all workers and is thrown here: RawFileFailure if a file cannot be read to its end, changed while it was
// read, or triggered a bug, or if no file at all can be read; a different one if the machine fails.
WorkersResult RunWorkers(FileSystem& files, std::span<const PlannedFile> planned, const WorkerOptions& options,
                         const JobInfo& job, BatchSink& sink);

}  // namespace millrace
