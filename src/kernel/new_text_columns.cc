#include "kernel/new_text_columns.h"

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/record_batch.h>

#include "schema/arrow_status.h"
#include "schema/text_cell.h"

namespace millrace {

struct NewTextColumns::Builder {
  EventColumn column;
  const arrow::Array& old;
  std::unique_ptr<arrow::StringBuilder> values;
};

NewTextColumns::NewTextColumns(const arrow::RecordBatch& events, std::span<const EventColumn> columns) {
  builders_.reserve(columns.size());
  for (const EventColumn column : columns) {
    builders_.push_back({column, *events.column(static_cast<int>(column)), std::make_unique<arrow::StringBuilder>()});
    Must(builders_.back().values->Reserve(events.num_rows()));
  }
}

NewTextColumns::~NewTextColumns() = default;

void NewTextColumns::Load(int64_t row, EventRow& event) const {
  for (const Builder& builder : builders_) event.SetText(builder.column, TextAt(builder.old, row));
}

void NewTextColumns::Append(const EventRow& event) {
  for (const Builder& builder : builders_) {
    const NullableText text = event.Text(builder.column);
    const NullableText cut =
        text.data() == nullptr
            ? text
            : CutToColumn(TableOf(TableId::kEvent).columns[static_cast<size_t>(builder.column)], text);
    if (cut.data() == nullptr) {
      too_long_json_ += text.data() != nullptr;
      Must(builder.values->AppendNull());
    } else {
      truncated_ += cut.size() < text.size();
      Must(builder.values->Append(cut));
    }
  }
}

BatchChanges NewTextColumns::Finish() {
  BatchChanges changes;
  for (const Builder& builder : builders_) changes.columns.emplace_back(builder.column, Must(builder.values->Finish()));
  changes.texts_truncated = truncated_;
  changes.too_long_json = too_long_json_;
  return changes;
}

}  // namespace millrace
