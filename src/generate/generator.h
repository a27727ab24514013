// Generates realistic clickstream traffic: a raw store like that of the collector (docs/reference/generate.md), for the
// demo, the benchmarks and the tests. The same options result in the same bytes, whatever the number of threads.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "storage/file_system.h"

namespace millrace {

// The client that sends the traffic.
enum class TrafficClient : uint8_t {
  clickstream,  // the SDKs for the web and for apps
  gtm,          // a server-side container of Google Tag Manager
  sensors,      // the Sensors Data SDKs
};
inline constexpr size_t kTrafficClientCount = 3;

inline constexpr int64_t kDefaultStartMs = 1'741'564'800'000;  // 2025-03-10T00:00Z

struct GeneratorOptions {
  TrafficClient client = TrafficClient::clickstream;
  std::string output;  // the raw directory; files are in year=/month=/day=/hour=/ below it
  uint64_t seed = 1;
  uint64_t bytes = 0;   // stop at about this many uncompressed bytes …
  uint64_t events = 0;  // … or at this many events; exactly one of the two is set
  // First ingest time, ms since the epoch; rounded down to the hour. Sessions, events and new visitors of different
  // hours have different ids; returning visitors also appear on other days.
  int64_t start_ms = kDefaultStartMs;
  int hours = 24;
  int files_per_hour = 0;  // 0 = as many as make files of a few MB

  // Shares from 0 to 1.
  double gzip_payload_share = 0.5;  // of requests; the others contain plain JSON
  double web_share = 0.7;           // of visitors; the others use Android (three of four) and iOS apps
  double dirty_share = 0.002;       // of requests with a flaw
  double bot_share = 0.01;          // of visitors; bots exist only on the web
  double late_share = 0.01;         // of sessions whose requests arrive hours or days after the events
  double duplicate_share = 0.005;   // of requests that arrive twice
  double clock_skew_share = 0.02;   // of visitors whose clock is wrong by minutes or hours

  std::vector<std::string> apps = {"shop", "market", "outlet"};  // the first is the busiest
  int threads = 2;
  bool overwrite = false;  // removes files of an earlier call first; otherwise they are an error
};

// What was written. `events` are the elements of all payloads that can be decoded (without rows that are rejected as a
// whole), so it equals events_read of a run over these files. `items` are those of events that a run with default
// settings and the same apps does not reject, so it equals its items_read.
struct GeneratorSummary {
  uint64_t files = 0;
  uint64_t bytes_raw = 0;         // uncompressed
  uint64_t bytes_compressed = 0;  // of the files
  uint64_t requests = 0;          // without empty lines
  uint64_t gzip_requests = 0;
  uint64_t duplicate_requests = 0;
  uint64_t sessions = 0;
  uint64_t events = 0;
  uint64_t web_events = 0;
  uint64_t item_events = 0;  // events with items that are not rejected
  uint64_t items = 0;
  uint64_t bot_events = 0;        // events with a bot's user agent
  uint64_t late_events = 0;       // of sessions that arrived late
  uint64_t duplicate_events = 0;  // second arrivals
  uint64_t skewed_events = 0;     // of visitors whose clock is wrong
  uint64_t derived_events = 0;    // that a run derives for first visits and session starts
  // The number of rows or events with a flaw, by kind (docs/reference/generate.md).
  std::map<std::string, uint64_t> dirty;
  // The rejects of a run with default settings and the apps of the options, by reason code.
  std::map<std::string, uint64_t> expected_rejects;

  void Add(const GeneratorSummary& other);
};

struct GeneratorProgress {
  uint64_t files_done = 0, files_total = 0;
  uint64_t bytes_raw = 0;
  uint64_t events = 0;
};

// Writes the files. Other files below the output directory are not changed. `progress` (may be empty) is called after
// each file, by one thread at a time. Throws UserError for invalid options and for a directory that already contains
// generated files (unless `overwrite`), and SystemError if the disk fails. `files` must be the local disk: the
// modification time of each file is set to the end of its hour.
GeneratorSummary Generate(FileSystem& files, const GeneratorOptions& options,
                          const std::function<void(const GeneratorProgress&)>& progress = {});

}  // namespace millrace
