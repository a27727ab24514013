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

constexpr std::array kKeyColumns = {RejectColumn::reason, RejectColumn::stage, RejectColumn::app_id,
                                    RejectColumn::ingest_time_msec};
constexpr std::array kTextColumns = {RejectColumn::detail,       RejectColumn::input_file_name, RejectColumn::line,
                                     RejectColumn::bundle_index, RejectColumn::encoding,        RejectColumn::original,
                                     RejectColumn::request};

std::vector<RejectColumn> ColumnsOf(RejectReading reading) {
  std::vector<RejectColumn> columns(kKeyColumns.begin(), kKeyColumns.end());
  if (reading.with_texts) columns.insert(columns.end(), kTextColumns.begin(), kTextColumns.end());
  return columns;
}

[[noreturn]] void Fail(const std::string& path, const std::string& reason) {
  throw SystemError("cannot read the rejects of " + path + ": " + reason);
}

void Check(const arrow::Status& status, const std::string& path) {
  if (!status.ok()) Fail(path, status.ToString());
}

}  // namespace

struct RejectReader::State {
  State(FileSystem& all_files, std::vector<std::string> all_paths, RejectFilter chosen, RejectReading read)
      : files(all_files), paths(std::move(all_paths)), filter(std::move(chosen)), reading(read) {}

  FileSystem& files;
  std::vector<std::string> paths;
  RejectFilter filter;
  RejectReading reading;
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
      for (const RejectColumn column : ColumnsOf(reading)) {
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

  bool IsInWindow() const {
    if (!filter.from_ns && !filter.to_ns) return true;
    const auto ingest_time = Integer(RejectColumn::ingest_time_msec);
    if (!ingest_time) return false;
    const auto milliseconds = static_cast<__int128>(*ingest_time) * 1'000'000;
    return !(filter.from_ns && milliseconds <= *filter.from_ns) && !(filter.to_ns && milliseconds > *filter.to_ns);
  }
  bool HasChosenReason(RejectReason reason) const {
    return filter.reasons.empty() ||
           std::find(filter.reasons.begin(), filter.reasons.end(), reason) != filter.reasons.end();
  }

  void AddTexts(StoredReject& reject) const {
    const auto bundle_index = Integer(RejectColumn::bundle_index);
    reject.detail = Text(RejectColumn::detail);
    reject.source_file = Text(RejectColumn::input_file_name);
    reject.line = Integer(RejectColumn::line).value_or(0);
    if (bundle_index) reject.bundle_index = static_cast<int32_t>(*bundle_index);
    reject.encoding = Text(RejectColumn::encoding);
    reject.original = Text(RejectColumn::original);
    reject.request = Text(RejectColumn::request);
  }
};

RejectReader::RejectReader(FileSystem& files, std::vector<std::string> paths, RejectFilter filter,
                           RejectReading reading)
    : state_(std::make_unique<State>(files, std::move(paths), std::move(filter), reading)) {}

RejectReader::~RejectReader() = default;

bool RejectReader::Next(StoredReject& reject) {
  while (state_->Advance()) {
    reject = {};
    reject.reason_name = state_->Text(RejectColumn::reason);
    reject.stage = state_->Text(RejectColumn::stage);
    if (reject.stage == kLoadStage) {
      if (!state_->reading.of_loads) continue;
    } else {
      const auto reason = FindRejectReason(reject.reason_name);
      if (!reason) Fail(state_->path, "it contains the unknown reason " + std::string(reject.reason_name));
      if (!state_->HasChosenReason(*reason)) continue;
      reject.reason = *reason;
    }
    if (!state_->IsInWindow()) continue;
    reject.app_id = state_->Text(RejectColumn::app_id);
    reject.ingest_ms = state_->Integer(RejectColumn::ingest_time_msec);
    if (state_->reading.with_texts) state_->AddTexts(reject);
    return true;
  }
  return false;
}

}  // namespace millrace
