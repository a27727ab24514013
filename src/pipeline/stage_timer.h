// Measures how long the stages of a run take, for its report. Not thread-safe: one of each per worker.
#pragma once

#include <chrono>
#include <memory>

#include "schema/batch_sink.h"

namespace millrace {

using SteadyClock = std::chrono::steady_clock;

// Adds the time of its lifetime to a counter, if there is one.
class StageTimer {
 public:
  explicit StageTimer(SteadyClock::duration* sum) : sum_(sum) {
    if (sum_ != nullptr) start_ = SteadyClock::now();
  }
  ~StageTimer() {
    if (sum_ != nullptr) *sum_ += SteadyClock::now() - start_;
  }
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;

 private:
  SteadyClock::duration* sum_;
  SteadyClock::time_point start_;
};

// Passes batches on and measures how long that takes.
class TimedSink : public BatchSink {
 public:
  TimedSink(BatchSink& sink, bool profile) : sink_(sink), time_(profile ? &spent_ : nullptr) {}
  void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) override {
    const StageTimer timer(time_);
    sink_.Write(table, partition, batch);
  }
  SteadyClock::duration spent() const { return spent_; }

 private:
  BatchSink& sink_;
  SteadyClock::duration spent_{};
  SteadyClock::duration* time_;
};

inline double Seconds(SteadyClock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace millrace
