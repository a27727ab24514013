// Between a job and the lake when privacy rules are set: hides in every batch what the rules say. Works on dictionaries
// where a column is one, so a value is hashed once a batch, not once a row.
//
// A reject of an event keeps the event with the same values hidden. What cannot be read as an event or as a row
// (another reject of a whole row, broken JSON) might hold anything, so its text is not kept; it cannot be replayed.
#pragma once

#include "privacy/privacy_rules.h"

#include "schema/batch_sink.h"

namespace arrow {
class Array;
}

namespace millrace {

// Thread-safe as a BatchSink. Owns nothing.
class PrivacySink : public BatchSink {
 public:
  PrivacySink(const PrivacyRules& rules, BatchSink& lake) : rules_(rules), lake_(lake) {}

  void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) override;

 private:
  std::shared_ptr<arrow::Array> Hide(TableId table, size_t column, const std::shared_ptr<arrow::Array>& array) const;
  std::shared_ptr<arrow::RecordBatch> HideInRejects(const std::shared_ptr<arrow::RecordBatch>& batch) const;

  const PrivacyRules& rules_;
  BatchSink& lake_;
};

}  // namespace millrace
