#include "cli/table_print.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "cli/terminal.h"
#include "core/error.h"

namespace millrace {
namespace {

using Rows = std::vector<std::vector<Cell>>;

// A field according to RFC 4180; null is an empty field, the empty text is "".
void AppendCsvField(std::string& out, const Cell& cell) {
  if (cell.kind == Cell::Kind::kNull) return;
  if (!cell.text.empty() && cell.text.find_first_of(",\"\r\n") == std::string::npos) {
    out += cell.text;
    return;
  }
  out += '"';
  for (const char c : cell.text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void AppendCsvRow(std::string& out, const std::vector<Cell>& row) {
  for (size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out += ',';
    AppendCsvField(out, row[i]);
  }
  out += '\n';
}

// The text of a cell in a table: control characters, which would break the layout, become blanks.
std::string Shown(const Cell& cell, std::string_view null_text = {}) {
  if (cell.kind == Cell::Kind::kNull) return std::string(null_text);
  std::string text = cell.text;
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return text;
}

void AppendPadded(std::string& out, const std::string& text, size_t width, bool right, bool last,
                  Color color = Color::kNone) {
  const size_t padding = width - std::min(width, DisplayWidth(text));
  if (right) out.append(padding, ' ');
  out += Paint(text, color, color != Color::kNone);
  if (!right && !last) out.append(padding, ' ');
}

std::string Grid(const std::vector<std::string>& columns, const Rows& rows, const std::vector<size_t>& widths,
                 const TableStyle& style) {
  std::string out;
  const auto right = [&](size_t i) {
    return std::ranges::any_of(rows, [&](const auto& row) { return row[i].kind == Cell::Kind::kNumber; });
  };
  std::vector<bool> to_right(columns.size());
  for (size_t i = 0; i < columns.size(); ++i) to_right[i] = right(i);
  std::string head;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) head += "  ";
    AppendPadded(head, columns[i], widths[i], to_right[i], i + 1 == columns.size());
  }
  out += Paint(head, Color::kBold, style.color) + "\n";
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += "  ";
    out.append(widths[i], '-');
  }
  out += '\n';
  for (const auto& row : rows) {
    for (size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) out += "  ";
      const bool dim = style.color && row[i].kind == Cell::Kind::kNull && !style.null_text.empty();
      AppendPadded(out, Shown(row[i], style.null_text), widths[i], to_right[i], i + 1 == columns.size(),
                   dim ? Color::kDim : Color::kNone);
    }
    while (out.back() == ' ') out.pop_back();
    out += '\n';
  }
  return out;
}

std::string Records(const std::vector<std::string>& columns, const Rows& rows, const TableStyle& style) {
  std::string out;
  size_t name_width = 0;
  for (const std::string& column : columns) name_width = std::max(name_width, DisplayWidth(column));
  for (size_t number = 0; number < rows.size(); ++number) {
    if (number > 0) out += '\n';
    out += Paint("row " + std::to_string(number + 1), Color::kBold, style.color) + "\n";
    size_t nulls = 0;
    for (size_t i = 0; i < columns.size(); ++i) {
      const Cell& cell = rows[number][i];
      if (cell.kind == Cell::Kind::kNull) {
        ++nulls;
        continue;
      }
      out += "  ";
      AppendPadded(out, columns[i], name_width, false, false);
      const std::string shown = Shown(cell);
      const size_t left = style.width > name_width + 5 ? style.width - name_width - 4 : 0;
      out += "  " + (left > 0 ? CutToWidth(shown, left) : shown) + "\n";
    }
    if (nulls > 0 && !style.null_text.empty()) {
      out +=
          "  " +
          Paint(std::to_string(nulls) + (nulls == 1 ? " column is " : " columns are ") + std::string(style.null_text),
                Color::kDim, style.color) +
          "\n";
    }
  }
  return out;
}

}  // namespace

std::string RenderTable(const std::vector<std::string>& columns, const std::vector<std::vector<Cell>>& rows,
                        const TableStyle& style) {
  std::string out;
  if (style.format == OutputFormat::kJson) {
    for (const auto& row : rows) {
      AppendJsonRow(out, columns, row);
      out += '\n';
    }
    return out;
  }
  if (style.format == OutputFormat::kCsv) {
    std::vector<Cell> head;
    head.reserve(columns.size());
    for (const std::string& column : columns) head.push_back(Cell::Text(column));
    if (style.header) AppendCsvRow(out, head);
    for (const auto& row : rows) AppendCsvRow(out, row);
    return out;
  }
  if (style.layout == TableStyle::Layout::kRecords) return Records(columns, rows, style);
  std::vector<size_t> widths;
  size_t total = 0;
  for (size_t i = 0; i < columns.size(); ++i) {
    size_t width = DisplayWidth(columns[i]);
    for (const auto& row : rows) width = std::max(width, DisplayWidth(Shown(row[i], style.null_text)));
    widths.push_back(width);
    total += width + (i > 0 ? 2 : 0);
  }
  if (style.width > 0 && total > style.width && !rows.empty()) return Records(columns, rows, style);
  return Grid(columns, rows, widths, style);
}

void PrintToStdout(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw SystemError(std::string("cannot write to stdout: ") + std::strerror(errno));
  }
}

}  // namespace millrace
