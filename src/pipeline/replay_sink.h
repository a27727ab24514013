// The sink between the kernel and the lake in a replay. Passes rows on, and decides for each row of rejects whether the
// chosen reject was rejected again (the row is dropped, and the fact is recorded) or whether the reject is new (the row
// is kept and gets the original line number).
//
// A replay numbers the chosen rejects from 1 and passes these numbers to the kernel as line numbers. So a reject row
// identifies its unit (the chosen reject), however many rejects the original line had.
//
// The last, incomplete line of a broken file may contain several rows. Each is replayed as a separate request, and a
// reject of the remaining text is new, not the unit rejected again.
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
  bool is_event = false;        // otherwise a whole row
  std::string of_broken_line;   // the original, if it is such a line; otherwise empty
  bool rejected_again = false;  // by the kernel
};

// Thread-safe as a BatchSink. Units are added by one thread, and read after the kernel has finished.
class ReplaySink : public BatchSink {
 public:
  explicit ReplaySink(BatchSink& lake) : lake_(lake) {}

  // Returns the line number to pass to the kernel.
  uint64_t AddUnit(int64_t original_line, bool is_event, std::string_view of_broken_line = {});
  void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) override;

  const std::vector<ReplayUnit>& units() const { return units_; }
  // The number of reject rows that were passed on.
  uint64_t rejects_kept() const { return rejects_kept_; }

 private:
  BatchSink& lake_;
  std::mutex mutex_;
  std::vector<ReplayUnit> units_;
  uint64_t rejects_kept_ = 0;
};

}  // namespace millrace
