// Reads a Parquet file of the lake as batches of its table, for jobs that rewrite the lake. A string column with a
// dictionary keeps it, so that it need not be hashed again when it is written. Maps are returned plain.
//
// Memory: the file as stored, and one row group. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "schema/table.h"
#include "storage/file_system.h"

namespace arrow {
class RecordBatch;
}

namespace millrace {

class LakeFileReader {
 public:
  // Reads all columns of the table, or only those with the given numbers; the batches have these columns in this order.
  // A column that is missing in the file is null. Throws SystemError that names the file.
  LakeFileReader(FileSystem& files, std::string path, TableId table, std::vector<size_t> columns = {});
  ~LakeFileReader();
  LakeFileReader(const LakeFileReader&) = delete;
  LakeFileReader& operator=(const LakeFileReader&) = delete;

  // Returns the rows of the next row group; null at the end.
  std::shared_ptr<arrow::RecordBatch> Next();

  uint64_t rows() const;
  // Of all columns, before compression.
  uint64_t unpacked_bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
