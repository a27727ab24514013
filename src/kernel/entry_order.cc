#include "kernel/entry_order.h"

#include <algorithm>
#include <numeric>

#include "core/text_ranks.h"

namespace millrace {
namespace {

// Up to this many entries are sorted by insertion. Clients can make maps with hundreds of thousands.
constexpr size_t kFewEntries = 32;

void SortFew(std::span<uint32_t> order, std::span<const int32_t> key_ids, const std::vector<int32_t>& ranks) {
  const auto rank = [&](uint32_t entry) { return ranks[static_cast<size_t>(key_ids[entry])]; };
  for (size_t i = 1; i < order.size(); ++i) {
    const uint32_t entry = order[i];
    size_t at = i;
    for (; at > 0 && rank(order[at - 1]) > rank(entry); --at) order[at] = order[at - 1];
    order[at] = entry;
  }
}

}  // namespace

std::vector<uint32_t> OrderOfEntries(const Dictionary& keys, std::span<const int32_t> offsets,
                                     std::span<const int32_t> key_ids) {
  const std::vector<int32_t> ranks = TextRanks(keys.size(), [&](int32_t id) { return keys.At(id); });
  const auto rank_of_key = [&](int32_t id) { return ranks[static_cast<size_t>(id)]; };
  std::vector<uint32_t> order;             // empty while nothing moves
  std::span<const int32_t> ordered_keys;   // of the last row that was in order and differed from its neighbour
  std::span<const int32_t> previous_keys;  // of the last row that was out of order
  std::span<const uint32_t> previous;      // its order
  for (size_t row = 0; row + 1 < offsets.size(); ++row) {
    const auto begin = static_cast<size_t>(offsets[row]);
    const auto size = static_cast<size_t>(offsets[row + 1]) - begin;
    const std::span<const int32_t> row_keys = key_ids.subspan(begin, size);
    // Neighbours mostly have the same keys in the same order.
    if (std::ranges::equal(row_keys, ordered_keys)) continue;
    if (std::ranges::is_sorted(row_keys, {}, rank_of_key)) {
      ordered_keys = row_keys;
      continue;
    }
    if (order.empty()) {
      order.resize(key_ids.size());
      std::iota(order.begin(), order.end(), 0);
    }
    const std::span<uint32_t> places(order.data() + begin, size);
    if (size > kFewEntries) {
      std::ranges::stable_sort(places, {}, [&](uint32_t entry) { return rank_of_key(key_ids[entry]); });
      continue;
    }
    if (std::ranges::equal(row_keys, previous_keys)) {
      const uint32_t shift =
          static_cast<uint32_t>(begin) - static_cast<uint32_t>(previous_keys.data() - key_ids.data());
      for (size_t i = 0; i < size; ++i) places[i] = previous[i] + shift;
      continue;
    }
    SortFew(places, key_ids, ranks);
    previous_keys = row_keys;
    previous = places;
  }
  return order;
}

}  // namespace millrace
