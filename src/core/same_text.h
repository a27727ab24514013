// Equality of short texts without a function call. Thread-safe.
#pragma once

#include <cstddef>
#include <cstring>

namespace millrace {

// Whether two texts of the same size are equal. For hot paths, where texts are short and mostly equal: compilers do not
// call memcmp for the equality of a fixed number of bytes. The last block may overlap the one before it.
inline bool SameText(const char* a, const char* b, size_t size) {
  if (size >= 16) {
    for (size_t at = 0; at + 16 < size; at += 16) {
      if (std::memcmp(a + at, b + at, 16) != 0) return false;
    }
    return std::memcmp(a + size - 16, b + size - 16, 16) == 0;
  }
  if (size >= 8) return std::memcmp(a, b, 8) == 0 && std::memcmp(a + size - 8, b + size - 8, 8) == 0;
  if (size >= 4) return std::memcmp(a, b, 4) == 0 && std::memcmp(a + size - 4, b + size - 4, 4) == 0;
  for (size_t at = 0; at < size; ++at) {
    if (a[at] != b[at]) return false;
  }
  return true;
}

}  // namespace millrace
