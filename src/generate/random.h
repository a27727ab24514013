// Random numbers that are the same on every machine: results that influence a corpus use integer arithmetic only, so
// that neither the compiler nor the C library can change it. Not for secrets.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace millrace::generate {

// The finaliser of splitmix64: a bijection whose every output bit depends on every input bit.
constexpr uint64_t MixBits(uint64_t value) {
  value += 0x9E3779B97F4A7C15u;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return value ^ (value >> 31);
}

// One key from several parts. Whatever is derived from a key needs no state.
template <typename... Parts>
constexpr uint64_t MixKey(uint64_t seed, Parts... parts) {
  ((seed = MixBits(seed ^ MixBits(static_cast<uint64_t>(parts) + 1))), ...);
  return seed;
}

// xoshiro256++, seeded by splitmix64.
class Random {
 public:
  explicit Random(uint64_t key) {
    for (uint64_t& word : state_) word = key = MixBits(key);
  }

  uint64_t Next() {
    const uint64_t result = Rotate(state_[0] + state_[3], 23) + state_[0];
    const uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = Rotate(state_[3], 45);
    return result;
  }

  // From 0 to `count` - 1, without a division; the bias of the multiplication is below count / 2^32.
  uint32_t Below(uint32_t count) { return static_cast<uint32_t>(((Next() >> 32) * count) >> 32); }
  // From `low` to `high`, both included.
  int64_t Between(int64_t low, int64_t high) { return low + Below(static_cast<uint32_t>(high - low + 1)); }
  // From `low` to `high`, with small values far more frequent than large ones (the cube of a uniform number), like
  // waiting times.
  int64_t Skewed(int64_t low, int64_t high) {
    const uint64_t uniform = Next() >> 44;
    const uint64_t cube = (((uniform * uniform) >> 20) * uniform) >> 20;
    return low + static_cast<int64_t>((static_cast<uint64_t>(high - low) * cube) >> 20);
  }
  // 0 (inclusive) to 1.
  double Uniform() { return static_cast<double>(Next() >> 11) * 0x1p-53; }
  bool Chance(double share) { return Uniform() < share; }
  bool Percent(uint32_t percent) { return Below(100) < percent; }

  template <typename Range>
  const auto& Pick(const Range& range) {
    return range[Below(static_cast<uint32_t>(std::size(range)))];
  }

 private:
  static constexpr uint64_t Rotate(uint64_t value, int by) { return (value << by) | (value >> (64 - by)); }
  std::array<uint64_t, 4> state_;
};

// Picks indices by weight in constant time (Vose's alias method, in integers). Immutable, so threads may share it.
class AliasTable {
 public:
  explicit AliasTable(std::span<const uint32_t> weights) : slots_(weights.size()) {
    const uint64_t count = weights.size();
    const uint64_t total = std::accumulate(weights.begin(), weights.end(), uint64_t{0});
    std::vector<uint64_t> mass(weights.size());  // in units of which `total` fill one slot
    std::vector<uint32_t> small;
    std::vector<uint32_t> large;
    for (uint32_t i = 0; i < count; ++i) {
      mass[i] = weights[i] * count;
      slots_[i] = {~uint32_t{0}, i};
      (mass[i] < total ? small : large).push_back(i);
    }
    // Each slot that is too small is filled from one that is too large, which may then become too small itself.
    while (!small.empty() && !large.empty()) {
      const uint32_t poor = small.back();
      const uint32_t rich = large.back();
      small.pop_back();
      slots_[poor] = {static_cast<uint32_t>((mass[poor] << 32) / total), rich};
      mass[rich] -= total - mass[poor];
      if (mass[rich] < total) {
        large.pop_back();
        small.push_back(rich);
      }
    }
  }

  // Zipf's law with exponent 1: index i has weight 1 / (i + 1).
  static AliasTable Zipf(uint32_t count) {
    std::vector<uint32_t> weights(count);
    for (uint32_t i = 0; i < count; ++i) weights[i] = 10'000'000 / (i + 1);
    return AliasTable(weights);
  }

  uint32_t Pick(Random& random) const {
    // The high half chooses the slot and the low half its part; they are independent.
    const uint64_t bits = random.Next();
    const auto index = static_cast<uint32_t>(((bits >> 32) * slots_.size()) >> 32);
    const Slot& slot = slots_[index];
    return static_cast<uint32_t>(bits) < slot.keep_below ? index : slot.other;
  }

 private:
  struct Slot {
    uint32_t keep_below;  // of 2^32; otherwise `other` is picked
    uint32_t other;
  };
  std::vector<Slot> slots_;
};

}  // namespace millrace::generate
