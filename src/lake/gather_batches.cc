#include "lake/gather_batches.h"

#include <algorithm>

#include <arrow/array.h>
#include <arrow/array/concatenate.h>
#include <arrow/record_batch.h>

#include "lake/plain_batch.h"
#include "schema/arrow_schema.h"
#include "schema/arrow_status.h"

namespace millrace {
std::shared_ptr<arrow::RecordBatch> GatherBatches(TableId table,
                                                  const std::vector<std::shared_ptr<arrow::RecordBatch>>& batches) {
  if (batches.size() == 1) return batches[0];
  const arrow::Schema& lake = *ArrowSchema(table);
  arrow::ArrayVector columns;
  arrow::FieldVector fields;
  int64_t rows = 0;
  for (const auto& batch : batches) rows += batch->num_rows();
  for (int i = 0; i < lake.num_fields(); ++i) {
    arrow::ArrayVector parts;
    for (const auto& batch : batches) parts.push_back(batch->column(i));
    const bool alike = std::all_of(parts.begin(), parts.end(),
                                   [&](const auto& part) { return part->type()->Equals(*parts[0]->type()); });
    if (!alike) {
      for (auto& part : parts) part = PlainArray(part, lake.field(i)->type());
    }
    columns.push_back(Must(arrow::Concatenate(parts)));
    fields.push_back(arrow::field(lake.field(i)->name(), columns.back()->type(), lake.field(i)->nullable()));
  }
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), rows, std::move(columns));
}

}  // namespace millrace
