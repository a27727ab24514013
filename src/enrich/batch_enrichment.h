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

// What an enrichment may do to a batch, known before any.
struct BatchContract {
  std::string name;               // as the configuration calls it
  std::vector<EventColumn> sets;  // ascending
  bool adds_custom = false;       // it may add custom parameters
  bool may_reject = false;
  bool asks_for_sent = false;  // it wants SentValues, which cost memory while a batch is filled
};

// What the events of a batch were sent with that is in no column.
class SentValues {
 public:
  // Null data(): not sent.
  struct Row {
    std::string_view ip;  // as sent, whatever privacy.ip keeps of it
    std::string_view user_agent;
    std::string_view app_id;
    std::span<const EventColumn> event_wins;  // columns in which what the event said stands above what is found
    bool has_attributes = false;              // else there is no traffic source
    TrafficSourceInput source;                // with what enrichments before this one have changed
    EnrichmentTrace* trace = nullptr;         // null: nobody wants an explanation
  };

  virtual ~SentValues() = default;
  // Valid until the next call. Only for a contract that asks.
  virtual const Row& At(int64_t row) = 0;
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
  uint64_t too_long_json = 0;  // traffic_source_clid that is null because its JSON would not fit
};

// One instance a worker; not thread-safe.
class BatchEnrichment {
 public:
  virtual ~BatchEnrichment() = default;
  // `events` has the columns of event_v2, texts as dictionary<int32, utf8> where they repeat. Throws SystemError that
  // names the enrichment: the run fails and keeps nothing.
  virtual BatchChanges Run(const arrow::RecordBatch& events, SentValues& sent) = 0;
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
