// Encodes a batch of a table as one Parquet row group, in memory and without a lock; the file that it becomes part of
// is only known when it is appended (parquet_file.h).
//
// A text may be utf8 or dictionary<int32, utf8>, also inside maps. A dictionary is written as it is, without its unused
// entries if there are many. One with nearly unique values becomes plain, and a plain column of repeating texts becomes
// a dictionary.
//
// Keeps its memory from batch to batch; one thread at a time.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "lake/byte_buffer.h"
#include "lake/column_chunk.h"
#include "lake/map_levels.h"
#include "lake/text_dictionary.h"
#include "schema/table.h"

namespace arrow {
class Array;
class MapArray;
class RecordBatch;
}  // namespace arrow

namespace millrace {

enum class Compression : uint8_t { kSnappy, kZstd, kNone };

struct RowGroup {
  int64_t rows = 0;
  bool has_sorted_map_keys = true;  // all maps (map_key_order.h)
  ByteBuffer bytes;
  std::vector<ColumnChunk> columns;  // leaves, in the order of the file's schema
};

class RowGroupEncoder {
 public:
  explicit RowGroupEncoder(Compression compression);
  ~RowGroupEncoder();

  // The result is valid until the next call. The batch must have at least one row. Throws InternalError if it does not
  // have the columns of the table, SystemError if Arrow fails.
  const RowGroup& Encode(TableId table, const arrow::RecordBatch& batch);

  // The memory that this object keeps.
  size_t held_bytes() const;

 private:
  void EncodeColumn(const Column& column, bool optional, const arrow::Array& array);
  void EncodeMap(const arrow::MapArray& map);
  void EncodeText(const LeafShape& shape, const arrow::Array& array, const Validity& validity);
  void EncodePlainText(const LeafShape& shape, const arrow::Array& array, const Validity& validity);
  void EncodeDictionary(const LeafShape& shape, const arrow::Array& array, const Validity& validity);
  std::span<const uint32_t> DropUnused(std::span<const uint32_t> indices);
  template <typename T>
  void EncodeNumbers(const LeafShape& shape, const arrow::Array& array, const Validity& validity);
  void EncodeBooleans(const LeafShape& shape, const arrow::Array& array, const Validity& validity);

  RowGroup group_;
  ChunkWriter writer_;
  MapLevels map_;
  TextDictionary text_dictionary_;
  // Scratch memory.
  std::vector<uint32_t> indices_;
  std::vector<uint32_t> new_index_;
  std::vector<TextRef> texts_;
  std::vector<TextRef> dictionary_;
  ByteBuffer numbers_;
};

}  // namespace millrace
