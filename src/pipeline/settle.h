// Waiting for raw files that may still be written (`processing.settle`). A wait is never longer than the time that a
// file has to stand still, whatever the clocks say: it is measured by the monotonic clock, and a modified time in the
// future says nothing about the file's age.
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
  // Whether young files are waited for. If not, only those with a modified time in the future are: no later run would
  // find them any older.
  bool wait = false;
  std::function<void(uint64_t files, int64_t wait_ns)> on_wait = {};  // called before the wait; may be empty
};

// How long to wait for these files; 0 when there is nothing to wait for.
int64_t TimeToSettle(std::span<const PlannedFile> unsettled, const SettleOptions& options, int64_t now_ns);

// Waits that long and tells `on_wait` before. False, and early, when `stop` says true; it may be empty.
bool WaitToSettle(std::span<const PlannedFile> unsettled, int64_t wait_ns, const SettleOptions& options,
                  const std::function<bool()>& stop);

// The files that changed between two plans: `a.gz (100 → 250 bytes)`.
std::vector<std::string> StillWritten(std::span<const PlannedFile> before, std::span<const PlannedFile> after);

}  // namespace millrace
