// How a service that takes long is watched and stopped: the one interface of progress, and the tokens that cancel.
#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>

#include "pipeline/progress_counts.h"

namespace millrace {

// Told by the thread that called the service. Each function does nothing unless it is overridden; what it throws ends
// the service like any other failure.
class JobObserver {
 public:
  virtual ~JobObserver() = default;
  // The service waits for this holder of the project's lock, a sentence.
  virtual void OnWait(const std::string& /*holder*/) {}
  // The service waits so long for this many raw files that may still be written.
  virtual void OnSettle(uint64_t /*files*/, int64_t /*wait_ns*/) {}
  // A few times a second while a job is at work.
  virtual void OnProgress(const ProgressCounts& /*counts*/) {}
  // What a service that runs for days does, and what failed and will be tried again.
  virtual void OnNote(const std::string& /*text*/) {}
  virtual void OnWarning(const std::string& /*text*/) {}
};

// A stop may be requested by any thread. What has committed stays; a service that ends before its work is done throws
// Cancelled (core/cancelled.h), which says so.
struct JobControl {
  JobObserver* observer = nullptr;        // not owned; null: nobody watches
  std::chrono::milliseconds patience{0};  // how long to wait for another job of the project
  std::stop_token drain = {};             // finish the job at work and begin no further one
  std::stop_token stop = {};              // give up the job at work at its next safe point; its files are free again
};

}  // namespace millrace
