// What a run did, as plain numbers; the reports of several runs add up. report_json.h converts it to the object that
// --json prints and the ledger stores.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/counters.h"
#include "pipeline/estimate.h"

namespace millrace {

// A database or rule file that a run used.
struct DatabaseInfo {
  std::string name;           // geoip, user_agents, device_rules or rules
  std::string path;           // empty: built in
  std::string version;        // the day it was made, or its checksum
  double age_days = -1;       // negative: unknown
  std::string checksum = {};  // of its bytes
};

// The numbers of a replay.
struct ReplayCounts {
  uint64_t selected = 0;
  uint64_t replayed = 0;        // reached the tables; never chosen again
  uint64_t still_rejected = 0;  // for any reason; stays as it was
};

// What a job that rewrites the lake has removed from it.
struct RewriteCounts {
  uint64_t files_replaced = 0;
  uint64_t bytes_replaced = 0;
  uint64_t rows_read = 0;  // in these files
};

// A raw file that has changed since it was read.
struct ChangedRead {
  std::string name;  // below the raw folder
  std::string what;  // `size 386,084 → 512,000`
};

// A raw file that could not be read.
struct FailedRead {
  std::string name;  // below the raw folder
  std::string reason;
  int failures = 0;          // up to now
  bool quarantined = false;  // not tried again automatically
};

// The numbers of `process --again`.
struct AgainCounts {
  uint64_t jobs_replaced = 0;
  std::vector<std::string> gone;  // raw files of these jobs that no longer exist, so their rows were kept
  uint64_t erasures = 0;          // since these jobs began: the raw files may bring back erased persons
};

struct RunReport {
  std::string job_id;      // of the last run; empty if there was nothing to do
  uint64_t runs = 0;       // jobs that committed
  uint64_t recovered = 0;  // jobs that a crash had interrupted and that were finished or undone
  Counters counters;
  ReplayCounts replay;
  std::optional<Estimate> estimate;  // made before the run; none for a replay
  RewriteCounts rewrite;
  AgainCounts again;
  std::map<std::string, uint64_t> rows_erased;  // by table; of an erasure
  std::string erasure_proof;                    // of an erasure that committed: a JSON object
  uint64_t lake_files = 0;
  uint64_t bytes_out = 0;  // of these
  uint64_t already_done = 0;
  uint64_t days_not_listed = 0;            // finished days, whose raw files were not listed
  uint64_t ignored = 0;                    // files that are not raw files because of their names
  uint64_t unsettled = 0;                  // files that may still be written; left for the next run
  std::vector<std::string> still_written;  // those of them that changed during the wait
  std::vector<FailedRead> failed_files;    // that this run could not read
  std::vector<UnlistedFolder> unlisted;    // directories of raw files that could not be listed
  uint64_t quarantined = 0;                // files that earlier runs could not read; not tried
  // The greatest modified time of the files that were read: the end of the data window. 0: none was read.
  int64_t newest_file_ns = 0;
  std::vector<std::string> lost_files;     // lake files that the ledger knows and that do not exist
  std::vector<ChangedRead> changed_files;  // not read again; each change is in one report only
  double seconds = 0;
  int threads = 0;
  double price_per_core_hour = 0;  // US dollars
  uint64_t peak_memory_bytes = 0;  // of the process so far
  std::vector<DatabaseInfo> databases;
  std::map<std::string, double> stage_seconds;  // summed over the workers; empty without profiling

  uint64_t EventsRejected() const;
  uint64_t RowsRejected() const;
  double EventsPerSecond() const;
  double CostUsd() const;  // threads × seconds at the price
  // Adds a later run of the same command.
  void Add(const RunReport& later);
};

// Whether the run read rows but wrote no event.
bool WroteNoEvent(const RunReport& report);

// The greatest resident set of this process, in bytes.
uint64_t PeakMemoryBytes();

}  // namespace millrace
