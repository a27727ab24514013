#include "lake/column_chunk.h"

#include <algorithm>
#include <limits>
#include <type_traits>

#include <arrow/util/bitmap_ops.h>
#include <arrow/util/compression.h>

#include "core/error.h"
#include "lake/number_dictionary.h"
#include "lake/parquet_encoding.h"
#include "schema/arrow_status.h"

namespace millrace {
namespace {

// Readers hold and decompress whole pages. A page ends at the first row that exceeds this size.
constexpr int64_t kPageBytes = 1 << 20;
// Random ids (UUIDs) are not worth compressing: Snappy takes a fifth of the encoding time to save a tenth of their
// size.
constexpr double kLeastSaving = 1.0 / 8;
constexpr size_t kSampleBytes = 4 << 10;

int32_t PageSize(size_t bytes) {
  // A page comes from an Arrow array, whose texts are limited to 2 GiB.
  MILLRACE_CHECK(bytes <= std::numeric_limits<int32_t>::max());
  return static_cast<int32_t>(bytes);
}

// Plain encoding of texts: each with its length before it.
void AppendPlainTexts(std::span<const TextRef> texts, ByteBuffer& page) {
  size_t bytes = 0;
  for (const TextRef& text : texts) bytes += sizeof(uint32_t) + text.size;
  uint8_t* out = page.Reserve(bytes);
  for (const TextRef& text : texts) {
    std::memcpy(out, &text.size, sizeof text.size);
    out += sizeof text.size;
    if (text.size > 0) std::memcpy(out, text.data, text.size);
    out += text.size;
  }
  page.Advance(bytes);
}

int64_t CountValues(const LeafShape& shape, int64_t begin, int64_t end) {
  if (shape.nested()) {
    if (shape.definition == nullptr) return end - begin;
    return std::count(shape.definition + begin, shape.definition + end, static_cast<uint8_t>(shape.max_definition));
  }
  if (shape.validity.nulls == 0) return end - begin;
  return arrow::internal::CountSetBits(shape.validity.bitmap, shape.validity.offset + begin, end - begin);
}

template <typename T>
NumberRange RangeOf(std::span<const T> values) {
  NumberRange range;
  if (values.empty()) return range;
  T least = values[0];
  T greatest = values[0];
  for (const T value : values) {
    least = std::min(least, value);
    greatest = std::max(greatest, value);
  }
  std::memcpy(range.least.data(), &least, sizeof least);
  std::memcpy(range.greatest.data(), &greatest, sizeof greatest);
  range.size = sizeof least;
  return range;
}

}  // namespace

ChunkWriter::ChunkWriter(std::unique_ptr<arrow::util::Codec> codec, ByteBuffer& out)
    : codec_(std::move(codec)), out_(out) {}

ChunkWriter::~ChunkWriter() = default;

ColumnChunk ChunkWriter::BeginChunk(const LeafShape& shape) {
  dictionary_size_ = 0;
  ColumnChunk chunk;
  chunk.levels = shape.levels;
  if (!shape.nested()) chunk.nulls = shape.levels - shape.values;
  return chunk;
}

void ChunkWriter::Compress(const uint8_t* data, size_t size) {
  const int64_t most = codec_->MaxCompressedLen(static_cast<int64_t>(size), data);
  compressed_.clear();
  uint8_t* room = compressed_.Reserve(static_cast<size_t>(most));
  compressed_.Advance(static_cast<size_t>(Must(codec_->Compress(static_cast<int64_t>(size), data, most, room))));
}

// Estimates how many bytes compression would save, from the end of a page, which contains no levels.
double ChunkWriter::SavedBytes(const ByteBuffer& page) {
  const size_t sample = std::min(page.size(), kSampleBytes);
  Compress(page.data() + page.size() - sample, sample);
  return (1 - static_cast<double>(compressed_.size()) / static_cast<double>(sample)) * static_cast<double>(page.size());
}

// Called when the first data page is ready: decides whether to compress, and writes the dictionary, if there is one.
void ChunkWriter::BeginPages(ColumnChunk& chunk) {
  if (codec_ != nullptr) {
    double saved = SavedBytes(page_);
    auto size = static_cast<double>(page_.size());
    if (dictionary_size_ > 0) {
      saved += SavedBytes(dictionary_page_);
      size += static_cast<double>(dictionary_page_.size());
    }
    chunk.compressed = saved > size * kLeastSaving;
  }
  if (dictionary_size_ > 0) {
    chunk.dictionary_offset = static_cast<int64_t>(out_.size());
    const auto append_header = [&](int32_t uncompressed, int32_t compressed) {
      AppendDictionaryPageHeader(uncompressed, compressed, dictionary_size_, out_);
    };
    WritePage(dictionary_page_, append_header, chunk);
  }
  chunk.data_offset = static_cast<int64_t>(out_.size());
}

// Appends a page to out_, behind the header that append_header(uncompressed, compressed) writes.
template <typename AppendHeader>
void ChunkWriter::WritePage(const ByteBuffer& page, AppendHeader append_header, ColumnChunk& chunk) {
  const size_t begin = out_.size();
  if (chunk.compressed) Compress(page.data(), page.size());
  const ByteBuffer& content = chunk.compressed ? compressed_ : page;
  append_header(PageSize(page.size()), PageSize(content.size()));
  chunk.uncompressed_bytes += static_cast<int64_t>(out_.size() - begin + page.size());
  out_.Append(content.data(), content.size());
  chunk.compressed_bytes += static_cast<int64_t>(out_.size() - begin);
}

// Appends the levels [begin, end) to page_: each kind as the length of its bytes and the bytes.
void ChunkWriter::AppendLevels(const LeafShape& shape, int64_t begin, int64_t end) {
  const auto append = [this](auto append_levels) {
    const size_t place = page_.size();
    const uint32_t unknown = 0;
    page_.Append(&unknown, sizeof unknown);
    append_levels();
    const auto size = static_cast<uint32_t>(page_.size() - place - sizeof unknown);
    std::memcpy(page_.data() + place, &size, sizeof size);
  };
  const int64_t count = end - begin;
  const int width = BitWidth(static_cast<uint32_t>(shape.max_definition));
  if (shape.nested()) {
    append([&] { AppendHybrid(shape.repetition + begin, count, 1, page_); });
    append([&] {
      if (shape.definition == nullptr) {
        AppendHybridRun(static_cast<uint32_t>(shape.max_definition), count, width, page_);
      } else {
        AppendHybrid(shape.definition + begin, count, width, page_);
      }
    });
  } else if (shape.max_definition > 0) {
    append([&] {
      if (shape.values == shape.levels || shape.values == 0) {
        AppendHybridRun(shape.values == 0 ? 0 : 1, count, 1, page_);
      } else {
        AppendHybridBits(shape.validity.bitmap, shape.validity.offset + begin, count, page_);
      }
    });
  }
}

// Cuts the rows into pages. `bytes` is the size of all values, size_of(i) that of one; append(begin, end) appends
// values to page_.
template <typename SizeOf, typename AppendValues>
void ChunkWriter::WriteDataPages(const LeafShape& shape, bool dictionary_encoded, int64_t bytes, SizeOf size_of,
                                 AppendValues append, ColumnChunk& chunk) {
  const auto level_of = [&](int64_t row) { return shape.nested() ? shape.row_starts[row] : row; };
  int64_t row = 0;
  int64_t value = 0;
  while (row < shape.rows) {
    const int64_t begin = level_of(row);
    int64_t end_value = value;
    if (bytes <= kPageBytes) {
      row = shape.rows;
      end_value = shape.values;
    } else {
      for (int64_t size = 0; row < shape.rows && size <= kPageBytes; ++row) {
        const int64_t row_end = end_value + CountValues(shape, level_of(row), level_of(row + 1));
        for (; end_value < row_end; ++end_value) size += size_of(end_value);
      }
    }
    const int64_t end = level_of(row);
    page_.clear();
    AppendLevels(shape, begin, end);
    append(value, end_value);
    if (chunk.data_pages == 0) BeginPages(chunk);
    WritePage(
        page_,
        [&](int32_t uncompressed, int32_t compressed) {
          AppendDataPageHeader(uncompressed, compressed, PageSize(static_cast<size_t>(end - begin)), dictionary_encoded,
                               out_);
        },
        chunk);
    ++chunk.data_pages;
    value = end_value;
  }
}

ColumnChunk ChunkWriter::WriteTexts(const LeafShape& shape, std::span<const TextRef> values) {
  ColumnChunk chunk = BeginChunk(shape);
  const auto size_of = [&](int64_t i) {
    return static_cast<int64_t>(sizeof(uint32_t) + values[static_cast<size_t>(i)].size);
  };
  int64_t bytes = 0;
  for (size_t i = 0; i < values.size(); ++i) bytes += size_of(static_cast<int64_t>(i));
  const auto append = [&](int64_t begin, int64_t end) {
    AppendPlainTexts(values.subspan(static_cast<size_t>(begin), static_cast<size_t>(end - begin)), page_);
  };
  WriteDataPages(shape, false, bytes, size_of, append, chunk);
  return chunk;
}

void ChunkWriter::WriteIndices(const LeafShape& shape, std::span<const uint32_t> indices, ColumnChunk& chunk) {
  const auto width = static_cast<uint8_t>(std::max(1, BitWidth(static_cast<uint32_t>(dictionary_size_ - 1))));
  const auto append = [&](int64_t begin, int64_t end) {
    page_.Append(&width, 1);
    AppendHybrid(indices.data() + begin, end - begin, width, page_);
  };
  // Assume two bytes per index, the usual width; the limit need not be exact.
  WriteDataPages(
      shape, true, shape.values * 2, [](int64_t) { return 2; }, append, chunk);
}

ColumnChunk ChunkWriter::WriteTextDictionary(const LeafShape& shape, std::span<const TextRef> dictionary,
                                             std::span<const uint32_t> indices) {
  ColumnChunk chunk = BeginChunk(shape);
  dictionary_page_.clear();
  AppendPlainTexts(dictionary, dictionary_page_);
  dictionary_size_ = static_cast<int32_t>(dictionary.size());
  WriteIndices(shape, indices, chunk);
  return chunk;
}

template <typename T>
ColumnChunk ChunkWriter::WriteNumbers(const LeafShape& shape, std::span<const T> values) {
  ColumnChunk chunk = BeginChunk(shape);
  // No statistics for floating-point numbers: NaN and the two zeros make their range useless to readers.
  if constexpr (std::is_integral_v<T>) {
    if (!shape.nested()) chunk.range = RangeOf(values);
  }
  number_indices_.resize(values.size());
  NumberDictionary<T> dictionary;
  if (dictionary.Encode(values, number_indices_)) {
    dictionary_page_.clear();
    dictionary_page_.Append(dictionary.values().data(), dictionary.values().size_bytes());
    dictionary_size_ = static_cast<int32_t>(dictionary.values().size());
    WriteIndices(shape, number_indices_, chunk);
    return chunk;
  }
  const auto append = [&](int64_t begin, int64_t end) {
    page_.Append(values.data() + begin, static_cast<size_t>(end - begin) * sizeof(T));
  };
  WriteDataPages(
      shape, false, static_cast<int64_t>(values.size_bytes()), [](int64_t) { return static_cast<int64_t>(sizeof(T)); },
      append, chunk);
  return chunk;
}

template ColumnChunk ChunkWriter::WriteNumbers(const LeafShape&, std::span<const int32_t>);
template ColumnChunk ChunkWriter::WriteNumbers(const LeafShape&, std::span<const int64_t>);
template ColumnChunk ChunkWriter::WriteNumbers(const LeafShape&, std::span<const double>);

ColumnChunk ChunkWriter::WriteBooleans(const LeafShape& shape, std::span<const uint8_t> values) {
  ColumnChunk chunk = BeginChunk(shape);
  const auto append = [&](int64_t begin, int64_t end) { AppendBits(values.data() + begin, end - begin, page_); };
  WriteDataPages(
      shape, false, static_cast<int64_t>(values.size()), [](int64_t) { return 1; }, append, chunk);
  return chunk;
}

}  // namespace millrace
