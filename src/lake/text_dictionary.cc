#include "lake/text_dictionary.h"

#include <bit>
#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace millrace {
namespace {

// Number of texts that are examined before the first decision to give up.
constexpr size_t kSample = 4096;

bool Same(const TextRef& a, const TextRef& b) {
  return a.size == b.size && (a.size == 0 || std::memcmp(a.data, b.data, a.size) == 0);
}

}  // namespace

bool TextDictionary::Encode(std::span<const TextRef> texts, std::span<uint32_t> indices) {
  values_.clear();
  slots_.assign(std::bit_ceil(texts.size() + 1) * 2, Slot{});
  const size_t mask = slots_.size() - 1;
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i >= kSample && std::has_single_bit(i) && values_.size() > i / 8 * 7) return false;
    if (i > 0 && Same(texts[i], texts[i - 1])) {
      indices[i] = indices[i - 1];
      continue;
    }
    const uint64_t hash = XXH3_64bits(texts[i].data, texts[i].size);
    const auto check = static_cast<uint32_t>(hash >> 32);
    size_t at = hash & mask;
    while (slots_[at].index_plus_one != 0 &&
           !(slots_[at].hash == check && Same(values_[slots_[at].index_plus_one - 1], texts[i]))) {
      at = (at + 1) & mask;
    }
    if (slots_[at].index_plus_one == 0) {
      values_.push_back(texts[i]);
      slots_[at] = {.hash = check, .index_plus_one = static_cast<uint32_t>(values_.size())};
    }
    indices[i] = slots_[at].index_plus_one - 1;
  }
  return true;
}

}  // namespace millrace
