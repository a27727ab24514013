// A Parquet file that grows by row groups. The pages are already encoded (row_group_encoder.h). The footer is written
// by Arrow when the file is finished; until then, its content takes a seventh of the memory.
//
// One thread at a time. After a SystemError the file is lost and can only be destroyed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lake/row_group_encoder.h"
#include "storage/file_system.h"

namespace millrace {

class ParquetFile {
 public:
  // Takes an empty file.
  ParquetFile(std::unique_ptr<WritableFile> file, TableId table, Compression compression);

  void Append(const RowGroup& group);
  // Writes the footer, makes the file durable and closes it.
  void Finish();

  // Of the finished file (file_system.h).
  std::string Ticket() const { return file_->Ticket(); }
  uint64_t rows() const { return rows_; }
  uint64_t bytes() const { return bytes_; }
  // What is kept for the footer.
  size_t footer_bytes() const { return footer_bytes_; }

 private:
  struct WrittenGroup {
    int64_t rows;
    int64_t offset;  // in the file
    std::vector<ColumnChunk> columns;
  };

  std::unique_ptr<WritableFile> file_;
  TableId table_;
  Compression compression_;
  std::vector<WrittenGroup> groups_;
  bool has_sorted_map_keys_ = true;
  uint64_t rows_ = 0;
  uint64_t bytes_ = 0;
  size_t footer_bytes_ = 0;
};

}  // namespace millrace
