// How a long-running service is observed and stopped: the interface for progress, and the tokens that cancel.
#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>

#include "pipeline/progress_counts.h"

namespace millrace {

// Called by the thread that called the service. Each function does nothing unless it is overridden. An exception that
// it throws ends the service like any other failure.
class JobObserver {
 public:
  virtual ~JobObserver() = default;
  // The service waits for the process that holds the project's lease. `holder` is a sentence.
  virtual void OnWait(const std::string& /*holder*/) {}
  // The service waits this long for this number of raw files that may still be written.
  virtual void OnSettle(uint64_t /*files*/, int64_t /*wait_ns*/) {}
  // A few times a second while a job is at work.
  virtual void OnProgress(const ProgressCounts& /*counts*/) {}
  // Messages of a service that runs for days: what it does, and what failed and will be tried again.
  virtual void OnNote(const std::string& /*text*/) {}
  virtual void OnWarning(const std::string& /*text*/) {}
};

// Any thread may request a stop. Committed work is kept. A service that ends before its work is done throws Cancelled
// (core/cancelled.h).
struct JobControl {
  JobObserver* observer = nullptr;        // not owned; may be null
  std::chrono::milliseconds patience{0};  // how long to wait for another job of the project
  std::stop_token drain = {};             // finish the current job and start no other
  std::stop_token stop = {};              // abandon the current job at its next safe point; its files are unread again
};

}  // namespace millrace
