#include "pipeline/reject_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <parquet/arrow/reader.h>

#include "core/error.h"
#include "schema/table.h"
#include "schema/text_cell.h"
#include "storage/read_whole.h"

namespace millrace {
namespace {

// Small, since a reject may hold a whole bundle.
constexpr int64_t kRowsInBatch = 1024;

constexpr std::array kColumns = {RejectColumn::reason,   RejectColumn::stage,        RejectColumn::input_file_name,
                                 RejectColumn::line,     RejectColumn::bundle_index, RejectColumn::ingest_time_msec,
                                 RejectColumn::encoding, RejectColumn::original,     RejectColumn::request};

[[noreturn]] void Fail(const std::string& path, const std::string& reason) {
  throw SystemError("cannot read the rejects of " + path + ": " + reason);
}

void Check(const arrow::Status& status, const std::string& path) {
  if (!status.ok()) Fail(path, status.ToString());
}

}  // namespace

struct RejectReader::State {
  State(FileSystem& all_files, std::vector<std::string> all_paths, RejectFilter chosen)
      : files(all_files), paths(std::move(all_paths)), filter(std::move(chosen)) {}

  FileSystem& files;
  std::vector<std::string> paths;
  RejectFilter filter;
  size_t next_path = 0;
  std::string path;  // of `reader`
  std::unique_ptr<parquet::arrow::FileReader> file;
  std::unique_ptr<arrow::RecordBatchReader> reader;
  std::shared_ptr<arrow::RecordBatch> batch;
  int64_t row = 0;

  void Open() {
    path = paths[next_path++];
    auto source = std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(ReadWhole(files, path)));
    try {
      parquet::arrow::FileReaderBuilder builder;
      Check(builder.Open(source), path);
      parquet::ArrowReaderProperties properties(/*use_threads=*/false);
      properties.set_batch_size(kRowsInBatch);
      builder.properties(properties);
      Check(builder.Build(&file), path);
      std::vector<int> leaves;
      for (const RejectColumn column : kColumns) {
        const std::string name(TableOf(TableId::kReject).columns[static_cast<size_t>(column)].name);
        const int leaf = file->parquet_reader()->metadata()->schema()->ColumnIndex(name);
        if (leaf < 0) Fail(path, "it has no column " + name);
        leaves.push_back(leaf);
      }
      std::vector<int> groups(static_cast<size_t>(file->num_row_groups()));
      for (size_t i = 0; i < groups.size(); ++i) groups[i] = static_cast<int>(i);
      auto batches = file->GetRecordBatchReader(groups, leaves);
      Check(batches.status(), path);
      reader = std::move(batches).ValueUnsafe();
    } catch (const parquet::ParquetException& error) {
      Fail(path, error.what());
    }
  }

  // Moves to the next row of any file.
  bool Advance() {
    ++row;
    while (batch == nullptr || row >= batch->num_rows()) {
      if (reader == nullptr) {
        if (next_path == paths.size()) return false;
        Open();
      }
      Check(reader->ReadNext(&batch), path);
      row = 0;
      if (batch == nullptr) reader.reset();
    }
    return true;
  }

  const arrow::Array& Column(RejectColumn column) const {
    const std::string name(TableOf(TableId::kReject).columns[static_cast<size_t>(column)].name);
    return *batch->GetColumnByName(name);
  }
  NullableText Text(RejectColumn column) const { return TextAt(Column(column), row); }
  std::optional<int64_t> Integer(RejectColumn column) const {
    const arrow::Array& values = Column(column);
    if (values.IsNull(row)) return std::nullopt;
    if (values.type_id() == arrow::Type::INT32) return static_cast<const arrow::Int32Array&>(values).Value(row);
    return static_cast<const arrow::Int64Array&>(values).Value(row);
  }

  bool IsChosen(RejectReason reason) const {
    if (Text(RejectColumn::stage) == kLoadStage) return false;
    if (!filter.reasons.empty() &&
        std::find(filter.reasons.begin(), filter.reasons.end(), reason) == filter.reasons.end()) {
      return false;
    }
    if (!filter.from_ns && !filter.to_ns) return true;
    const auto ingest_time = Integer(RejectColumn::ingest_time_msec);
    if (!ingest_time) return false;
    const auto milliseconds = static_cast<__int128>(*ingest_time) * 1'000'000;
    return !(filter.from_ns && milliseconds <= *filter.from_ns) && !(filter.to_ns && milliseconds > *filter.to_ns);
  }
};

RejectReader::RejectReader(FileSystem& files, std::vector<std::string> paths, RejectFilter filter)
    : state_(std::make_unique<State>(files, std::move(paths), std::move(filter))) {}

RejectReader::~RejectReader() = default;

bool RejectReader::Next(StoredReject& reject) {
  while (state_->Advance()) {
    const std::string_view name = state_->Text(RejectColumn::reason);
    const auto reason = FindRejectReason(name);
    if (!reason) Fail(state_->path, "it contains the unknown reason " + std::string(name));
    if (!state_->IsChosen(*reason)) continue;
    const auto bundle_index = state_->Integer(RejectColumn::bundle_index);
    reject = {.reason = *reason,
              .source_file = state_->Text(RejectColumn::input_file_name),
              .line = state_->Integer(RejectColumn::line).value_or(0),
              .bundle_index = bundle_index ? std::optional(static_cast<int32_t>(*bundle_index)) : std::nullopt,
              .encoding = state_->Text(RejectColumn::encoding),
              .original = state_->Text(RejectColumn::original),
              .request = state_->Text(RejectColumn::request)};
    return true;
  }
  return false;
}

}  // namespace millrace
