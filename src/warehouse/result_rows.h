// A small result, read whole, with access to its cells. Engines differ in the types that they give for the same
// expression (a sum of integers is a decimal in DuckDB and a text in PostgreSQL), so each getter takes every type that
// holds such a value. A value of another kind, or NULL where a value is asked for, is an InternalError that names the
// column. Not changed once made; thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace arrow {
class RecordBatch;
}

namespace millrace {

class ResultRows {
 public:
  explicit ResultRows(std::shared_ptr<arrow::RecordBatch> rows);

  int64_t row_count() const;
  int column_count() const;
  const std::string& name(int column) const;
  const std::shared_ptr<arrow::RecordBatch>& batch() const { return rows_; }

  bool IsNull(int64_t row, int column) const;
  int64_t Integer(int64_t row, int column) const;
  double Real(int64_t row, int column) const;
  bool Boolean(int64_t row, int column) const;
  // Any type: texts as they are, times as `2025-03-10 12:00:00.000000`, days as `2025-03-10`.
  std::string Text(int64_t row, int column) const;
  // Of a timestamp, in UTC.
  int64_t Microseconds(int64_t row, int column) const;

  std::optional<int64_t> MaybeInteger(int64_t row, int column) const;
  std::optional<std::string> MaybeText(int64_t row, int column) const;

 private:
  std::shared_ptr<arrow::RecordBatch> rows_;
};

}  // namespace millrace
