// Turns one leaf column of a row group into a column chunk: pages of levels and values, plain or as dictionary indices.
// This is our own code because the general writer takes a fifth of a run: here, levels are computed directly from
// validity maps, a dictionary is never hashed again, and no lock is held (docs/reference/lake.md).
//
// A ChunkWriter keeps its scratch memory from chunk to chunk and belongs to one thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "lake/byte_buffer.h"
#include "lake/leaf_shape.h"

namespace arrow::util {
class Codec;
}

namespace millrace {

// A text that is stored elsewhere.
struct TextRef {
  const uint8_t* data;
  uint32_t size;
};

// The minimum and maximum of a chunk, as bytes.
struct NumberRange {
  std::array<char, sizeof(int64_t)> least{};
  std::array<char, sizeof(int64_t)> greatest{};
  uint8_t size = 0;  // bytes of a number; 0: there is no range
};

// The footer entry of a finished chunk; small, because an open file keeps one per chunk. Offsets are relative to the
// first byte of the row group.
struct ColumnChunk {
  int64_t levels = 0;
  bool compressed = false;         // data that hardly shrinks is not compressed
  int64_t dictionary_offset = -1;  // -1: no dictionary
  int64_t data_offset = 0;
  int64_t compressed_bytes = 0;  // of all pages with their headers
  int64_t uncompressed_bytes = 0;
  int32_t data_pages = 0;
  int64_t nulls = -1;  // -1: unknown
  NumberRange range;
};

class ChunkWriter {
 public:
  // Null codec: uncompressed. Chunks are appended to `out`, which must outlive the writer.
  ChunkWriter(std::unique_ptr<arrow::util::Codec> codec, ByteBuffer& out);
  ~ChunkWriter();

  // Each writes one chunk. `values` of these are the values that exist, nulls left out; shape.values of them.
  ColumnChunk WriteTexts(const LeafShape& shape, std::span<const TextRef> values);
  ColumnChunk WriteTextDictionary(const LeafShape& shape, std::span<const TextRef> dictionary,
                                  std::span<const uint32_t> indices);
  // A dictionary of numbers is used when it makes the chunk smaller. T: int32_t, int64_t or double.
  template <typename T>
  ColumnChunk WriteNumbers(const LeafShape& shape, std::span<const T> values);
  // One byte a value, 0 or 1.
  ColumnChunk WriteBooleans(const LeafShape& shape, std::span<const uint8_t> values);

  // Its scratch memory.
  size_t held_bytes() const {
    return page_.capacity() + dictionary_page_.capacity() + compressed_.capacity() +
           number_indices_.capacity() * sizeof(uint32_t);
  }

 private:
  template <typename SizeOf, typename AppendValues>
  void WriteDataPages(const LeafShape& shape, bool dictionary_encoded, int64_t bytes, SizeOf size_of,
                      AppendValues append, ColumnChunk& chunk);
  void AppendLevels(const LeafShape& shape, int64_t begin, int64_t end);
  void WriteIndices(const LeafShape& shape, std::span<const uint32_t> indices, ColumnChunk& chunk);
  void BeginPages(ColumnChunk& chunk);
  template <typename AppendHeader>
  void WritePage(const ByteBuffer& page, AppendHeader append_header, ColumnChunk& chunk);
  ColumnChunk BeginChunk(const LeafShape& shape);
  double SavedBytes(const ByteBuffer& page);
  void Compress(const uint8_t* data, size_t size);

  std::unique_ptr<arrow::util::Codec> codec_;
  ByteBuffer& out_;
  ByteBuffer page_;             // the data page in work
  ByteBuffer dictionary_page_;  // of the chunk in work
  int32_t dictionary_size_ = 0;
  ByteBuffer compressed_;
  std::vector<uint32_t> number_indices_;
};

}  // namespace millrace
