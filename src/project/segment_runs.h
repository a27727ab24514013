// Runs of segments as a service: they wait in a queue of their own, one runs at a time, and whoever asked may leave.
// Thread-safe. The destructor cancels what waits and runs; a run that was cancelled is recorded as failed.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "project/saved_console.h"

namespace millrace {

enum class SegmentRunState : uint8_t { kWaiting, kRunning, kDone, kFailed };
inline constexpr std::array<std::string_view, 4> kSegmentRunStateNames = {"waiting", "running", "done", "failed"};

struct SegmentRunStatus {
  SegmentRunState state = SegmentRunState::kWaiting;
  SegmentRun run;  // `started_ns` of one that waits: when it was asked for
};

// Too many runs wait: try again later.
class SegmentRunsBusy : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct SegmentRunOptions {
  size_t most_waiting = 16;
  std::chrono::milliseconds time_limit = std::chrono::minutes(10);
};

class SegmentRuns {
 public:
  // It must outlive this object.
  explicit SegmentRuns(SavedConsole& saved, SegmentRunOptions options = {});
  ~SegmentRuns();
  SegmentRuns(const SegmentRuns&) = delete;
  SegmentRuns& operator=(const SegmentRuns&) = delete;

  // A segment that waits or runs already is not asked for twice. Null if there is no such segment. Throws
  // SegmentRunsBusy.
  std::optional<SegmentRunStatus> Start(const std::string& app, const std::string& id);
  // The newest first, also the one that waits or runs.
  std::vector<SegmentRunStatus> List(const std::string& app, const std::string& id);

 private:
  std::optional<SegmentRunStatus> Unfinished(const std::string& app, const std::string& id) const;
  void Work(const std::stop_token& stop);
  void Run(const SegmentRun& run, const std::stop_token& stop);

  SavedConsole& saved_;
  const SegmentRunOptions options_;
  std::mutex mutex_;
  std::condition_variable_any asked_;
  std::deque<SegmentRunStatus> queue_;  // the first one may be running
  std::jthread worker_;
};

}  // namespace millrace
