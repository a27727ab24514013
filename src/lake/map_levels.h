// Computes the levels of a map column: which entries belong to which row, and which rows are null or empty. The leaves
// of a map share the repetition levels and differ only in the deepest definition levels.
//
// Definition levels, as the schema of the lake gives them: 0 the map is null, 1 it is empty, 2 an entry (and its key);
// map A: 3 its value; maps B and C: 3 its struct, 4 a field of it. Keeps its memory from map to map; one thread at a
// time.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "lake/leaf_shape.h"

namespace arrow {
class Array;
class MapArray;
}  // namespace arrow

namespace millrace {

class MapLevels {
 public:
  // Keeps views into `map`, which must outlive their use.
  void Assign(const arrow::MapArray& map);

  // The entries that rows own, in order.
  const arrow::Array& keys() const { return *keys_; }
  const arrow::Array& items() const { return *items_; }

  // The shape of a leaf, valid until the next call. An entry has a value in it if both `leaf` and `parent` (the struct
  // around it) have one.
  LeafShape Shape(const Validity& parent, const Validity& leaf, int max_definition);

  size_t held_bytes() const {
    return row_starts_.capacity() * sizeof(int32_t) + repetition_.capacity() + base_.capacity() +
           definition_.capacity();
  }

 private:
  void AssignFull(const int32_t* offsets);
  void AssignSparse(const arrow::MapArray& map);

  int64_t rows_ = 0;
  int64_t levels_ = 0;
  bool full_ = false;  // no row is null or empty: every level is an entry
  std::shared_ptr<arrow::Array> keys_;
  std::shared_ptr<arrow::Array> items_;
  std::vector<int32_t> row_starts_;
  std::vector<uint8_t> repetition_;
  std::vector<uint8_t> base_;        // definition levels up to 2; not kept when full
  std::vector<uint8_t> definition_;  // of the last shape
};

}  // namespace millrace
