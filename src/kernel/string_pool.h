// Texts that long-lived aggregates share, each stored once and named by a number. Id 0 is the null text. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/same_text.h"

namespace millrace {

class StringPool {
 public:
  uint32_t Intern(std::string_view text) {
    if (text.data() == nullptr) return 0;
    if (ends_.size() * 2 > slots_.size()) Grow();
    const auto hash = static_cast<uint32_t>(XXH3_64bits(text.data(), text.size()));
    const size_t mask = slots_.size() - 1;
    for (size_t slot = hash & mask;; slot = (slot + 1) & mask) {
      const uint32_t id = slots_[slot];
      if (id == 0) return slots_[slot] = Add(text, hash);
      if (hashes_[id] == hash && At(id) == text) return id;
    }
  }
  // The same, for a text that likely is that of `guess`.
  uint32_t Intern(std::string_view text, uint32_t guess) {
    if (guess == 0) return Intern(text);
    const std::string_view known = At(guess);
    if (known.size() == text.size() && SameText(known.data(), text.data(), text.size())) return guess;
    return Intern(text);
  }
  // Null data() for id 0. Valid until the next Intern.
  std::string_view At(uint32_t id) const {
    if (id == 0) return {};
    return {bytes_.data() + ends_[id - 1], static_cast<size_t>(ends_[id] - ends_[id - 1])};
  }
  size_t memory_bytes() const { return bytes_.capacity() + ends_.capacity() * 12 + slots_.capacity() * 4; }

 private:
  uint32_t Add(std::string_view text, uint32_t hash) {
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    ends_.push_back(bytes_.size());
    hashes_.push_back(hash);
    return static_cast<uint32_t>(ends_.size() - 1);
  }
  void Grow() {
    slots_.assign(slots_.empty() ? 1024 : slots_.size() * 2, 0);
    const size_t mask = slots_.size() - 1;
    for (uint32_t id = 1; id < ends_.size(); ++id) {
      size_t slot = hashes_[id] & mask;
      while (slots_[slot] != 0) slot = (slot + 1) & mask;
      slots_[slot] = id;
    }
  }

  // One byte stands before the first text, so that an empty text has a non-null data().
  std::vector<char> bytes_ = {'\0'};
  std::vector<uint64_t> ends_ = {1};
  std::vector<uint32_t> hashes_ = {0};
  std::vector<uint32_t> slots_;
};

}  // namespace millrace
