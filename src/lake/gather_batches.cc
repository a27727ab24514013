#include "lake/gather_batches.h"

#include <algorithm>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/concatenate.h>
#include <arrow/record_batch.h>

#include "lake/arrow_status.h"
#include "schema/arrow_schema.h"

namespace millrace {
namespace {

// The same values without dictionaries, in the lake's `type`.
std::shared_ptr<arrow::Array> ToPlain(const std::shared_ptr<arrow::Array>& array,
                                      const std::shared_ptr<arrow::DataType>& type) {
  if (array->type()->Equals(*type)) return array;
  if (array->type_id() == arrow::Type::DICTIONARY) {
    const auto& encoded = static_cast<const arrow::DictionaryArray&>(*array);
    const auto& dictionary = static_cast<const arrow::StringArray&>(*encoded.dictionary());
    arrow::StringBuilder builder;
    for (int64_t i = 0; i < encoded.length(); ++i) {
      ThrowIfFailed(encoded.IsNull(i) ? builder.AppendNull()
                                      : builder.Append(dictionary.GetView(encoded.GetValueIndex(i))));
    }
    return ValueOrThrow(builder.Finish());
  }
  // A map or a struct: its own buffers stay, its children become plain.
  const std::shared_ptr<arrow::ArrayData> data = array->data()->Copy();
  data->type = type;
  for (size_t i = 0; i < data->child_data.size(); ++i) {
    data->child_data[i] =
        ToPlain(arrow::MakeArray(data->child_data[i]), type->field(static_cast<int>(i))->type())->data();
  }
  return arrow::MakeArray(data);
}

}  // namespace

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
      for (auto& part : parts) part = ToPlain(part, lake.field(i)->type());
    }
    columns.push_back(ValueOrThrow(arrow::Concatenate(parts)));
    fields.push_back(arrow::field(lake.field(i)->name(), columns.back()->type(), lake.field(i)->nullable()));
  }
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), rows, std::move(columns));
}

}  // namespace millrace
