// Text columns of a batch of event_v2 that an enrichment sets, built row by row through an EventRow. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "enrich/batch_enrichment.h"
#include "transform/event_row.h"

namespace millrace {

class NewTextColumns {
 public:
  // `events` must outlive this object.
  NewTextColumns(const arrow::RecordBatch& events, std::span<const EventColumn> columns);
  ~NewTextColumns();

  // Sets the columns of `event` to the values that a row of the batch has. Texts stay views of the batch.
  void Load(int64_t row, EventRow& event) const;
  // Appends the values of the next row, cut to the lengths of their columns.
  void Append(const EventRow& event);
  // The new columns, and how many texts were cut. Call once, when every row has been appended.
  BatchChanges Finish();

 private:
  struct Builder;

  std::vector<Builder> builders_;
  uint64_t truncated_ = 0;
  uint64_t too_long_json_ = 0;
};

}  // namespace millrace
