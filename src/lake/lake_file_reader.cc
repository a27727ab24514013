#include "lake/lake_file_reader.h"

#include <algorithm>
#include <utility>

#include <arrow/array.h>
#include <arrow/array/concatenate.h>
#include <arrow/array/util.h>
#include <arrow/io/memory.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <parquet/arrow/reader.h>
#include <parquet/column_page.h>
#include <parquet/column_reader.h>
#include <parquet/exception.h>
#include <parquet/metadata.h>

#include "core/error.h"
#include "schema/arrow_schema.h"
#include "storage/read_whole.h"

namespace millrace {

struct LakeFileReader::State {
  std::string path;
  TableId table;
  std::vector<size_t> columns;  // of the table, in the order of the batches
  std::vector<int> leaves;      // of the file that are read
  std::shared_ptr<arrow::Buffer> bytes;
  std::unique_ptr<parquet::arrow::FileReader> file;
  std::unique_ptr<parquet::arrow::FileReader> plain_file;  // the same without dictionaries; made when it is needed
  int next_group = 0;

  [[noreturn]] void Fail(const std::string& reason) const {
    throw SystemError("cannot read the lake file " + path + ": " + reason);
  }
  template <typename T>
  T Must(arrow::Result<T> result) const {
    if (!result.ok()) Fail(result.status().ToString());
    return std::move(result).ValueUnsafe();
  }
  void Must(const arrow::Status& status) const {
    if (!status.ok()) Fail(status.ToString());
  }

  std::unique_ptr<parquet::arrow::FileReader> OpenFile(bool dictionaries) const {
    parquet::arrow::FileReaderBuilder builder;
    Must(builder.Open(std::make_shared<arrow::io::BufferReader>(bytes)));
    const auto metadata = builder.raw_reader()->metadata();
    parquet::ArrowReaderProperties properties(/*use_threads=*/false);
    properties.set_pre_buffer(false);
    for (int leaf = 0; dictionaries && leaf < metadata->num_columns() && metadata->num_row_groups() > 0; ++leaf) {
      // Columns that the writer left plain have hardly any repeated values, so a dictionary would only cost time.
      // Dictionaries of map values may contain a text twice (see below).
      const parquet::ColumnDescriptor& column = *metadata->schema()->Column(leaf);
      if (column.physical_type() != parquet::Type::BYTE_ARRAY || column.max_repetition_level() > 0) continue;
      properties.set_read_dictionary(leaf, metadata->RowGroup(0)->ColumnChunk(leaf)->has_dictionary_page());
    }
    builder.properties(properties);
    std::unique_ptr<parquet::arrow::FileReader> opened;
    Must(builder.Build(&opened));
    return opened;
  }

  void Open(FileSystem& files) {
    bytes = arrow::Buffer::FromString(ReadWhole(files, path));
    file = OpenFile(/*dictionaries=*/true);
    const parquet::SchemaDescriptor& schema = *file->parquet_reader()->metadata()->schema();
    for (int leaf = 0; leaf < schema.num_columns(); ++leaf) {
      const std::string name = schema.Column(leaf)->path()->ToDotVector()[0];
      const auto is_wanted = [&](size_t column) { return TableOf(table).columns[column].name == name; };
      if (std::ranges::any_of(columns, is_wanted)) leaves.push_back(leaf);
    }
  }

  // If a dictionary page contains a text twice, Arrow drops the duplicate without renumbering the rest, so it returns
  // wrong texts. Parquet does not forbid such a page.
  bool IsSound(const arrow::Array& array, int group, std::string_view name) const {
    if (array.type_id() != arrow::Type::DICTIONARY) return true;
    const int leaf = file->parquet_reader()->metadata()->schema()->ColumnIndex(std::string(name));
    const auto page = file->parquet_reader()->RowGroup(group)->GetColumnPageReader(leaf)->NextPage();
    if (page == nullptr || page->type() != parquet::PageType::DICTIONARY_PAGE) return true;
    return static_cast<const parquet::DictionaryPage&>(*page).num_values() ==
           static_cast<const arrow::DictionaryArray&>(array).dictionary()->length();
  }

  std::shared_ptr<arrow::Array> OneArray(const arrow::ChunkedArray& chunks) const {
    return chunks.num_chunks() == 1 ? chunks.chunk(0) : Must(arrow::Concatenate(chunks.chunks()));
  }

  // One array of the table's type, whose texts may be dictionaries.
  std::shared_ptr<arrow::Array> ColumnOf(const arrow::Table& rows, size_t column, int group) {
    const Column& wanted = TableOf(table).columns[column];
    const auto found = rows.GetColumnByName(std::string(wanted.name));
    if (found == nullptr) return Must(arrow::MakeArrayOfNull(ArrowType(wanted.type), rows.num_rows()));
    auto array = OneArray(*found);
    if (IsSound(*array, group, wanted.name)) return array;
    if (plain_file == nullptr) plain_file = OpenFile(/*dictionaries=*/false);
    const int leaf = plain_file->parquet_reader()->metadata()->schema()->ColumnIndex(std::string(wanted.name));
    return OneArray(*Must(plain_file->ReadRowGroup(group, {leaf}))->column(0));
  }
};

LakeFileReader::LakeFileReader(FileSystem& files, std::string path, TableId table, std::vector<size_t> columns)
    : state_(std::make_unique<State>()) {
  state_->path = std::move(path);
  state_->table = table;
  if (columns.empty()) {
    for (size_t i = 0; i < TableOf(table).columns.size(); ++i) columns.push_back(i);
  }
  state_->columns = std::move(columns);
  try {
    state_->Open(files);
  } catch (const parquet::ParquetException& error) {
    state_->Fail(error.what());
  }
}

LakeFileReader::~LakeFileReader() = default;

uint64_t LakeFileReader::rows() const {
  return static_cast<uint64_t>(state_->file->parquet_reader()->metadata()->num_rows());
}

uint64_t LakeFileReader::unpacked_bytes() const {
  const auto metadata = state_->file->parquet_reader()->metadata();
  uint64_t bytes = 0;
  for (int group = 0; group < metadata->num_row_groups(); ++group) {
    bytes += static_cast<uint64_t>(metadata->RowGroup(group)->total_byte_size());
  }
  return bytes;
}

std::shared_ptr<arrow::RecordBatch> LakeFileReader::Next() {
  State& state = *state_;
  try {
    if (state.next_group >= state.file->num_row_groups()) return nullptr;
    const int group = state.next_group++;
    const auto rows = state.Must(state.file->ReadRowGroup(group, state.leaves));
    arrow::ArrayVector columns;
    arrow::FieldVector fields;
    for (const size_t column : state.columns) {
      columns.push_back(state.ColumnOf(*rows, column, group));
      const auto& field = ArrowSchema(state.table)->field(static_cast<int>(column));
      fields.push_back(arrow::field(field->name(), columns.back()->type(), field->nullable()));
    }
    return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), rows->num_rows(), std::move(columns));
  } catch (const parquet::ParquetException& error) {
    state.Fail(error.what());
  }
}

}  // namespace millrace
