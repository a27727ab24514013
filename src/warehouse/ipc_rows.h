// Rows as the bytes of an Arrow IPC stream, in pieces, and back. Each object belongs to one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <arrow/io/memory.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>
#include <arrow/record_batch.h>

namespace millrace {

class IpcEncoder {
 public:
  explicit IpcEncoder(const std::shared_ptr<arrow::Schema>& schema);
  void Add(const arrow::RecordBatch& batch);
  // The bytes since the last call; the first ones begin with the schema.
  std::string Take();
  size_t waiting() const;

 private:
  std::shared_ptr<arrow::io::BufferOutputStream> buffer_;
  std::shared_ptr<arrow::ipc::RecordBatchWriter> writer_;
};

class IpcDecoder {
 public:
  IpcDecoder();
  ~IpcDecoder();
  // Throws SystemError when the bytes are no part of such a stream.
  void Add(std::string_view bytes);
  // Null until the bytes of it were added.
  std::shared_ptr<arrow::Schema> schema() const;
  // The next batch that has rows. Null when there is none (yet).
  std::shared_ptr<arrow::RecordBatch> Next();

 private:
  class Batches;
  std::shared_ptr<Batches> batches_;
  std::unique_ptr<arrow::ipc::StreamDecoder> decoder_;
};

}  // namespace millrace
