// Rows of finished column batches as cells of text, and as JSON: what commands print and the console's API gives. Pure
// functions; thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "schema/table.h"

namespace arrow {
class Array;
class RecordBatch;
}  // namespace arrow

namespace millrace {

struct Cell {
  enum class Kind : uint8_t {
    kNull,
    kText,
    kNumber,  // printed as it stands, to the right in a table
    kJson,    // JSON text already: true, false, lists, maps
  };
  Kind kind = Kind::kNull;
  std::string text;

  static Cell Null() { return {}; }
  static Cell Text(std::string text) { return {Kind::kText, std::move(text)}; }
  static Cell Number(std::string text) { return {Kind::kNumber, std::move(text)}; }
  static Cell Json(std::string text) { return {Kind::kJson, std::move(text)}; }
};

// The value at `row` as text; maps become JSON objects.
Cell CellOf(const arrow::Array& column, int64_t row);

// All rows of these batches, with one cell per column.
std::vector<std::vector<Cell>> CellsOf(const std::vector<std::shared_ptr<arrow::RecordBatch>>& batches);

std::vector<std::string> ColumnNames(TableId table);

// `{"column": value, …}`; every column has a cell.
void AppendJsonRow(std::string& out, const std::vector<std::string>& columns, const std::vector<Cell>& row);

}  // namespace millrace
