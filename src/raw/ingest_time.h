// When a request arrived, as the collector wrote it: which values count (decision «all clients, times»). Partitions and
// clocks stand on it, so that nothing else may pass. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace millrace {

struct IngestTime {
  std::optional<int64_t> msec;  // since the epoch; null: not usable
  bool in_seconds = false;      // it was sent in seconds
};

// `sent` is in ms, or has 10 digits and is in seconds.
IngestTime ReadIngestTime(std::optional<int64_t> sent);
// Why it is not usable, as the detail of a reject.
std::string IngestTimeFault(std::optional<int64_t> sent);

}  // namespace millrace
