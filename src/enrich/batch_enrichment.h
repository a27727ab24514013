// The interface of enrichments: each of them changes finished batches of event_v2 on their way to the lake, in the
// order of the configuration. Plug-ins implement it (plugin/), and so do the three built-in enrichments
// (kernel/built_in_enrichments.h).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "enrich/enrichment_trace.h"
#include "enrich/traffic_source.h"
#include "schema/table.h"

namespace arrow {
class Array;
class RecordBatch;
}  // namespace arrow

namespace millrace {

// What an enrichment may do to batches, known before the first one.
struct BatchContract {
  std::string name;               // as in the configuration
  std::vector<EventColumn> sets;  // ascending
  bool adds_custom = false;       // it may add custom parameters
  bool may_reject = false;
  bool asks_for_sent = false;  // it needs SentValues, which cost memory while a batch is filled
};

// The values that the events of a batch were sent with and that no column contains.
class SentValues {
 public:
  // Null data(): not sent.
  struct Row {
    std::string_view ip;  // as sent, whatever privacy.ip stores of it
    std::string_view user_agent;
    std::string_view app_id;
    std::span<const EventColumn> event_wins;  // columns in which the event's own value overrides the result
    bool has_attributes = false;              // if not, there is no traffic source
    TrafficSourceInput source;                // includes the changes of earlier enrichments
    EnrichmentTrace* trace = nullptr;         // may be null
  };

  virtual ~SentValues() = default;
  // Valid until the next call. Only for enrichments whose contract asks for it.
  virtual const Row& At(int64_t row) = 0;
};

// The changes to one batch. All arrays have a value or null for each row and passed Arrow's ValidateFull.
struct BatchChanges {
  // New columns: of the lake's type, or dictionary<int32, utf8> for texts; texts fit their columns.
  std::vector<std::pair<EventColumn, std::shared_ptr<arrow::Array>>> columns;
  // Custom parameters to add, by key: utf8, int64, double or bool; null adds nothing.
  std::vector<std::pair<std::string, std::shared_ptr<arrow::Array>>> custom;
  // utf8: why a row is rejected, or null if it stays. No array: all rows stay.
  std::shared_ptr<arrow::Array> rejected;
  uint64_t texts_truncated = 0;
  uint64_t too_long_json = 0;  // values of traffic_source_clid that became null because their JSON is too long
};

// One instance per worker; not thread-safe.
class BatchEnrichment {
 public:
  virtual ~BatchEnrichment() = default;
  // `events` has the columns of event_v2; repeating texts are dictionary<int32, utf8>. Throws SystemError that names
  // the enrichment; then the run fails and nothing of it is kept.
  virtual BatchChanges Run(const arrow::RecordBatch& events, SentValues& sent) = 0;
  // Called after the last batch of a run. Throws like Run.
  virtual void Finish() {}
};

// Creates the instance of each worker. Thread-safe.
class BatchEnrichmentSource {
 public:
  virtual ~BatchEnrichmentSource() = default;
  virtual const BatchContract& contract() const = 0;
  virtual std::unique_ptr<BatchEnrichment> NewInstance() const = 0;
};

}  // namespace millrace
