// The name of a job, which its files in the lake carry, and the clock that jobs are dated by.
#pragma once

#include <cstdint>
#include <string>

namespace millrace {

// `20260131T120000-1a2b3c`: sorts by time; unique.
std::string NewJobId(int64_t now_ns);

// Nanoseconds since the epoch.
int64_t WallClockNs();

}  // namespace millrace
