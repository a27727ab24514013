#include "warehouse/result_rows.h"

#include <charconv>
#include <utility>

#include <arrow/array.h>
#include <arrow/extension_type.h>
#include <arrow/record_batch.h>
#include <arrow/scalar.h>
#include <arrow/type.h>

#include "core/error.h"
#include "schema/arrow_status.h"

namespace millrace {
namespace {

// The value of a cell; of the storage, where an engine wraps a text into a type of its own.
std::shared_ptr<arrow::Scalar> ValueAt(const arrow::RecordBatch& rows, int64_t row, int column) {
  auto value = Must(rows.column(column)->GetScalar(row));
  if (value->type->id() == arrow::Type::EXTENSION) {
    return static_cast<const arrow::ExtensionScalar&>(*value).value;
  }
  return value;
}

[[noreturn]] void ThrowWrongKind(const arrow::RecordBatch& rows, int column, const char* wanted) {
  const auto& field = *rows.schema()->field(column);
  throw InternalError("column " + field.name() + " of a result is " + field.type()->ToString() + ", not " + wanted);
}

template <typename Number>
std::optional<Number> ParseWhole(const std::string& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool IsInteger(arrow::Type::type id) {
  return id >= arrow::Type::UINT8 && id <= arrow::Type::INT64;
}

std::optional<int64_t> AsInteger(const arrow::Scalar& value) {
  if (!value.is_valid) return std::nullopt;
  if (IsInteger(value.type->id())) {
    return static_cast<const arrow::Int64Scalar&>(*Must(value.CastTo(arrow::int64()))).value;
  }
  // Text, and the decimals of sums.
  return ParseWhole<int64_t>(value.ToString());
}

std::optional<double> AsReal(const arrow::Scalar& value) {
  if (!value.is_valid) return std::nullopt;
  if (value.type->id() == arrow::Type::DOUBLE) return static_cast<const arrow::DoubleScalar&>(value).value;
  if (value.type->id() == arrow::Type::FLOAT) return static_cast<const arrow::FloatScalar&>(value).value;
  return ParseWhole<double>(value.ToString());
}

}  // namespace

ResultRows::ResultRows(std::shared_ptr<arrow::RecordBatch> rows) : rows_(std::move(rows)) {}

int64_t ResultRows::row_count() const {
  return rows_->num_rows();
}

int ResultRows::column_count() const {
  return rows_->num_columns();
}

const std::string& ResultRows::name(int column) const {
  return rows_->schema()->field(column)->name();
}

bool ResultRows::IsNull(int64_t row, int column) const {
  return rows_->column(column)->IsNull(row);
}

int64_t ResultRows::Integer(int64_t row, int column) const {
  const auto value = AsInteger(*ValueAt(*rows_, row, column));
  if (!value) ThrowWrongKind(*rows_, column, "an integer");
  return *value;
}

double ResultRows::Real(int64_t row, int column) const {
  const auto value = AsReal(*ValueAt(*rows_, row, column));
  if (!value) ThrowWrongKind(*rows_, column, "a number");
  return *value;
}

bool ResultRows::Boolean(int64_t row, int column) const {
  const auto value = ValueAt(*rows_, row, column);
  if (value->type->id() != arrow::Type::BOOL || !value->is_valid) ThrowWrongKind(*rows_, column, "a boolean");
  return static_cast<const arrow::BooleanScalar&>(*value).value;
}

std::string ResultRows::Text(int64_t row, int column) const {
  const auto value = ValueAt(*rows_, row, column);
  if (!value->is_valid) ThrowWrongKind(*rows_, column, "present: it is NULL");
  return value->ToString();
}

int64_t ResultRows::Microseconds(int64_t row, int column) const {
  const auto value = ValueAt(*rows_, row, column);
  if (value->type->id() != arrow::Type::TIMESTAMP || !value->is_valid) ThrowWrongKind(*rows_, column, "a timestamp");
  const auto& type = static_cast<const arrow::TimestampType&>(*value->type);
  const int64_t count = static_cast<const arrow::TimestampScalar&>(*value).value;
  switch (type.unit()) {
    case arrow::TimeUnit::SECOND:
      return count * 1'000'000;
    case arrow::TimeUnit::MILLI:
      return count * 1000;
    case arrow::TimeUnit::MICRO:
      return count;
    case arrow::TimeUnit::NANO:
      return count / 1000;
  }
  ThrowWrongKind(*rows_, column, "a timestamp");
}

std::optional<int64_t> ResultRows::MaybeInteger(int64_t row, int column) const {
  if (IsNull(row, column)) return std::nullopt;
  return Integer(row, column);
}

std::optional<std::string> ResultRows::MaybeText(int64_t row, int column) const {
  if (IsNull(row, column)) return std::nullopt;
  return Text(row, column);
}

}  // namespace millrace
