#include "lake/batch_bytes.h"

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

namespace millrace {
namespace {

// Of `length` values from `begin`, a position in the buffers.
size_t RangeBytes(const arrow::ArrayData& data, int64_t begin, int64_t length);

size_t WholeBytes(const arrow::ArrayData& data) {
  return RangeBytes(data, data.offset, data.length);
}

// The values between the offsets of a range, which are counted, too.
template <typename Visit>
size_t BytesByOffsets(const arrow::ArrayData& data, int64_t begin, int64_t length, Visit bytes_of_values) {
  const auto* const offsets = data.GetValues<int32_t>(1, 0);
  if (offsets == nullptr || length == 0) return 0;
  const int64_t first = offsets[begin];
  return static_cast<size_t>(length + 1) * sizeof(int32_t) + bytes_of_values(first, offsets[begin + length] - first);
}

size_t RangeBytes(const arrow::ArrayData& data, int64_t begin, int64_t length) {
  const auto bits = static_cast<size_t>(length + 7) / 8;
  const size_t validity = data.buffers.empty() || data.buffers[0] == nullptr ? 0 : bits;
  switch (data.type->id()) {
    case arrow::Type::BOOL:
      return validity + bits;
    case arrow::Type::STRING:
    case arrow::Type::BINARY:
      return validity +
             BytesByOffsets(data, begin, length, [](int64_t, int64_t bytes) { return static_cast<size_t>(bytes); });
    case arrow::Type::MAP:
    case arrow::Type::LIST:
      return validity + BytesByOffsets(data, begin, length, [&](int64_t first, int64_t count) {
               const arrow::ArrayData& values = *data.child_data[0];
               return RangeBytes(values, values.offset + first, count);
             });
    case arrow::Type::STRUCT: {
      size_t bytes = validity;
      for (const auto& child : data.child_data) bytes += RangeBytes(*child, child->offset + begin, length);
      return bytes;
    }
    case arrow::Type::DICTIONARY: {
      const auto& type = static_cast<const arrow::DictionaryType&>(*data.type);
      return validity + static_cast<size_t>(length * type.index_type()->bit_width() / 8) +
             (data.dictionary == nullptr ? 0 : WholeBytes(*data.dictionary));
    }
    default:
      return validity + static_cast<size_t>(length * data.type->bit_width() / 8);
  }
}

}  // namespace

size_t BatchBytes(const arrow::RecordBatch& batch) {
  size_t bytes = 0;
  for (const auto& column : batch.column_data()) bytes += WholeBytes(*column);
  return bytes;
}

}  // namespace millrace
