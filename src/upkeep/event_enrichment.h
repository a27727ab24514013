// Enriches a batch of stored events again; reenrich.h lists the rules. Inputs come from the lake. What an event itself
// says about location and user agent is read by its client's transformer once more. Which value wins, and which columns
// are set, is decided by the kernel's EventEnricher.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "kernel/event_enricher.h"
#include "kernel/kernel.h"
#include "pipeline/process_job.h"

namespace arrow {
class Array;
class RecordBatch;
}  // namespace arrow

namespace millrace {

// Not thread-safe: reuses its buffers.
class EventEnrichment {
 public:
  // The columns of an enrichment that is null, or whose inputs are hidden by privacy rules, are not changed.
  // `same_rules_jobs`: rows of these jobs keep their traffic source, because it was found by the current rules.
  // `options` must outlive this object.
  EventEnrichment(const PipelineOptions& options, std::unordered_set<std::string> same_rules_jobs);

  // `batch` has all columns of event_v2, in their order.
  std::shared_ptr<arrow::RecordBatch> Apply(const std::shared_ptr<arrow::RecordBatch>& batch);

 private:
  struct Columns;

  bool ReadHints(const Columns& columns, int64_t row, const StoredHints& hints);
  void SetFound(const Columns& columns, int64_t row, EventRow& stored);
  void SetSource(const Columns& columns, int64_t row, EventRow& stored);
  std::shared_ptr<arrow::Array> AgentMaps(const Columns& columns, int64_t rows);
  bool IsOfSameRules(std::string_view job);

  const PrivacyRules* privacy_;
  const std::unordered_set<std::string> same_rules_jobs_;
  EventEnricher enricher_;
  Transformers transformers_;
  EventBundle bundle_;
  EventRow stored_;  // the columns of the current row that are set
  std::string last_job_;
  bool last_is_same_ = false;
  std::string element_;
  std::string error_;
};

}  // namespace millrace
