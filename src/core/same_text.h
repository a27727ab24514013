// Equality of short texts without a function call. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace millrace {

// Whether two texts of the same size are equal. For hot paths, where texts are short and mostly equal.
inline bool SameText(const char* a, const char* b, size_t size) {
  uint64_t x;
  uint64_t y;
  if (size >= 8) {
    for (size_t at = 0; at + 8 <= size; at += 8) {
      std::memcpy(&x, a + at, 8);
      std::memcpy(&y, b + at, 8);
      if (x != y) return false;
    }
    std::memcpy(&x, a + size - 8, 8);
    std::memcpy(&y, b + size - 8, 8);
    return x == y;
  }
  for (size_t at = 0; at < size; ++at) {
    if (a[at] != b[at]) return false;
  }
  return true;
}

}  // namespace millrace
