#include "load/valid_texts.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/io/file.h>
#include <arrow/table.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>
#include <parquet/metadata.h>

#include "core/error.h"
#include "core/utf8.h"
#include "lake/map_key_order.h"

namespace millrace {
namespace {

class ForeignFile {
 public:
  explicit ForeignFile(std::string path) : path_(std::move(path)) {
    parquet::arrow::FileReaderBuilder builder;
    Check(builder.OpenFile(path_));
    is_ours_ = IsOurs(builder.raw_reader()->metadata()->key_value_metadata());
    Check(builder.Build(&reader_));
  }

  bool is_ours() const { return is_ours_; }
  int row_groups() const { return reader_->num_row_groups(); }
  std::shared_ptr<arrow::Schema> schema() {
    std::shared_ptr<arrow::Schema> schema;
    Check(reader_->GetSchema(&schema));
    return schema;
  }
  std::shared_ptr<arrow::Table> Read(int group) { return Value(reader_->ReadRowGroup(group)); }

  void Check(const arrow::Status& status) const {
    if (status.ok()) return;
    const std::string message = "cannot read the lake file " + path_ + ": " + status.ToString();
    if (status.IsInvalid()) throw UserError(message);
    throw SystemError(message);
  }
  template <typename T>
  T Value(arrow::Result<T> result) const {
    Check(result.status());
    return std::move(result).ValueUnsafe();
  }

 private:
  static bool IsOurs(const std::shared_ptr<const arrow::KeyValueMetadata>& notes) {
    if (notes == nullptr) return false;
    const auto found = notes->Get(std::string(kMapKeysName));
    return found.ok() && *found == kSortedMapKeys;
  }

  const std::string path_;
  std::unique_ptr<parquet::arrow::FileReader> reader_;
  bool is_ours_ = false;
};

template <typename Array>
bool AreTextsValid(const arrow::ArrayData& data) {
  const Array texts(std::make_shared<arrow::ArrayData>(data));
  for (int64_t row = 0; row < texts.length(); ++row) {
    if (texts.IsValid(row) && !IsValidUtf8(texts.GetView(row))) return false;
  }
  return true;
}

// Texts may be anywhere: keys and values of maps, parts of values.
bool AreValid(const arrow::ArrayData& data) {
  if (data.type->id() == arrow::Type::STRING) return AreTextsValid<arrow::StringArray>(data);
  if (data.type->id() == arrow::Type::LARGE_STRING) return AreTextsValid<arrow::LargeStringArray>(data);
  if (data.dictionary != nullptr && !AreValid(*data.dictionary)) return false;
  return std::ranges::all_of(data.child_data, [](const auto& child) { return AreValid(*child); });
}

template <typename Array, typename Builder>
std::shared_ptr<arrow::ArrayData> TextsMadeValid(const ForeignFile& file, const arrow::ArrayData& data) {
  const Array texts(std::make_shared<arrow::ArrayData>(data));
  Builder builder;
  std::string valid;
  for (int64_t row = 0; row < texts.length(); ++row) {
    if (texts.IsNull(row)) {
      file.Check(builder.AppendNull());
      continue;
    }
    ReplaceInvalidUtf8(texts.GetView(row), valid);
    file.Check(builder.Append(valid));
  }
  return file.Value(builder.Finish())->data();
}

std::shared_ptr<arrow::ArrayData> MadeValid(const ForeignFile& file, const std::shared_ptr<arrow::ArrayData>& data) {
  if (AreValid(*data)) return data;
  if (data->type->id() == arrow::Type::STRING) {
    return TextsMadeValid<arrow::StringArray, arrow::StringBuilder>(file, *data);
  }
  if (data->type->id() == arrow::Type::LARGE_STRING) {
    return TextsMadeValid<arrow::LargeStringArray, arrow::LargeStringBuilder>(file, *data);
  }
  auto copy = std::make_shared<arrow::ArrayData>(*data);
  if (copy->dictionary != nullptr) copy->dictionary = MadeValid(file, copy->dictionary);
  for (auto& child : copy->child_data) child = MadeValid(file, child);
  return copy;
}

std::shared_ptr<arrow::Table> MadeValid(const ForeignFile& file, const arrow::Table& rows) {
  std::vector<std::shared_ptr<arrow::ChunkedArray>> columns;
  columns.reserve(static_cast<size_t>(rows.num_columns()));
  for (const auto& column : rows.columns()) {
    std::vector<std::shared_ptr<arrow::Array>> chunks;
    chunks.reserve(static_cast<size_t>(column->num_chunks()));
    for (const auto& chunk : column->chunks()) chunks.push_back(arrow::MakeArray(MadeValid(file, chunk->data())));
    columns.push_back(std::make_shared<arrow::ChunkedArray>(std::move(chunks), column->type()));
  }
  return arrow::Table::Make(rows.schema(), std::move(columns), rows.num_rows());
}

// What Arrow throws of a damaged file is the file's fault.
template <typename Use>
auto WithoutParquetException(const std::string& path, Use use) {
  try {
    return use();
  } catch (const parquet::ParquetException& error) {
    throw UserError("cannot read the lake file " + path + ": " + error.what());
  }
}

}  // namespace

bool IsOfInvalidText(std::string_view words) {
  return words.find("Invalid string encoding found in Parquet file") != std::string_view::npos;
}

bool HasInvalidTexts(const std::string& path) {
  return WithoutParquetException(path, [&] {
    ForeignFile file(path);
    for (int group = 0; !file.is_ours() && group < file.row_groups(); ++group) {
      const auto rows = file.Read(group);
      for (const auto& column : rows->columns()) {
        for (const auto& chunk : column->chunks()) {
          if (!AreValid(*chunk->data())) return true;
        }
      }
    }
    return false;
  });
}

void CopyWithValidTexts(const std::string& from, const std::string& to) {
  WithoutParquetException(from, [&] {
    ForeignFile file(from);
    const auto out = file.Value(arrow::io::FileOutputStream::Open(to));
    const auto writer = file.Value(parquet::arrow::FileWriter::Open(*file.schema(), arrow::default_memory_pool(), out));
    for (int group = 0; group < file.row_groups(); ++group) {
      const auto rows = MadeValid(file, *file.Read(group));
      file.Check(writer->WriteTable(*rows, std::max<int64_t>(1, rows->num_rows())));
    }
    file.Check(writer->Close());
    file.Check(out->Close());
  });
}

}  // namespace millrace
