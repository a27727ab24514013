// Finds one of a fixed set of keys in a few nanoseconds: a hash table without collisions, whose seed is determined at
// start-up. Thread-safe once constructed.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "core/error.h"
#include "core/same_text.h"

namespace millrace {

// Any two keys of the set must differ in their first 8 bytes, last 8 bytes or length; otherwise the constructor does
// not terminate.
template <typename Rule, size_t kSlots = 1024>
class KeyTable {
 public:
  // `rules` must live as long as the table; each has a `std::string_view key`.
  explicit KeyTable(std::span<const Rule> rules) : rules_(rules) {
    for (seed_ = 0x9e3779b97f4a7c15; !Fill(); seed_ = seed_ * 6364136223846793005u + 1442695040888963407u) {
    }
  }

  const Rule* Find(std::string_view key) const {
    const uint8_t index = slots_[Slot(key)];
    if (index == kEmpty) return nullptr;
    const Rule& rule = rules_[index];
    if (rule.key.size() != key.size() || !SameText(rule.key.data(), key.data(), key.size())) return nullptr;
    return &rule;
  }

 private:
  static constexpr uint8_t kEmpty = 255;

  static uint64_t Load(const char* from, size_t size) {
    uint64_t word = 0;
    std::memcpy(&word, from, size < 8 ? size : 8);
    return word;
  }

  size_t Slot(std::string_view key) const {
    const size_t size = key.size();
    uint64_t head;
    uint64_t tail;
    if (size >= 8) [[likely]] {
      std::memcpy(&head, key.data(), 8);
      std::memcpy(&tail, key.data() + size - 8, 8);
    } else {
      head = Load(key.data(), size);
      tail = 0;
    }
    uint64_t hash = (head ^ seed_) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
    hash = (hash ^ tail ^ size * 0x9e3779b97f4a7c15) * 0xc4ceb9fe1a85ec53;
    // The top bits: only they depend on the last character and the size.
    return hash >> (64 - std::countr_zero(kSlots));
  }

  bool Fill() {
    MILLRACE_CHECK(rules_.size() < kEmpty);
    slots_.fill(kEmpty);
    for (size_t i = 0; i < rules_.size(); ++i) {
      uint8_t& slot = slots_[Slot(rules_[i].key)];
      if (slot != kEmpty) return false;
      slot = static_cast<uint8_t>(i);
    }
    return true;
  }

  std::span<const Rule> rules_;
  uint64_t seed_;
  std::array<uint8_t, kSlots> slots_;
};

}  // namespace millrace
