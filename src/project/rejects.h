// The rejects of the lake, for people: how many there are by reason, and examples with their original text. Both read
// the files of the table `rejects` that the request is about; memory: one file as stored and one batch of rows.
//
// Throw SystemError if the lake cannot be read, and Cancelled.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "project/project.h"

namespace millrace {

struct RejectChoice {
  // (from, to] of ingest time; null: open. What has none, such as a line that is not JSON, counts by the day when its
  // job began; a replay leaves it out unless the window is open (RejectFilter).
  std::optional<int64_t> from_ns;
  std::optional<int64_t> to_ns;
  std::string app;     // as sent, also of one that is not configured; empty: all
  std::string reason;  // empty: all
};

struct RejectCount {
  std::string stage;
  std::string reason;
  uint64_t count = 0;               // rows, also those that were replayed since
  bool is_replayable = false;       // of a load they are not: they are no requests
  std::optional<int64_t> first_ms;  // ingest times; null: none is known
  std::optional<int64_t> last_ms;
};
// The most frequent first.
std::vector<RejectCount> CountRejects(Project& project, const RejectChoice& choice, const std::stop_token& stop);

struct RejectSample {
  std::optional<int64_t> at_ms;  // ingest time
  std::string app;               // empty: unknown
  std::string file;
  int64_t line = 0;
  std::optional<int32_t> bundle_index;  // null: a whole row
  std::string stage;
  std::string reason;
  std::string detail;
  std::string encoding;  // of `original`: text or base64
  std::string original;  // cut at kSampleBytes, between two characters
  uint64_t original_bytes = 0;
};
inline constexpr size_t kSampleBytes = 4096;

struct RejectSamples {
  std::vector<RejectSample> samples;  // those of the newest days first
  bool has_more = false;
};
RejectSamples SampleRejects(Project& project, const RejectChoice& choice, size_t limit, size_t offset,
                            const std::stop_token& stop);

}  // namespace millrace
