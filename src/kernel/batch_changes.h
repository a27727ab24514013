// Applies the changes of an enrichment to a batch of event_v2 (enrich/batch_enrichment.h). Batches are immutable: the
// new one shares all columns that did not change.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "enrich/batch_enrichment.h"
#include "transform/event_row.h"

namespace millrace {

// The batch with the new columns and custom parameters (lake-tables §6: of duplicate keys the last value wins; the JSON
// text omits whole keys if it would become too long). Adds to `dropped` the custom parameters that exceeded the limit
// of a row.
std::shared_ptr<arrow::RecordBatch> ApplyChanges(const std::shared_ptr<arrow::RecordBatch>& events,
                                                 const BatchChanges& changes, uint64_t& dropped);

// The rows that are marked in `keep`, in their order; null if there are none.
std::shared_ptr<arrow::RecordBatch> KeepRows(const std::shared_ptr<arrow::RecordBatch>& events,
                                             const std::vector<bool>& keep);

// Adds a custom parameter with the value of a row (utf8, int64, double or bool), unless it is null. Texts stay views of
// the array; the texts of other values are in the arena.
void PutCustomValue(std::string_view key, const arrow::Array& values, int64_t row, Arena& arena, CustomParameters& to);

// Sets a column of `event` to the value that it has in a row of a batch.
void ReadColumn(const arrow::Array& array, int64_t row, EventColumn column, EventRow& event);

}  // namespace millrace
