#include "lake/parquet_file.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <arrow/io/memory.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/schema.h>
#include <parquet/exception.h>
#include <parquet/file_writer.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>
#include <parquet/schema.h>
#include <parquet/statistics.h>

#include "core/error.h"
#include "lake/map_key_order.h"
#include "schema/arrow_schema.h"
#include "schema/arrow_status.h"

namespace millrace {
namespace {

constexpr std::string_view kMagic = "PAR1";

std::shared_ptr<parquet::WriterProperties> Properties(Compression compression) {
  const auto codec = compression == Compression::kSnappy ? arrow::Compression::SNAPPY
                     : compression == Compression::kZstd ? arrow::Compression::ZSTD
                                                         : arrow::Compression::UNCOMPRESSED;
  return parquet::WriterProperties::Builder()
      .compression(codec)
      ->version(parquet::ParquetVersion::PARQUET_2_6)
      ->created_by("millrace version " MILLRACE_VERSION)
      ->build();
}

// The schema of the files of a table: plain strings and maps, even if the batches contain dictionaries.
const parquet::SchemaDescriptor& ParquetSchema(TableId table) {
  static const auto* schemas = [] {
    auto* all = new std::map<TableId, std::shared_ptr<parquet::SchemaDescriptor>>;
    for (const Table& each : AllTables()) {
      Must(parquet::arrow::ToParquetSchema(ArrowSchema(each.id).get(), *Properties(Compression::kNone),
                                           &(*all)[each.id]));
    }
    return all;
  }();
  return *schemas->at(table);
}

parquet::EncodedStatistics StatisticsOf(const ColumnChunk& chunk) {
  parquet::EncodedStatistics statistics;
  if (chunk.nulls >= 0) statistics.set_null_count(chunk.nulls);
  if (chunk.range.size > 0) {
    statistics.set_min(std::string(chunk.range.least.data(), chunk.range.size));
    statistics.set_max(std::string(chunk.range.greatest.data(), chunk.range.size));
    statistics.set_is_signed(true);
  }
  return statistics;
}

// `base`: the position of the row group in the file.
void Describe(const ColumnChunk& chunk, int64_t base, parquet::ColumnChunkMetaDataBuilder& column) {
  const bool has_dictionary = chunk.dictionary_offset >= 0;
  const auto encoding = has_dictionary ? parquet::Encoding::RLE_DICTIONARY : parquet::Encoding::PLAIN;
  const parquet::EncodedStatistics statistics = StatisticsOf(chunk);
  if (statistics.is_set()) column.SetStatistics(statistics);
  std::map<parquet::Encoding::type, int32_t> dictionary_pages;
  if (has_dictionary) dictionary_pages[parquet::Encoding::PLAIN] = 1;
  column.Finish(chunk.levels, has_dictionary ? base + chunk.dictionary_offset : 0, -1, base + chunk.data_offset,
                chunk.compressed_bytes, chunk.uncompressed_bytes, has_dictionary, false, dictionary_pages,
                {{encoding, chunk.data_pages}});
}

}  // namespace

ParquetFile::ParquetFile(std::unique_ptr<WritableFile> file, TableId table, Compression compression)
    : file_(std::move(file)), table_(table), compression_(compression) {
  file_->Write(kMagic.data(), kMagic.size());
  bytes_ = kMagic.size();
}

void ParquetFile::Append(const RowGroup& group) {
  MILLRACE_CHECK(group.columns.size() == static_cast<size_t>(ParquetSchema(table_).num_columns()));
  file_->Write(group.bytes.data(), group.bytes.size());
  groups_.push_back({.rows = group.rows, .offset = static_cast<int64_t>(bytes_), .columns = group.columns});
  footer_bytes_ += sizeof(WrittenGroup) + group.columns.size() * sizeof(ColumnChunk);
  has_sorted_map_keys_ = has_sorted_map_keys_ && group.has_sorted_map_keys;
  rows_ += static_cast<uint64_t>(group.rows);
  bytes_ += group.bytes.size();
}

void ParquetFile::Finish() {
  const auto metadata = parquet::FileMetaDataBuilder::Make(&ParquetSchema(table_), Properties(compression_));
  const auto uncompressed = Properties(Compression::kNone);
  for (const WrittenGroup& group : groups_) {
    parquet::RowGroupMetaDataBuilder& footer = *metadata->AppendRowGroup();
    footer.set_num_rows(group.rows);
    int64_t uncompressed_bytes = 0;
    for (const ColumnChunk& chunk : group.columns) {
      parquet::ColumnChunkMetaDataBuilder& column = *footer.NextColumnChunk();
      if (chunk.compressed) {
        Describe(chunk, group.offset, column);
      } else {
        // The builder takes the codec from the properties of the file; a second builder over the same content, with
        // other properties, is how one chunk gets another.
        Describe(chunk, group.offset,
                 *parquet::ColumnChunkMetaDataBuilder::Make(uncompressed, column.descr(),
                                                            const_cast<void*>(column.contents())));
      }
      uncompressed_bytes += chunk.uncompressed_bytes;
    }
    footer.Finish(uncompressed_bytes);
  }
  const auto stream = Must(arrow::io::BufferOutputStream::Create());
  // The footer ends with its own length and the magic bytes.
  std::shared_ptr<const arrow::KeyValueMetadata> said;
  if (has_sorted_map_keys_) {
    said = arrow::key_value_metadata({std::string(kMapKeysName)}, {std::string(kSortedMapKeys)});
  }
  parquet::WriteFileMetaData(*metadata->Finish(said), stream.get());
  const auto footer = Must(stream->Finish());
  file_->Write(footer->data(), static_cast<size_t>(footer->size()));
  bytes_ += static_cast<uint64_t>(footer->size());
  groups_ = {};
  footer_bytes_ = 0;
  file_->Sync();
  file_->Close();
}

}  // namespace millrace
