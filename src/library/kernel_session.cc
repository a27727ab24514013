#include "library/kernel_session.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include <arrow/api.h>

#include "library/batch_queue.h"
#include "parts/open_enrichments.h"
#include "privacy/privacy_sink.h"

#include "core/error.h"
#include "core/json_object.h"
#include "lake/plain_batch.h"
#include "pipeline/report_json.h"
#include "raw/raw_file.h"
#include "raw/raw_row.h"
#include "schema/arrow_schema.h"
#include "schema/arrow_status.h"
#include "storage/file_system.h"

namespace millrace {
namespace {

constexpr const char* kColumnOfLines = "line";

// Bytes in memory as a file.
class MemoryFile : public ReadableFile {
 public:
  explicit MemoryFile(std::string_view content) : rest_(content) {}
  size_t Read(void* buffer, size_t size) override {
    const size_t taken = std::min(size, rest_.size());
    std::memcpy(buffer, rest_.data(), taken);
    rest_.remove_prefix(taken);
    return taken;
  }

 private:
  std::string_view rest_;
};

// The texts of a column, one after the other, each with the padding that a kernel needs.
class PaddedTexts {
 public:
  explicit PaddedTexts(const arrow::Array& column) : column_(column) {
    switch (column.type_id()) {
      case arrow::Type::STRING:
      case arrow::Type::BINARY:
      case arrow::Type::LARGE_STRING:
      case arrow::Type::LARGE_BINARY:
        break;
      default:
        throw UserError(std::string("the column `") + kColumnOfLines + "` is of type " + column.type()->ToString() +
                        "; texts are read, utf8 or binary");
    }
  }

  std::string_view At(int64_t row) {
    std::string_view text;
    if (column_.IsValid(row)) {
      const bool wide =
          column_.type_id() == arrow::Type::LARGE_STRING || column_.type_id() == arrow::Type::LARGE_BINARY;
      text = wide ? static_cast<const arrow::LargeBinaryArray&>(column_).GetView(row)
                  : static_cast<const arrow::BinaryArray&>(column_).GetView(row);
    }
    padded_.assign(text);
    padded_.append(kJsonPadding, '\0');
    return std::string_view(padded_).substr(0, text.size());
  }

 private:
  const arrow::Array& column_;
  std::string padded_;
};

// The table's schema, with a dictionary where all batches have one.
std::shared_ptr<arrow::Schema> SchemaOfAll(TableId table,
                                           const std::vector<std::shared_ptr<arrow::RecordBatch>>& batches) {
  std::shared_ptr<arrow::Schema> schema = ArrowSchema(table);
  if (batches.empty()) return schema;
  for (int i = 0; i < schema->num_fields(); ++i) {
    const bool all = std::ranges::all_of(
        batches, [&](const auto& batch) { return batch->column(i)->type_id() == arrow::Type::DICTIONARY; });
    if (!all) continue;
    schema = Must(schema->SetField(i, schema->field(i)->WithType(batches.front()->column(i)->type())));
  }
  return schema;
}

std::shared_ptr<arrow::RecordBatch> WithSchema(const std::shared_ptr<arrow::Schema>& schema,
                                               const arrow::RecordBatch& batch) {
  arrow::ArrayVector columns = batch.columns();
  for (int i = 0; i < schema->num_fields(); ++i) {
    auto& column = columns[static_cast<size_t>(i)];
    if (schema->field(i)->type()->id() != arrow::Type::DICTIONARY)
      column = PlainArray(column, schema->field(i)->type());
  }
  return arrow::RecordBatch::Make(schema, batch.num_rows(), std::move(columns));
}

}  // namespace

struct KernelSession::State {
  explicit State(const SessionOptions& options)
      : enrichments(options.config),
        job{.job_id = options.job_id, .project_id = options.config.project, .created_us = options.created_us},
        options(KernelOptionsOf(options.config, 1)),
        queue(options.dictionaries),
        guarded(enrichments.privacy, queue),
        shared(this->options),
        kernel(this->options, enrichments.View(), job, shared, sink()) {}

  BatchSink& sink() { return enrichments.privacy.empty() ? static_cast<BatchSink&>(queue) : guarded; }

  const OpenEnrichments enrichments;
  const JobInfo job;
  const KernelOptions options;
  BatchQueue queue;
  PrivacySink guarded;
  KernelShared shared;
  Kernel kernel;
  Counters read;    // what is counted outside the kernel: files and bytes
  Counters merged;  // users and sessions of Finish
  bool finished = false;
};

KernelSession::KernelSession(const SessionOptions& options) : state_(std::make_unique<State>(options)) {}
KernelSession::~KernelSession() = default;

void KernelSession::Feed(std::string_view name, std::string_view content) {
  if (state_->finished) throw UserError("nothing can be read after finish: make another kernel");
  RawFileReader reader(std::make_unique<MemoryFile>(content), name);
  state_->kernel.BeginFile(name);
  RawLine line;
  while (reader.Next(line)) state_->kernel.ProcessLine(line);
  if (!reader.error().empty()) {
    state_->kernel.RejectBrokenFile(reader.broken_line(), reader.error(), reader.no_gzip());
  }
  ++state_->read.files;
  state_->read.bytes_in += reader.compressed_bytes();
  state_->read.bytes_raw += reader.raw_bytes();
}

void KernelSession::FeedLines(std::string_view name, const arrow::RecordBatch& lines) {
  if (state_->finished) throw UserError("nothing can be read after finish: make another kernel");
  const std::shared_ptr<arrow::Array> column = lines.GetColumnByName(kColumnOfLines);
  if (column == nullptr) throw UserError(std::string("the batch has no column `") + kColumnOfLines + "`");
  PaddedTexts texts(*column);
  state_->kernel.BeginFile(name);
  for (int64_t row = 0; row < lines.num_rows(); ++row) {
    const std::string_view text = texts.At(row);
    state_->read.bytes_raw += text.size();
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) continue;
    state_->kernel.ProcessLine({.text = text, .number = static_cast<uint64_t>(row) + 1});
  }
}

void KernelSession::Finish() {
  if (state_->finished) throw UserError("the kernel is finished already");
  state_->finished = true;
  state_->kernel.Finish();
  state_->merged = state_->shared.Finish(state_->job, state_->sink(), 1);
}

std::shared_ptr<arrow::RecordBatchReader> KernelSession::Take(TableId table) {
  std::vector<std::shared_ptr<arrow::RecordBatch>> batches = state_->queue.TakeAll(table);
  const std::shared_ptr<arrow::Schema> schema = SchemaOfAll(table, batches);
  for (std::shared_ptr<arrow::RecordBatch>& batch : batches) batch = WithSchema(schema, *batch);
  return Must(arrow::RecordBatchReader::Make(std::move(batches), schema));
}

std::string KernelSession::CountersJson() const {
  RunReport report;
  report.counters = state_->kernel.counters();
  report.counters.Add(state_->read);
  report.counters.Add(state_->merged);
  JsonObject object;
  AddCounters(object, report);
  return object.Finish();
}

}  // namespace millrace
