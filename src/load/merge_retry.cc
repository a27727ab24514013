#include "load/merge_retry.h"

#include <utility>

#include "core/one_line.h"

namespace millrace {
namespace {

constexpr int kMergeAttempts = 6;

}  // namespace

RowCounts MergeWithRetries(LoadShared& shared, BatchMerge& merge, const std::string& app, LoadBatch& batch,
                           const std::function<RowCounts()>& attempt) {
  bool is_lost = false;
  for (int number = 1;; ++number) {
    try {
      if (std::exchange(is_lost, false)) {
        merge.Reconnect();
        // The answer to a COMMIT may have been lost with the connection.
        if (auto counts = merge.LookUp(batch.schema, batch.load_id)) return *std::move(counts);
      }
      batch.sequence = shared.NextSequence(app);
      batch.load_time_us = shared.options.now_ns() / 1000;
      return attempt();
    } catch (const WarehouseError& error) {
      is_lost = error.connection_lost();
      // A file of the lake may be damaged; the caller finds out which.
      const bool passes = error.is_retryable() && error.fault() != WarehouseFault::kStorage;
      if (!passes || number == kMergeAttempts || shared.options.stop.stop_requested()) throw;
      shared.WithReport([&](LoadReport& report) { ++report.Of(batch.table).retries; });
      const std::chrono::milliseconds pause{500 << number};
      shared.Note(OneLine(error.what()) + "; the batch is tried again in " + std::to_string(pause.count()) + " ms");
      shared.Pause(pause);
    }
  }
}

}  // namespace millrace
