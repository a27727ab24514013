// How the values of a leaf column relate to the rows, as expressed by Parquet's definition and repetition levels. A
// plain value over memory that it does not own.
#pragma once

#include <cstdint>

#include "lake/validity.h"

namespace millrace {

// A flat column has one level per row, and its definition levels are the validity map. Under a map (nested), both kinds
// of levels are stored, one byte each. Owns nothing.
struct LeafShape {
  int64_t rows = 0;
  int64_t levels = 0;
  int64_t values = 0;  // levels that have a value
  int max_definition = 0;
  Validity validity;                    // flat
  const int32_t* row_starts = nullptr;  // nested: the first level of each row, and the end; flat: null
  const uint8_t* repetition = nullptr;  // nested
  const uint8_t* definition = nullptr;  // nested; null: every level holds a value

  bool nested() const { return row_starts != nullptr; }
};

inline LeafShape FlatShape(const Validity& validity, bool optional) {
  return {.rows = validity.length,
          .levels = validity.length,
          .values = validity.length - validity.nulls,
          .max_definition = optional ? 1 : 0,
          .validity = validity};
}

}  // namespace millrace
