// Builds a dictionary for texts without one, if they repeat. Reuses its memory; one thread at a time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lake/column_chunk.h"

namespace millrace {

class TextDictionary {
 public:
  // Fills `indices` (as long as `texts`). Returns false if the texts hardly repeat; then the result is meaningless.
  bool Encode(std::span<const TextRef> texts, std::span<uint32_t> indices);
  // The distinct texts by index, as views into the input.
  std::span<const TextRef> values() const { return values_; }

  size_t held_bytes() const { return slots_.capacity() * sizeof(Slot) + values_.capacity() * sizeof(TextRef); }

 private:
  struct Slot {
    uint32_t hash = 0;
    uint32_t index_plus_one = 0;  // 0: free
  };
  std::vector<Slot> slots_;  // open addressing; the size is a power of two
  std::vector<TextRef> values_;
};

}  // namespace millrace
