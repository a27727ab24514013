#include "cli/trace_print.h"

#include <algorithm>

#include <arrow/record_batch.h>

#include "cli/table_print.h"
#include "cli/terminal.h"
#include "schema/row_cells.h"

namespace millrace {
namespace {

constexpr size_t kTextColumn = 18;
constexpr size_t kShownBytes = 2000;

std::string Fact(const std::string& name, const std::string& text, size_t width) {
  return BesideLabel("  " + name, text, kTextColumn, width);
}

// The reason in red, wherever it is after the label.
std::string RejectedFact(const TraceEntry& entry, size_t width, bool color) {
  const std::string label = "rejected";
  std::string lines = Fact(label, entry.name + (entry.text.empty() ? "" : ": " + entry.text), width);
  return lines.replace(lines.find(entry.name, 2 + label.size()), entry.name.size(),
                       Paint(entry.name, Color::kRed, color));
}

// Without control characters, and cut if it is long.
std::string Shown(const std::string& text) {
  std::string shown = CutToWidth(std::string_view(text).substr(0, kShownBytes), kShownBytes / 2);
  std::ranges::replace_if(
      shown, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return shown;
}

std::string StoredRow(const arrow::RecordBatch& row, size_t width) {
  constexpr size_t kIndent = 6;
  std::string out = Fact("row", "in event_v2, without its null columns:", width);
  const auto& columns = TableOf(TableId::kEvent).columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    const Cell cell = CellOf(*row.column(static_cast<int>(i)), 0);
    if (cell.kind == Cell::Kind::kNull) continue;
    size_t indent = kIndent;  // further lines of a value are indented more
    for (const std::string& line : WrapToWidth(std::string(columns[i].name) + " = " + Shown(cell.text),
                                               width == 0 ? 0 : std::max(width, 5 * kIndent) - 2 * kIndent)) {
      out += std::string(indent, ' ') + line + "\n";
      indent = 2 * kIndent;
    }
  }
  return out;
}

}  // namespace

std::string RenderTrace(std::span<const TraceEntry> story, size_t width, bool color) {
  std::string out;
  for (const TraceEntry& entry : story) {
    switch (entry.kind) {
      case TraceEntry::Kind::kRow:
      case TraceEntry::Kind::kEvent:
        out += '\n';
        [[fallthrough]];
      case TraceEntry::Kind::kRequest:
        for (const std::string& line : WrapToWidth(entry.text, width)) out += Paint(line, Color::kBold, color) + "\n";
        break;
      case TraceEntry::Kind::kFact:
        out += Fact(entry.name, entry.text, width);
        break;
      case TraceEntry::Kind::kRejected:
        out += RejectedFact(entry, width, color);
        break;
      case TraceEntry::Kind::kStored:
        out += StoredRow(*entry.row, width);
        break;
    }
  }
  return out;
}

}  // namespace millrace
