// The text of one cell of a batch, whether its column is plain or a dictionary. Pure function; thread-safe.
#pragma once

#include <string_view>

#include <arrow/array.h>

namespace millrace {

// Null data() for a null cell; the view lives as long as the array.
inline std::string_view TextAt(const arrow::Array& column, int64_t row) {
  if (column.IsNull(row)) return {};
  if (column.type_id() == arrow::Type::DICTIONARY) {
    const auto& encoded = static_cast<const arrow::DictionaryArray&>(column);
    return TextAt(*encoded.dictionary(), encoded.GetValueIndex(row));
  }
  const std::string_view text = static_cast<const arrow::StringArray&>(column).GetView(row);
  return {text.data() == nullptr ? "" : text.data(), text.size()};
}

}  // namespace millrace
