// Validates the ingest time that the collector wrote (decision «all clients, times»), because partitions and clock
// rules depend on it. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace millrace {

struct IngestTime {
  std::optional<int64_t> msec;  // since the epoch; null: invalid
  bool in_seconds = false;      // it was sent in seconds
};

// `sent` is in milliseconds, or in seconds if it has 10 digits.
IngestTime ReadIngestTime(std::optional<int64_t> sent);
// Why it is invalid, as the detail of a reject.
std::string IngestTimeFault(std::optional<int64_t> sent);

}  // namespace millrace
