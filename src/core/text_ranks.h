// The order of texts by their bytes, as numbers, for texts that are compared often. Thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <vector>

namespace millrace {

// By index: the place of a text among the distinct ones of `count` texts; `at(i)` returns a text as a string_view.
template <typename At>
std::vector<int32_t> TextRanks(size_t count, const At& at) {
  std::vector<int32_t> indices(count);
  std::iota(indices.begin(), indices.end(), 0);
  std::ranges::sort(indices, {}, at);
  std::vector<int32_t> ranks(count);
  int32_t rank = 0;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0 && at(indices[i - 1]) != at(indices[i])) ++rank;
    ranks[static_cast<size_t>(indices[i])] = rank;
  }
  return ranks;
}

}  // namespace millrace
