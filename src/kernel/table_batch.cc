#include "kernel/table_batch.h"

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "schema/arrow_schema.h"

namespace millrace {
namespace {

// Texts that are new in nearly every row: a dictionary would only cost.
bool IsMostlyUnique(std::string_view column) {
  return column == "event_id" || column == "custom_parameters_json_str" || column == "user_properties_json_str" ||
         column == "original";
}

}  // namespace

TableBatch::TableBatch(TableId table) : table_(table) {
  const auto columns = TableOf(table).columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    const Column& column = columns[i];
    kinds_[i] = column.type;
    const auto put = [&](auto& of_kind, auto... arguments) {
      place_[i] = static_cast<uint8_t>(of_kind.size());
      of_kind.emplace_back(arguments...);
    };
    switch (column.type) {
      case ColumnType::kText:
        plain_[i] = IsMostlyUnique(column.name);
        if (plain_[i]) {
          put(plain_texts_);
        } else {
          put(texts_);
        }
        break;
      case ColumnType::kInt64:
      case ColumnType::kTimestamp:
        put(longs_);
        break;
      case ColumnType::kInt32:
      case ColumnType::kDate:
        put(ints_);
        break;
      case ColumnType::kDouble:
        put(doubles_);
        break;
      case ColumnType::kBool:
        put(bools_);
        break;
      case ColumnType::kTextMap:
        put(maps_, MapEntry::kText);
        break;
      case ColumnType::kTypedMap:
        put(maps_, MapEntry::kTyped);
        break;
      case ColumnType::kPropertyMap:
        put(maps_, MapEntry::kProperty);
        break;
    }
  }
}

TableBatch::~TableBatch() = default;
TableBatch::TableBatch(TableBatch&&) noexcept = default;
TableBatch& TableBatch::operator=(TableBatch&&) noexcept = default;

size_t TableBatch::memory_bytes() const {
  size_t bytes = 0;
  const auto add = [&](const auto& columns) {
    for (const auto& column : columns) bytes += column.memory_bytes();
  };
  add(texts_);
  add(plain_texts_);
  add(longs_);
  add(ints_);
  add(doubles_);
  add(maps_);
  return bytes;
}

std::shared_ptr<arrow::RecordBatch> TableBatch::Take() {
  const auto columns = TableOf(table_).columns;
  const arrow::Schema& plain = *ArrowSchema(table_);
  arrow::ArrayVector arrays;
  arrow::FieldVector fields;
  for (size_t i = 0; i < columns.size(); ++i) {
    const size_t place = place_[i];
    switch (columns[i].type) {
      case ColumnType::kText:
        arrays.push_back(plain_[i] ? plain_texts_[place].Take(rows_) : texts_[place].Take(rows_));
        break;
      case ColumnType::kInt64:
      case ColumnType::kTimestamp:
        arrays.push_back(longs_[place].Take(rows_, ArrowType(columns[i].type)));
        break;
      case ColumnType::kInt32:
      case ColumnType::kDate:
        arrays.push_back(ints_[place].Take(rows_, ArrowType(columns[i].type)));
        break;
      case ColumnType::kDouble:
        arrays.push_back(doubles_[place].Take(rows_, ArrowType(columns[i].type)));
        break;
      case ColumnType::kBool:
        arrays.push_back(bools_[place].Take(rows_));
        break;
      case ColumnType::kTextMap:
      case ColumnType::kTypedMap:
      case ColumnType::kPropertyMap:
        arrays.push_back(maps_[place].Take(rows_));
        break;
    }
    fields.push_back(plain.field(static_cast<int>(i))->WithType(arrays.back()->type()));
  }
  const uint32_t rows = rows_;
  rows_ = 0;
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), rows, std::move(arrays));
}

}  // namespace millrace
