#include "kernel/table_batch.h"

#include <functional>
#include <type_traits>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "schema/arrow_schema.h"

namespace millrace {
namespace {

// Columns whose texts differ in nearly every row: a dictionary would only cost.
bool IsMostlyUnique(std::string_view column) {
  return column == "event_id" || column == "custom_parameters_json_str" || column == "user_properties_json_str" ||
         column == "original";
}

// The first allocations of a used column's vectors, in addition to the column itself.
constexpr size_t kFirstBytes = 96;

size_t BytesOfValue(ColumnType type) {
  switch (type) {
    case ColumnType::kBool:
      return 1;
    case ColumnType::kText:
    case ColumnType::kInt32:
    case ColumnType::kDate:
      return 4;
    default:
      return 8;
  }
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
          put(plain_texts_, std::ref(appended_));
        } else {
          put(texts_, std::ref(appended_));
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
        put(maps_, std::ref(appended_), MapEntry::kText);
        break;
      case ColumnType::kTypedMap:
        put(maps_, std::ref(appended_), MapEntry::kTyped);
        break;
      case ColumnType::kPropertyMap:
        put(maps_, std::ref(appended_), MapEntry::kProperty);
        break;
    }
    bytes_of_row_ += BytesOfValue(column.type);
  }
  bytes_of_row_ /= 2;  // a row sets about half of the columns
  fixed_bytes_ = sizeof(TableBatch) + columns.size() * kFirstBytes;
  ForEachKind([&](const auto& of_kind) {
    fixed_bytes_ += of_kind.capacity() * sizeof(typename std::decay_t<decltype(of_kind)>::value_type);
  });
}

TableBatch::~TableBatch() = default;

template <typename Visit>
void TableBatch::ForEachKind(Visit visit) const {
  visit(texts_);
  visit(plain_texts_);
  visit(longs_);
  visit(ints_);
  visit(doubles_);
  visit(bools_);
  visit(maps_);
}

void TableBatch::Count() {
  appended_ = 0;
  counted_rows_ = rows_;
  counted_data_ = 0;
  counted_held_ = 0;
  ForEachKind([&](const auto& of_kind) {
    for (const auto& column : of_kind) {
      counted_data_ += column.data_bytes();
      counted_held_ += column.held_bytes();
    }
  });
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
  Count();
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), rows, std::move(arrays));
}

}  // namespace millrace
