#include "plugin/text_arrays.h"

#include <cstring>
#include <vector>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_dict.h>
#include <arrow/buffer.h>
#include <arrow/type.h>

#include "core/error.h"
#include "core/utf8.h"
#include "schema/arrow_status.h"
#include "schema/text_cell.h"

namespace millrace {
namespace {

std::shared_ptr<arrow::Array> ExpandedTexts(const arrow::DictionaryArray& encoded) {
  const auto& dictionary = static_cast<const arrow::StringArray&>(*encoded.dictionary());
  const auto& indices = static_cast<const arrow::Int32Array&>(*encoded.indices());
  const int64_t rows = encoded.length();
  std::vector<int32_t> offsets(static_cast<size_t>(rows) + 1);
  int64_t bytes = 0;
  for (int64_t row = 0; row < rows; ++row) {
    if (!encoded.IsNull(row)) bytes += dictionary.value_length(indices.Value(row));
    if (bytes > INT32_MAX) throw SystemError("the strings of a column do not fit into a batch; set `dictionaries`");
    offsets[static_cast<size_t>(row) + 1] = static_cast<int32_t>(bytes);
  }
  std::vector<char> texts(static_cast<size_t>(bytes));
  for (int64_t row = 0; row < rows; ++row) {
    const auto at = static_cast<size_t>(offsets[static_cast<size_t>(row)]);
    if (static_cast<size_t>(offsets[static_cast<size_t>(row) + 1]) == at) continue;
    const std::string_view text = dictionary.GetView(indices.Value(row));
    std::memcpy(texts.data() + at, text.data(), text.size());
  }
  std::shared_ptr<arrow::Buffer> nulls;
  if (encoded.null_count() > 0) {
    // The validity bits of a slice may begin at any bit.
    std::vector<uint8_t> bits((static_cast<size_t>(rows) + 7) / 8);
    for (int64_t row = 0; row < rows; ++row) {
      if (encoded.IsValid(row)) bits[static_cast<size_t>(row) / 8] |= static_cast<uint8_t>(1u << (row % 8));
    }
    nulls = arrow::Buffer::FromVector(std::move(bits));
  }
  return arrow::MakeArray(arrow::ArrayData::Make(
      arrow::utf8(), rows,
      {nulls, arrow::Buffer::FromVector(std::move(offsets)), arrow::Buffer::FromVector(std::move(texts))},
      encoded.null_count()));
}

}  // namespace

std::shared_ptr<arrow::Array> Expanded(const std::shared_ptr<arrow::Array>& array,
                                       const std::shared_ptr<arrow::DataType>& plain_type) {
  if (array->type_id() == arrow::Type::DICTIONARY) {
    return ExpandedTexts(static_cast<const arrow::DictionaryArray&>(*array));
  }
  if (array->data()->child_data.empty()) return array;
  // A map or a struct: its own buffers are kept, its children become plain.
  const std::shared_ptr<arrow::ArrayData> data = array->data()->Copy();
  data->type = plain_type;
  for (size_t i = 0; i < data->child_data.size(); ++i) {
    data->child_data[i] =
        Expanded(arrow::MakeArray(data->child_data[i]), plain_type->field(static_cast<int>(i))->type())->data();
  }
  return arrow::MakeArray(data);
}

std::shared_ptr<arrow::Array> DictionaryEncoded(const std::shared_ptr<arrow::Array>& array) {
  if (array->type_id() == arrow::Type::DICTIONARY) return array;
  const auto& texts = static_cast<const arrow::StringArray&>(*array);
  arrow::StringDictionary32Builder builder;
  for (int64_t row = 0; row < texts.length(); ++row) {
    Must(texts.IsNull(row) ? builder.AppendNull() : builder.Append(texts.GetView(row)));
  }
  return Must(builder.Finish());
}

std::shared_ptr<arrow::Array> DropLongTexts(const std::shared_ptr<arrow::Array>& array, uint32_t max_bytes,
                                            uint64_t& dropped) {
  const auto is_long = [&](int64_t row) { return TextAt(*array, row).size() > max_bytes; };
  uint64_t found = 0;
  for (int64_t row = 0; row < array->length(); ++row) found += is_long(row);
  if (found == 0) return array;
  dropped += found;
  arrow::StringBuilder builder;
  for (int64_t row = 0; row < array->length(); ++row) {
    Must(array->IsNull(row) || is_long(row) ? builder.AppendNull() : builder.Append(TextAt(*array, row)));
  }
  return Must(builder.Finish());
}

std::shared_ptr<arrow::Array> CutTexts(const std::shared_ptr<arrow::Array>& array, uint32_t max_bytes,
                                       uint64_t& truncated) {
  if (max_bytes == 0) return array;
  if (array->type_id() == arrow::Type::DICTIONARY) {
    const auto& encoded = static_cast<const arrow::DictionaryArray&>(*array);
    uint64_t cut = 0;
    const auto dictionary = CutTexts(encoded.dictionary(), max_bytes, cut);
    if (cut == 0) return array;
    const auto& whole = static_cast<const arrow::StringArray&>(*encoded.dictionary());
    for (int64_t row = 0; row < encoded.length(); ++row) {
      truncated += encoded.IsValid(row) && whole.GetView(encoded.GetValueIndex(row)).size() > max_bytes;
    }
    const auto data = encoded.data()->Copy();
    data->dictionary = dictionary->data();
    return arrow::MakeArray(data);
  }
  const auto& texts = static_cast<const arrow::StringArray&>(*array);
  uint64_t cut = 0;
  for (int64_t row = 0; row < texts.length(); ++row) {
    cut += texts.IsValid(row) && texts.GetView(row).size() > max_bytes;
  }
  if (cut == 0) return array;
  truncated += cut;
  arrow::StringBuilder builder;
  for (int64_t row = 0; row < texts.length(); ++row) {
    Must(texts.IsNull(row) ? builder.AppendNull() : builder.Append(TruncateUtf8(texts.GetView(row), max_bytes)));
  }
  return Must(builder.Finish());
}

}  // namespace millrace
