#include "lake/map_key_order.h"

#include <vector>

#include <arrow/array.h>

#include "core/text_ranks.h"

namespace millrace {
namespace {

// `is_less(a, b)` compares two entries.
template <typename IsLess>
bool Ascend(const arrow::MapArray& map, const IsLess& is_less) {
  const int32_t* offsets = map.raw_value_offsets();
  for (int64_t row = 0; row < map.length(); ++row) {
    for (int32_t entry = offsets[row] + 1; entry < offsets[row + 1]; ++entry) {
      if (!is_less(entry - 1, entry)) return false;
    }
  }
  return true;
}

}  // namespace

bool HasSortedKeys(const arrow::MapArray& map) {
  const arrow::Array& keys = *map.keys();
  if (keys.type_id() != arrow::Type::DICTIONARY) {
    const auto& texts = static_cast<const arrow::StringArray&>(keys);
    return Ascend(map, [&](int32_t a, int32_t b) { return texts.GetView(a) < texts.GetView(b); });
  }
  const auto& encoded = static_cast<const arrow::DictionaryArray&>(keys);
  const auto& texts = static_cast<const arrow::StringArray&>(*encoded.dictionary());
  const std::vector<int32_t> ranks =
      TextRanks(static_cast<size_t>(texts.length()), [&](int32_t index) { return texts.GetView(index); });
  const auto* indices = static_cast<const arrow::Int32Array&>(*encoded.indices()).raw_values();
  const auto rank = [&](int32_t entry) { return ranks[static_cast<size_t>(indices[entry])]; };
  return Ascend(map, [&](int32_t a, int32_t b) { return rank(a) < rank(b); });
}

}  // namespace millrace
