#include "lake/map_key_order.h"

#include <algorithm>
#include <functional>
#include <span>
#include <vector>

#include <arrow/array.h>

#include "core/text_ranks.h"

namespace millrace {
namespace {

// `ascend(begin, end)`: whether the keys of these entries do.
template <typename Ascend>
bool EachMap(const arrow::MapArray& map, const Ascend& ascend) {
  const int32_t* offsets = map.raw_value_offsets();
  for (int64_t row = 0; row < map.length(); ++row) {
    if (!ascend(offsets[row], offsets[row + 1])) return false;
  }
  return true;
}

}  // namespace

bool HasSortedKeys(const arrow::MapArray& map) {
  const arrow::Array& keys = *map.keys();
  if (keys.type_id() != arrow::Type::DICTIONARY) {
    const auto& texts = static_cast<const arrow::StringArray&>(keys);
    return EachMap(map, [&](int32_t begin, int32_t end) {
      for (int32_t entry = begin + 1; entry < end; ++entry) {
        if (texts.GetView(entry - 1) >= texts.GetView(entry)) return false;
      }
      return true;
    });
  }
  const auto& encoded = static_cast<const arrow::DictionaryArray&>(keys);
  const auto& texts = static_cast<const arrow::StringArray&>(*encoded.dictionary());
  const std::vector<int32_t> ranks =
      TextRanks(static_cast<size_t>(texts.length()), [&](int32_t index) { return texts.GetView(index); });
  const auto rank = [&](int32_t index) { return ranks[static_cast<size_t>(index)]; };
  const auto* indices = static_cast<const arrow::Int32Array&>(*encoded.indices()).raw_values();
  std::span<const int32_t> previous;  // neighbours mostly have the same keys
  return EachMap(map, [&](int32_t begin, int32_t end) {
    const std::span<const int32_t> row(indices + begin, indices + end);
    if (std::ranges::equal(row, previous)) return true;
    previous = row;
    return std::ranges::adjacent_find(row, std::ranges::greater_equal(), rank) == row.end();
  });
}

}  // namespace millrace
