// A load: what waits in the item store goes into the warehouse, table by table in batches, each batch in one
// transaction together with its row in `load_log` (load.md §3 to §6).
//
// Four loops run side by side, one for each table; users and sessions are merged like events. The ledger says which
// files a batch has, before the warehouse hears of it; the row in `load_log` says that it took effect. So whatever is
// interrupted where ever, the next load knows what happened, and loads the rest. A load may also be repeated: rows
// merge.
//
// What a file has that cannot be loaded is a value: rows that break a rule of their table are counted and become
// rejects, a file that fails alone is marked as failed. A failure of the machine ends the load with a SystemError; the
// files of the batch at work wait again.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "load/lake_stage.h"
#include "load/load_report.h"

#include "ledger/ledger.h"
#include "pipeline/job_id.h"
#include "storage/file_system.h"
#include "warehouse/schema_objects.h"
#include "warehouse/warehouse.h"

namespace millrace {

struct LoadProgress {
  uint64_t files_done = 0;
  uint64_t files_total = 0;
  uint64_t bytes_done = 0;
  uint64_t bytes_total = 0;
  uint64_t rows = 0;
};

struct LoadOptions {
  std::string project;
  std::string lake;
  std::map<std::string, std::string> timezones;  // of apps, by the name of their partitions; UTC for others
  AppSettings settings;                          // of all apps; app, schema and time zone are filled in
  std::vector<std::string> apps;                 // configured ones; empty: every app, up to max_apps
  uint64_t max_apps = 100;
  uint64_t max_files = 1000;     // of a batch
  uint64_t max_bytes = 1 << 30;  // of a batch; a file that is larger is a batch of its own
  bool scan = false;             // look through the lake for files that nobody announced
  bool retry = false;            // failed and given-up files are tried again, with all their attempts
  bool again = false;            // loaded files are loaded again: rows merge, so this adds what the warehouse lost
  std::string notices;           // text of notices (notices.h); empty: none
  std::string keys_folder;       // of retired keys (retired_keys.h)
  // Where copies of lake files in a store are kept while they are loaded, and what does not fit in memory.
  std::string temporary_folder;
  uint64_t memory_bytes = kEmbeddedMemoryBytes;  // where an embedded DuckDB reads the lake files (lake_stage.h)
  // How long to wait for another load of the project, and a callback that gets its holder before the wait.
  std::chrono::milliseconds lock_patience{0};
  std::function<void(const std::string& holder)> on_wait;
  // Called by the threads of the loops, one at a time; may be empty.
  std::function<void(const LoadProgress&)> on_progress;
  std::function<void(const std::string& line)> on_note;
  std::stop_token drain;  // no further batch begins
  std::stop_token stop;   // the batches at work are given up
  // Tests replace these: the pause before a batch is tried again, and the wall clock that dates what is loaded.
  std::function<void(std::chrono::milliseconds)> sleep = {};
  std::function<int64_t()> now_ns = WallClockNs;
};

// Takes the lease of loads. Throws SystemError, UserError for a wrong configuration, and Cancelled.
LoadReport Load(FileSystem& files, Ledger& ledger, Warehouse& warehouse, const LoadOptions& options);

}  // namespace millrace
