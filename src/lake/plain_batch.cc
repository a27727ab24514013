#include "lake/plain_batch.h"

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/record_batch.h>

#include "schema/arrow_schema.h"
#include "schema/arrow_status.h"

namespace millrace {

std::shared_ptr<arrow::Array> PlainArray(const std::shared_ptr<arrow::Array>& array,
                                         const std::shared_ptr<arrow::DataType>& type) {
  if (array->type()->Equals(*type)) return array;
  if (array->type_id() == arrow::Type::DICTIONARY) {
    const auto& encoded = static_cast<const arrow::DictionaryArray&>(*array);
    const auto& dictionary = static_cast<const arrow::StringArray&>(*encoded.dictionary());
    arrow::StringBuilder builder;
    for (int64_t i = 0; i < encoded.length(); ++i) {
      Must(encoded.IsNull(i) ? builder.AppendNull() : builder.Append(dictionary.GetView(encoded.GetValueIndex(i))));
    }
    return Must(builder.Finish());
  }
  // A map or a struct: its own buffers stay, its children become plain.
  const std::shared_ptr<arrow::ArrayData> data = array->data()->Copy();
  data->type = type;
  for (size_t i = 0; i < data->child_data.size(); ++i) {
    data->child_data[i] =
        PlainArray(arrow::MakeArray(data->child_data[i]), type->field(static_cast<int>(i))->type())->data();
  }
  return arrow::MakeArray(data);
}

std::shared_ptr<arrow::RecordBatch> PlainBatch(TableId table, const arrow::RecordBatch& batch) {
  const std::shared_ptr<arrow::Schema>& schema = ArrowSchema(table);
  arrow::ArrayVector columns;
  for (int i = 0; i < schema->num_fields(); ++i)
    columns.push_back(PlainArray(batch.column(i), schema->field(i)->type()));
  return arrow::RecordBatch::Make(schema, batch.num_rows(), std::move(columns));
}

}  // namespace millrace
