#include "schema/row_cells.h"

#include <array>
#include <charconv>

#include <arrow/api.h>

#include "core/error.h"
#include "core/json_text.h"
#include "core/time.h"

namespace millrace {
namespace {

std::string DoubleText(double value) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

void AppendJson(std::string& out, const Cell& cell) {
  if (cell.kind == Cell::Kind::kNull) {
    out += "null";
  } else if (cell.kind == Cell::Kind::kText) {
    AppendJsonString(out, cell.text);
  } else {
    out += cell.text;
  }
}

std::string StructJson(const arrow::StructArray& array, int64_t row) {
  std::string out = "{";
  for (int i = 0; i < array.num_fields(); ++i) {
    if (i > 0) out += ", ";
    AppendJsonString(out, array.struct_type()->field(i)->name());
    out += ": ";
    AppendJson(out, CellOf(*array.field(i), row));
  }
  return out + "}";
}

std::string MapJson(const arrow::MapArray& array, int64_t row) {
  std::string out = "{";
  for (int64_t at = array.value_offset(row); at < array.value_offset(row + 1); ++at) {
    if (out.size() > 1) out += ", ";
    AppendJson(out, CellOf(*array.keys(), at));
    out += ": ";
    AppendJson(out, CellOf(*array.items(), at));
  }
  return out + "}";
}

}  // namespace

Cell CellOf(const arrow::Array& column, int64_t row) {
  if (column.IsNull(row)) return Cell::Null();
  switch (column.type_id()) {
    case arrow::Type::DICTIONARY: {
      const auto& dictionary = static_cast<const arrow::DictionaryArray&>(column);
      return CellOf(*dictionary.dictionary(), dictionary.GetValueIndex(row));
    }
    case arrow::Type::STRING:
      return Cell::Text(static_cast<const arrow::StringArray&>(column).GetString(row));
    case arrow::Type::INT64:
      return Cell::Number(std::to_string(static_cast<const arrow::Int64Array&>(column).Value(row)));
    case arrow::Type::INT32:
      return Cell::Number(std::to_string(static_cast<const arrow::Int32Array&>(column).Value(row)));
    case arrow::Type::DOUBLE:
      return Cell::Number(DoubleText(static_cast<const arrow::DoubleArray&>(column).Value(row)));
    case arrow::Type::BOOL:
      return Cell::Json(static_cast<const arrow::BooleanArray&>(column).Value(row) ? "true" : "false");
    case arrow::Type::TIMESTAMP:
      return Cell::Text(FormatMicroseconds(static_cast<const arrow::TimestampArray&>(column).Value(row)));
    case arrow::Type::DATE32:
      return Cell::Text(FormatDay(static_cast<const arrow::Date32Array&>(column).Value(row)));
    case arrow::Type::MAP:
      return Cell::Json(MapJson(static_cast<const arrow::MapArray&>(column), row));
    case arrow::Type::STRUCT:
      return Cell::Json(StructJson(static_cast<const arrow::StructArray&>(column), row));
    default:
      throw InternalError("a column of type " + column.type()->ToString() + " cannot be printed");
  }
}

std::vector<std::vector<Cell>> CellsOf(const std::vector<std::shared_ptr<arrow::RecordBatch>>& batches) {
  std::vector<std::vector<Cell>> rows;
  for (const auto& batch : batches) {
    for (int64_t row = 0; row < batch->num_rows(); ++row) {
      std::vector<Cell>& cells = rows.emplace_back();
      for (const auto& column : batch->columns()) cells.push_back(CellOf(*column, row));
    }
  }
  return rows;
}

std::vector<std::string> ColumnNames(TableId table) {
  std::vector<std::string> names;
  for (const Column& column : TableOf(table).columns) names.emplace_back(column.name);
  return names;
}

void AppendJsonRow(std::string& out, const std::vector<std::string>& columns, const std::vector<Cell>& row) {
  out += '{';
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += ", ";
    AppendJsonString(out, columns[i]);
    out += ": ";
    const Cell& cell = row[i];
    // JSON has no NaN and no infinities, so these become texts.
    const bool finite = cell.kind == Cell::Kind::kNumber && cell.text.find_first_of("nN") == std::string::npos;
    if (cell.kind == Cell::Kind::kNull) {
      out += "null";
    } else if (cell.kind == Cell::Kind::kJson || finite) {
      out += cell.text;
    } else {
      AppendJsonString(out, cell.text);
    }
  }
  out += '}';
}

}  // namespace millrace
