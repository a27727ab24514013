#include "lake/map_levels.h"

#include <algorithm>

#include <arrow/array.h>

#include "schema/arrow_status.h"

namespace millrace {
namespace {

constexpr uint8_t kNullMap = 0;
constexpr uint8_t kEmptyMap = 1;
constexpr uint8_t kEntry = 2;

}  // namespace

void MapLevels::Assign(const arrow::MapArray& map) {
  rows_ = map.length();
  const int32_t* offsets = map.raw_value_offsets();
  int64_t owned = 0;
  full_ = true;
  for (int64_t row = 0; row < rows_; ++row) full_ &= offsets[row + 1] > offsets[row];
  full_ = full_ && map.null_count() == 0;
  for (int64_t row = 0; row < rows_; ++row) {
    if (map.null_count() == 0 || map.IsValid(row)) owned += offsets[row + 1] - offsets[row];
  }
  const int64_t begin = offsets[0];
  if (owned == offsets[rows_] - begin) {
    keys_ = map.keys()->Slice(begin, owned);
    items_ = map.items()->Slice(begin, owned);
  } else {
    // Arrow permits a null map to refer to entries; ignore them.
    const auto entries = std::static_pointer_cast<arrow::StructArray>(Must(map.Flatten()));
    keys_ = entries->field(0);
    items_ = entries->field(1);
  }
  row_starts_.resize(static_cast<size_t>(rows_) + 1);
  if (full_) {
    AssignFull(offsets);
  } else {
    AssignSparse(map);
  }
}

void MapLevels::AssignFull(const int32_t* offsets) {
  for (int64_t row = 0; row <= rows_; ++row) row_starts_[static_cast<size_t>(row)] = offsets[row] - offsets[0];
  levels_ = row_starts_.back();
  repetition_.assign(static_cast<size_t>(levels_), 1);
  for (int64_t row = 0; row < rows_; ++row) repetition_[static_cast<size_t>(row_starts_[static_cast<size_t>(row)])] = 0;
}

void MapLevels::AssignSparse(const arrow::MapArray& map) {
  // A row without entries still has one level.
  const auto most = static_cast<size_t>(rows_ + keys_->length());
  repetition_.assign(most, 1);
  base_.assign(most, kEntry);
  const int32_t* offsets = map.raw_value_offsets();
  const bool has_nulls = map.null_count() > 0;
  int32_t level = 0;
  for (int64_t row = 0; row < rows_; ++row) {
    row_starts_[static_cast<size_t>(row)] = level;
    repetition_[static_cast<size_t>(level)] = 0;
    const int32_t entries = offsets[row + 1] - offsets[row];
    if (has_nulls && map.IsNull(row)) {
      base_[static_cast<size_t>(level++)] = kNullMap;
    } else if (entries == 0) {
      base_[static_cast<size_t>(level++)] = kEmptyMap;
    } else {
      level += entries;
    }
  }
  row_starts_.back() = level;
  levels_ = level;
}

LeafShape MapLevels::Shape(const Validity& parent, const Validity& leaf, int max_definition) {
  LeafShape shape{.rows = rows_,
                  .levels = levels_,
                  .values = leaf.length - leaf.nulls,
                  .max_definition = max_definition,
                  .validity = {},
                  .row_starts = row_starts_.data(),
                  .repetition = repetition_.data()};
  if (full_ && leaf.nulls == 0) return shape;
  const auto levels = static_cast<size_t>(levels_);
  const auto max = static_cast<uint8_t>(max_definition);
  definition_.resize(levels);
  if (full_) {
    std::fill(definition_.begin(), definition_.end(), max);
  } else {
    // Branch-free, so that the compiler can vectorise it.
    for (size_t i = 0; i < levels; ++i) definition_[i] = base_[i] == kEntry ? max : base_[i];
  }
  if (leaf.nulls > 0) {
    const auto lower = [&](const Validity& validity, uint8_t without_value) {
      size_t level = 0;
      for (int64_t entry = 0; entry < validity.length; ++entry, ++level) {
        if (!full_) {
          while (base_[level] != kEntry) ++level;
        }
        if (!arrow::bit_util::GetBit(validity.bitmap, validity.offset + entry)) definition_[level] = without_value;
      }
    };
    lower(leaf, static_cast<uint8_t>(max - 1));
    if (parent.nulls > 0) lower(parent, static_cast<uint8_t>(max - 2));
  }
  shape.definition = definition_.data();
  return shape;
}

}  // namespace millrace
