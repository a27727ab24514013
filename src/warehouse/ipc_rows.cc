#include "warehouse/ipc_rows.h"

#include <deque>
#include <utility>

#include <arrow/buffer.h>

#include "schema/arrow_status.h"

namespace millrace {

IpcEncoder::IpcEncoder(const std::shared_ptr<arrow::Schema>& schema)
    : buffer_(Must(arrow::io::BufferOutputStream::Create())),
      writer_(Must(arrow::ipc::MakeStreamWriter(buffer_, schema))) {
  // The writer begins with the first batch; readers want the schema of no rows, too.
  Add(*Must(arrow::RecordBatch::MakeEmpty(schema)));
}

void IpcEncoder::Add(const arrow::RecordBatch& batch) {
  Must(writer_->WriteRecordBatch(batch));
}

std::string IpcEncoder::Take() {
  const auto bytes = Must(buffer_->Finish());
  Must(buffer_->Reset());
  return bytes->ToString();
}

size_t IpcEncoder::waiting() const {
  return static_cast<size_t>(Must(buffer_->Tell()));
}

class IpcDecoder::Batches : public arrow::ipc::Listener {
 public:
  arrow::Status OnRecordBatchDecoded(std::shared_ptr<arrow::RecordBatch> batch) override {
    if (batch->num_rows() > 0) waiting_.push_back(std::move(batch));
    return arrow::Status::OK();
  }
  std::shared_ptr<arrow::RecordBatch> Take() {
    if (waiting_.empty()) return nullptr;
    auto batch = std::move(waiting_.front());
    waiting_.pop_front();
    return batch;
  }

 private:
  std::deque<std::shared_ptr<arrow::RecordBatch>> waiting_;
};

IpcDecoder::IpcDecoder()
    : batches_(std::make_shared<Batches>()), decoder_(std::make_unique<arrow::ipc::StreamDecoder>(batches_)) {}

IpcDecoder::~IpcDecoder() = default;

void IpcDecoder::Add(std::string_view bytes) {
  if (bytes.empty()) return;
  // Batches point into the buffer.
  Must(decoder_->Consume(arrow::Buffer::FromString(std::string(bytes))));
}

std::shared_ptr<arrow::Schema> IpcDecoder::schema() const {
  return decoder_->schema();
}

std::shared_ptr<arrow::RecordBatch> IpcDecoder::Next() {
  return batches_->Take();
}

}  // namespace millrace
