// What changes finished batches of event_v2 on their way to the lake: plug-ins (plugin/). The three built-in
// enrichments are asked earlier, once a distinct text (ip.h, user_agent.h, traffic_source.h).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "schema/table.h"

namespace arrow {
class Array;
class RecordBatch;
}  // namespace arrow

namespace millrace {

// What an enrichment may do to a batch, known before any.
struct BatchContract {
  std::string name;               // as the configuration calls it
  std::vector<EventColumn> sets;  // ascending
  bool adds_custom = false;       // it may add custom parameters
  bool may_reject = false;
};

// What it did to one batch. All arrays have a value or null for each row and passed arrow's ValidateFull.
struct BatchChanges {
  // New columns: of the lake's type, or dictionary<int32, utf8> for texts; texts fit their columns.
  std::vector<std::pair<EventColumn, std::shared_ptr<arrow::Array>>> columns;
  // Custom parameters to add, by key: utf8, int64, double or bool; null adds nothing.
  std::vector<std::pair<std::string, std::shared_ptr<arrow::Array>>> custom;
  // utf8: why a row is rejected; null: it stays. No array: all stay.
  std::shared_ptr<arrow::Array> rejected;
  uint64_t texts_truncated = 0;
};

// One instance a worker; not thread-safe.
class BatchEnrichment {
 public:
  virtual ~BatchEnrichment() = default;
  // `events` has the columns of event_v2, texts as dictionary<int32, utf8> where they repeat. Throws SystemError that
  // names the enrichment: the run fails and keeps nothing.
  virtual BatchChanges Run(const arrow::RecordBatch& events) = 0;
  // After the last batch of a run. Throws as Run does.
  virtual void Finish() {}
};

// Gives each worker its instance. Thread-safe.
class BatchEnrichmentSource {
 public:
  virtual ~BatchEnrichmentSource() = default;
  virtual const BatchContract& contract() const = 0;
  virtual std::unique_ptr<BatchEnrichment> NewInstance() const = 0;
};

}  // namespace millrace
