// Prints rows on stdout: as a table for people, as JSON (one object per line) or as CSV. The output never depends on
// the locale; colours and widths depend only on the options.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/row_cells.h"

namespace millrace {

enum class OutputFormat : uint8_t { kTable, kJson, kCsv };

struct TableStyle {
  OutputFormat format = OutputFormat::kTable;
  // The layout of a table: one line per row (a grid), or one line per column (records, without null columns).
  enum class Layout : uint8_t { kGrid, kRecords } layout = Layout::kGrid;
  // A grid wider than this becomes records; 0: no limit (nobody looks: a file or a pipe).
  size_t width = 0;
  std::string_view null_text = {};  // what a grid shows for null, dimmed where there are colours
  bool header = true;               // of CSV; off for the later parts of one result
  bool color = false;
};

// The rows as text; what `millrace query` prints. Every row has one cell a column.
std::string RenderTable(const std::vector<std::string>& columns, const std::vector<std::vector<Cell>>& rows,
                        const TableStyle& style);

// Writes to stdout. Throws SystemError if that fails (a full disk; a closed pipe ends the program silently).
void PrintToStdout(std::string_view text);

}  // namespace millrace
