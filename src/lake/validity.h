// Determines which slots of a column have a value, and copies only these. Pure functions over memory that the array
// owns; thread-safe.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include <arrow/array/array_base.h>
#include <arrow/util/bitmap_reader.h>

namespace millrace {

// Arrow's validity map over `length` slots; null: all slots have a value.
struct Validity {
  const uint8_t* bitmap = nullptr;
  int64_t offset = 0;  // bits
  int64_t length = 0;
  int64_t nulls = 0;
};

inline Validity ValidityOf(const arrow::Array& array) {
  const int64_t nulls = array.null_count();
  return {.bitmap = nulls > 0 ? array.null_bitmap_data() : nullptr,
          .offset = array.offset(),
          .length = array.length(),
          .nulls = nulls};
}

// Calls visit(slot) for every slot with a value.
template <typename Visit>
void ForEachValid(const Validity& validity, Visit visit) {
  if (validity.nulls == 0) {
    for (int64_t i = 0; i < validity.length; ++i) visit(i);
    return;
  }
  arrow::internal::BitmapUInt64Reader words(validity.bitmap, validity.offset, validity.length);
  for (int64_t i = 0; i < validity.length; i += 64) {
    for (uint64_t word = words.NextWord(); word != 0; word &= word - 1) visit(i + std::countr_zero(word));
  }
}

// Copies the existing values to `out`, which has space for `length` of them.
template <typename T>
void CopyValid(const T* values, const Validity& validity, T* out) {
  if (validity.nulls == 0) {
    if (validity.length > 0) std::memcpy(out, values, static_cast<size_t>(validity.length) * sizeof(T));
    return;
  }
  arrow::internal::BitmapUInt64Reader words(validity.bitmap, validity.offset, validity.length);
  for (int64_t i = 0; i < validity.length; i += 64) {
    uint64_t word = words.NextWord();
    if (word == ~uint64_t{0}) {
      std::memcpy(out, values + i, 64 * sizeof(T));
      out += 64;
    } else {
      for (; word != 0; word &= word - 1) *out++ = values[i + std::countr_zero(word)];
    }
  }
}

}  // namespace millrace
