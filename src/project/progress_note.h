// How far work is, for whoever watches from another thread or process (`GET /api/v1/events`): one small file for each
// kind of work below the state directory, replaced at most once a second while the work goes on, and removed at its
// end. It is a courtesy: what cannot be written is left out, and what a process left that died counts for ten seconds
// only. The lease of the work makes its process the only writer.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/config.h"
#include "pipeline/progress_counts.h"

namespace millrace {

struct WorkProgress {
  std::string work;  // the workflow that does this: `process`, `load`, `models`
  std::string step;  // of it; empty: nothing to tell
  uint64_t done = 0;
  uint64_t total = 0;
  std::string unit;        // of both: `bytes`, `models`
  double rows_per_s = -1;  // negative: unknown
  double eta_s = -1;       // likewise
};

// Belongs to the caller of the service; Tell is called by one thread at a time.
class ProgressNote {
 public:
  ProgressNote(const Config& config, std::string_view work);
  ~ProgressNote();
  ProgressNote(const ProgressNote&) = delete;
  ProgressNote& operator=(const ProgressNote&) = delete;

  void Tell(const ProgressCounts& counts);
  void Tell(const std::string& step, uint64_t done, uint64_t total, std::string_view unit);

 private:
  void Write(WorkProgress progress);

  const std::string folder_;
  const std::string work_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point written_;
  bool is_broken_ = false;  // it could not be written: not tried again
};

// Of all work of the project that is going on, by any process of this machine.
std::vector<WorkProgress> ProgressOf(const Config& config);

// As the events of the API tell it.
std::string ProgressJson(const WorkProgress& progress);

}  // namespace millrace
