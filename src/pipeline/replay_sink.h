// Between the kernel and the lake in a replay: passes rows on, and decides for each reject row whether it says
// «rejected again» (dropped and remembered) or is news (kept, with the line number of the original put back).
//
// A replay feeds the kernel units: line numbers that it gives out itself, from 1, one for each chosen reject; so a
// reject row names its unit, however many rejects one original line had.
//
// The line at which a file broke off may hold several rows: each counts on its own when it is replayed, and what is
// left of the line is news, not the unit again.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "schema/batch_sink.h"

namespace millrace {

struct ReplayUnit {
  int64_t original_line = 0;
  bool is_event = false;        // else a whole row
  std::string of_broken_line;   // the original, where it is such a line; else empty
  bool rejected_again = false;  // by the kernel
};

// Thread-safe as a BatchSink; units are added by one thread and read when the kernel has finished.
class ReplaySink : public BatchSink {
 public:
  explicit ReplaySink(BatchSink& lake) : lake_(lake) {}

  // Returns the line number to give to the kernel.
  uint64_t AddUnit(int64_t original_line, bool is_event, std::string_view of_broken_line = {});
  void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) override;

  const std::vector<ReplayUnit>& units() const { return units_; }
  // Reject rows that were passed on.
  uint64_t rejects_kept() const { return rejects_kept_; }

 private:
  BatchSink& lake_;
  std::mutex mutex_;
  std::vector<ReplayUnit> units_;
  uint64_t rejects_kept_ = 0;
};

}  // namespace millrace
