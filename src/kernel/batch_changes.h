// Applies what an enrichment did to a batch of event_v2 (enrich/batch_enrichment.h). Batches are values: a new one
// shares all columns that did not change.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "enrich/batch_enrichment.h"
#include "transform/event_row.h"

namespace millrace {

// The batch with the new columns and custom parameters (lake-tables §6: of equal keys the later value stands; the JSON
// text leaves out whole keys where it would grow too long). `dropped` grows by the custom parameters for which a row
// had no room.
std::shared_ptr<arrow::RecordBatch> ApplyChanges(const std::shared_ptr<arrow::RecordBatch>& events,
                                                 const BatchChanges& changes, uint64_t& dropped);

// The rows that are marked, in their order; null when there are none.
std::shared_ptr<arrow::RecordBatch> KeepRows(const std::shared_ptr<arrow::RecordBatch>& events,
                                             const std::vector<bool>& keep);

// Adds a custom parameter with the value of a row (utf8, int64, double or bool), if it has one. Texts stay in the
// array, the rest goes to the arena.
void PutCustomValue(std::string_view key, const arrow::Array& values, int64_t row, Arena& arena, CustomParameters& to);

// Sets a column of `event` to its value in a row of a batch.
void ReadColumn(const arrow::Array& array, int64_t row, EventColumn column, EventRow& event);

}  // namespace millrace
