// What the loops of a load share. Only the sources of this room include this.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>

#include "load/apps.h"
#include "load/batch_merge.h"
#include "load/load.h"

namespace millrace {

class LoadShared {
 public:
  // Nothing is owned; all of it outlives the loops.
  LoadShared(FileSystem& files, Ledger& ledger, int64_t fence, const LoadApps& apps, const MergePlace& merge,
             const LoadOptions& options, LoadReport& report)
      : files(files), apps(apps), merge(merge), options(options), ledger_(ledger), fence_(fence), report_(report) {}

  // Calls `use(item store, fence)`; a ledger belongs to one thread at a time.
  template <typename Use>
  auto WithLedger(Use use) {
    const std::lock_guard lock(ledger_mutex_);
    return use(ledger_, fence_);
  }
  // Calls `change(report)`.
  template <typename Change>
  void WithReport(Change change) {
    const std::lock_guard lock(mutex_);
    change(report_);
  }
  // Files that are done, loaded or not, are shown.
  void Advance(uint64_t files_done, uint64_t bytes_done, uint64_t rows);
  void Note(const std::string& line);

  // Creates the schema of a registered app where it is missing, and takes over its tables; any thread.
  void EnsureSchema(Connection& connection, const std::string& app);
  // The number of a new batch in the app's schema.
  int64_t NextSequence(const std::string& app);
  std::string NextBatchId();
  std::string TimezoneOf(const std::string& app) const;

  // Throws Cancelled when no further batch is to begin.
  void CheckGoingOn() const;
  // Waits, but not beyond a stop.
  void Pause(std::chrono::milliseconds time) const;

  FileSystem& files;
  const LoadApps& apps;
  const MergePlace& merge;
  const LoadOptions& options;
  std::stop_source failed;  // requested by a loop that fails

 private:
  Ledger& ledger_;
  const int64_t fence_;
  std::mutex ledger_mutex_;
  std::mutex mutex_;  // guards what follows
  LoadReport& report_;
  LoadProgress progress_;
  std::map<std::string, int64_t> sequences_;  // the newest one, by app
  uint64_t batches_ = 0;
};

}  // namespace millrace
