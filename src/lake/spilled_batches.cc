#include "lake/spilled_batches.h"

#include <utility>

#include <arrow/buffer.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/dictionary.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>
#include <arrow/record_batch.h>

#include "lake/plain_batch.h"
#include "schema/arrow_schema.h"
#include "schema/arrow_status.h"

namespace millrace {

ScratchFile& SpilledBatches::File() {
  const std::lock_guard lock(mutex_);
  if (file_ == nullptr) file_ = std::make_unique<ScratchFile>(folder_);
  return *file_;
}

SpilledBatch SpilledBatches::Put(TableId table, const arrow::RecordBatch& batch) {
  const auto message =
      Must(arrow::ipc::SerializeRecordBatch(*PlainBatch(table, batch), arrow::ipc::IpcWriteOptions::Defaults()));
  const auto bytes = static_cast<size_t>(message->size());
  return {.offset = File().Append(message->data(), bytes), .bytes = bytes};
}

std::shared_ptr<arrow::RecordBatch> SpilledBatches::Get(TableId table, const SpilledBatch& spilled) const {
  std::shared_ptr<arrow::Buffer> message = Must(arrow::AllocateBuffer(static_cast<int64_t>(spilled.bytes)));
  file_->Read(spilled.offset, message->mutable_data(), spilled.bytes);
  arrow::io::BufferReader stream(message);
  const arrow::ipc::DictionaryMemo no_dictionaries;
  return Must(arrow::ipc::ReadRecordBatch(ArrowSchema(table), &no_dictionaries, arrow::ipc::IpcReadOptions::Defaults(),
                                          &stream));
}

}  // namespace millrace
