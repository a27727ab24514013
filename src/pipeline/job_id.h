// The id of a job, which is part of the names of its lake files, and the clock that dates jobs.
#pragma once

#include <cstdint>
#include <string>

namespace millrace {

// `20260131T120000-1a2b3c`: sorts by time; unique.
std::string NewJobId(int64_t now_ns);

// Nanoseconds since the epoch.
int64_t WallClockNs();

}  // namespace millrace
