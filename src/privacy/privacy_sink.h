// The sink between a job and the lake if there are privacy rules: hides the values of these rules in every batch. Works
// on dictionaries if a column has one, so a value is hashed once per batch and not once per row.
//
// The reject of an event contains the event with the same values hidden. Text that cannot be read as an event or a row
// (other rejects of whole rows, broken JSON) might contain anything, so it is dropped; such a reject cannot be
// replayed.
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
