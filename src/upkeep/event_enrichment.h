// Enriches a batch of stored events anew (reenrich.h tells by which rules). What an event says itself of place and
// agent is read by its client's transformer once more, and merged with what is found as in the kernel.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "kernel/kernel.h"
#include "kernel/request.h"
#include "pipeline/process_job.h"

namespace arrow {
class Array;
class RecordBatch;
}  // namespace arrow

namespace millrace {

// Not thread-safe: reuses its buffers.
class EventEnrichment {
 public:
  // An enrichment that is null leaves its columns as they are, and so do privacy rules that hide what it would read.
  // `same_rules_jobs`: whose rows keep their traffic source, because it was found by the rules of now. `options` must
  // outlive this object.
  EventEnrichment(const PipelineOptions& options, std::unordered_set<std::string> same_rules_jobs);

  // `batch` has all columns of event_v2, in their order.
  std::shared_ptr<arrow::RecordBatch> Apply(const std::shared_ptr<arrow::RecordBatch>& batch);

 private:
  struct Columns;

  const EventRow& LookUp(const Columns& columns, int64_t row);
  bool ReadHints(const Columns& columns, int64_t row, const StoredHints& hints);
  std::shared_ptr<arrow::RecordBatch> FillFound(const std::shared_ptr<arrow::RecordBatch>& batch);
  std::shared_ptr<arrow::Array> AgentMaps(const Columns& columns, int64_t rows);
  bool IsOfSameRules(std::string_view job);
  std::shared_ptr<arrow::RecordBatch> FillSource(const std::shared_ptr<arrow::RecordBatch>& batch);

  const PrivacyRules* privacy_;
  const std::unordered_set<std::string> same_rules_jobs_;
  std::optional<IpLocator> locator_;
  std::optional<UserAgentParser> user_agents_;
  std::optional<TrafficSourceClassifier> classifier_;
  Transformers transformers_;
  EventBundle bundle_;
  Request request_;  // of the row that was looked up last
  std::string last_job_;
  bool last_is_same_ = false;
  std::string element_;
  std::string error_;
};

}  // namespace millrace
