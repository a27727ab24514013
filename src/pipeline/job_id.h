// The ids of jobs, which are part of the names of lake files, and the clock of their start times. Thread-safe.
#pragma once

#include <cstdint>
#include <string>

namespace millrace {

// `20260131T120000-1a2b3c`: sorts by time; unique.
std::string NewJobId(int64_t now_ns);

// Nanoseconds since the epoch.
int64_t WallClockNs();

}  // namespace millrace
