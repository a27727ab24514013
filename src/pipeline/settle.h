// Waits for raw files that may still be written (`processing.settle`). A wait is never longer than the settle time,
// whatever the clocks say: it is measured by the monotonic clock, and a modified time in the future says nothing about
// the age of a file.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/plan.h"

namespace millrace {

struct SettleOptions {
  int64_t age_ns = 0;  // a file that was modified less than this ago may still be written; 0: none is
  // Whether to wait for recently modified files. If not, wait only for those with a modified time in the future,
  // because a later run would not find them any older.
  bool wait = false;
  std::function<void(uint64_t files, int64_t wait_ns)> on_wait = {};  // called before the wait; may be empty
};

// How long to wait for these files; 0 if there is nothing to wait for.
int64_t TimeToSettle(std::span<const PlannedFile> unsettled, const SettleOptions& options, int64_t now_ns);

// Calls `on_wait`, then waits that long. Returns false, and early, if `stop` returns true; `stop` may be empty.
bool WaitToSettle(std::span<const PlannedFile> unsettled, int64_t wait_ns, const SettleOptions& options,
                  const std::function<bool()>& stop);

// The files that changed between two plans: `a.gz (100 → 250 bytes)`.
std::vector<std::string> StillWritten(std::span<const PlannedFile> before, std::span<const PlannedFile> after);

}  // namespace millrace
