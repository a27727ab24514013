// Converts rows of user_v2 back into the facts that they were written from, so that UserAggregates can merge them: the
// inverse of RowWriter::WriteUser.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/row_writer.h"
#include "kernel/user_aggregates.h"

namespace arrow {
class RecordBatch;
}

namespace millrace {

class UserRows {
 public:
  // `batch` has all columns of user_v2, in their order; `app` is that of its partition. Both must outlive the reader.
  UserRows(const arrow::RecordBatch& batch, std::string_view app);

  std::string_view UserOf(int64_t row) const;
  // Views live until the next call.
  UserFacts At(int64_t row);

 private:
  std::string_view Text(UserColumn column, int64_t row) const;
  std::optional<int64_t> Int(UserColumn column, int64_t row) const;
  std::string_view ProcessInfo(std::string_view key, int64_t row) const;
  void ReadProperties(int64_t row, UserFacts& facts);

  const arrow::RecordBatch& batch_;
  const std::string_view app_;
  UserProperties properties_;
  std::string encoded_;
};

}  // namespace millrace
