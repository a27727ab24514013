// The safe point at which a job that writes can be stopped: between two batches. Thread-safe if the sink is.
#pragma once

#include <memory>
#include <stop_token>
#include <utility>

#include "core/cancelled.h"
#include "schema/batch_sink.h"

namespace millrace {

class StoppableSink : public BatchSink {
 public:
  // Does not own the sink.
  StoppableSink(std::stop_token stop, BatchSink& sink) : stop_(std::move(stop)), sink_(sink) {}

  void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) override {
    Check();
    sink_.Write(table, partition, batch);
  }
  // Throws Cancelled if a stop was requested.
  void Check() const {
    if (stop_.stop_requested()) throw Cancelled("interrupted; its files are unread again");
  }

 private:
  const std::stop_token stop_;
  BatchSink& sink_;
};

}  // namespace millrace
