// Decides whether a column of numbers has few distinct values, and builds a dictionary if so. A constant column
// (created_time) becomes one value and one run; screen sizes become small indices; for times and ids it gives up early.
// Not thread-safe.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace millrace {

template <typename T>
class NumberDictionary {
 public:
  // Fills `indices` (as long as `values`). Returns false if a dictionary would save less than a quarter of the column;
  // then the result is meaningless. Call this once.
  bool Encode(std::span<const T> values, std::span<uint32_t> indices) {
    uint64_t last_bits = 0;
    uint32_t last_index = kNone;
    for (size_t i = 0; i < values.size(); ++i) {
      const uint64_t bits = Bits(values[i]);
      if (bits != last_bits || last_index == kNone) {
        last_index = Find(bits, values[i]);
        if (last_index == kNone || (i == kSample && values_.size() > kSample / 2)) return false;
        last_bits = bits;
      }
      indices[i] = last_index;
    }
    if (values_.empty()) return false;
    const size_t index_bits = values.size() * static_cast<size_t>(std::bit_width(values_.size() - 1));
    return (values_.size() * sizeof(T) + index_bits / 8) * 4 < values.size_bytes() * 3;
  }

  std::span<const T> values() const { return values_; }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr size_t kSample = 512;
  static constexpr size_t kMostValues = 1024;
  static constexpr int kSlotBits = 12;

  // Compares bits, so that both zeros and every NaN are preserved.
  static uint64_t Bits(T value) {
    if constexpr (sizeof(T) == 8) {
      return std::bit_cast<uint64_t>(value);
    } else {
      return std::bit_cast<uint32_t>(value);
    }
  }

  uint32_t Find(uint64_t bits, T value) {
    size_t slot = bits * 0x9E3779B97F4A7C15u >> (64 - kSlotBits);
    while (slots_[slot] != 0) {
      const uint32_t index = slots_[slot] - 1u;
      if (Bits(values_[index]) == bits) return index;
      slot = (slot + 1) & (slots_.size() - 1);
    }
    if (values_.size() == kMostValues) return kNone;
    values_.push_back(value);
    slots_[slot] = static_cast<uint16_t>(values_.size());
    return static_cast<uint32_t>(values_.size() - 1);
  }

  std::array<uint16_t, size_t{1} << kSlotBits> slots_{};  // index + 1; 0: free
  std::vector<T> values_;
};

}  // namespace millrace
