// Texts that long-lived aggregates share. Each is stored once and has an id; 0 is the id of the null text. Not
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
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
      Slot& slot = slots_[at];
      if (slot.id == 0) {
        slot = {hash, Add(text)};
        return slot.id;
      }
      if (slot.hash == hash && At(slot.id) == text) return slot.id;
    }
  }
  // The same for a text that is probably the one with the id `guess`.
  uint32_t Intern(std::string_view text, uint32_t guess) {
    if (guess == 0) return Intern(text);
    const std::string_view known = At(guess);
    if (known.size() == text.size() && SameText(known.data(), text.data(), text.size())) return guess;
    return Intern(text);
  }
  // The text of an id; null data() for id 0. Valid until the next Intern.
  std::string_view At(uint32_t id) const {
    if (id == 0) return {};
    return {bytes_.data() + ends_[id - 1], static_cast<size_t>(ends_[id] - ends_[id - 1])};
  }
  size_t memory_bytes() const {
    return bytes_.capacity() + ends_.capacity() * sizeof(uint64_t) + slots_.capacity() * sizeof(Slot);
  }

 private:
  struct Slot {
    uint32_t hash = 0;
    uint32_t id = 0;  // 0: free
  };

  uint32_t Add(std::string_view text) {
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    ends_.push_back(bytes_.size());
    return static_cast<uint32_t>(ends_.size() - 1);
  }
  void Grow() {
    std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
    old.swap(slots_);
    const size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
      if (slot.id == 0) continue;
      size_t at = slot.hash & mask;
      while (slots_[at].id != 0) at = (at + 1) & mask;
      slots_[at] = slot;
    }
  }

  // Begins with one unused byte, so that an empty text has a non-null data().
  std::vector<char> bytes_ = {'\0'};
  std::vector<uint64_t> ends_ = {1};
  std::vector<Slot> slots_;
};

}  // namespace millrace
