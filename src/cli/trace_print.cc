#include "cli/trace_print.h"

#include <algorithm>

#include <arrow/record_batch.h>

#include "cli/batch_cells.h"
#include "cli/table_print.h"
#include "cli/terminal.h"
#include "core/error.h"
#include "core/json_object.h"
#include "schema/table.h"

namespace millrace {
namespace {

constexpr size_t kNameWidth = 16;
constexpr size_t kShownBytes = 2000;

std::string Fact(const std::string& name, const std::string& text) {
  return "  " + name + std::string(kNameWidth - std::min(kNameWidth, name.size()), ' ') + text + "\n";
}

// Without control characters, and cut if it is long.
std::string Shown(const std::string& text) {
  std::string shown = CutToWidth(std::string_view(text).substr(0, kShownBytes), kShownBytes / 2);
  std::ranges::replace_if(
      shown, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return shown;
}

std::string StoredRow(const arrow::RecordBatch& row) {
  std::string out = Fact("row", "in event_v2, without its null columns:");
  const auto& columns = TableOf(TableId::kEvent).columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    const Cell cell = CellOf(*row.column(static_cast<int>(i)), 0);
    if (cell.kind == Cell::Kind::kNull) continue;
    out += "      " + std::string(columns[i].name) + " = " + Shown(cell.text) + "\n";
  }
  return out;
}

const char* KindName(TraceEntry::Kind kind) {
  switch (kind) {
    case TraceEntry::Kind::kRequest:
      return "request";
    case TraceEntry::Kind::kRow:
      return "row";
    case TraceEntry::Kind::kEvent:
      return "event";
    case TraceEntry::Kind::kFact:
      return "fact";
    case TraceEntry::Kind::kRejected:
      return "rejected";
    case TraceEntry::Kind::kStored:
      return "stored";
  }
  throw InternalError("unknown kind of a trace's entry");
}

std::string RowJson(const std::shared_ptr<arrow::RecordBatch>& row) {
  if (!row) return "null";
  std::string line = RenderTable(ColumnNames(TableId::kEvent), CellsOf({row}), {.format = OutputFormat::kJson});
  line.pop_back();
  return line;
}

}  // namespace

std::string RenderTrace(std::span<const TraceEntry> story, bool color) {
  std::string out;
  for (const TraceEntry& entry : story) {
    switch (entry.kind) {
      case TraceEntry::Kind::kRow:
      case TraceEntry::Kind::kEvent:
        out += '\n';
        [[fallthrough]];
      case TraceEntry::Kind::kRequest:
        out += Paint(entry.text, Color::kBold, color) + "\n";
        break;
      case TraceEntry::Kind::kFact:
        out += Fact(entry.name, entry.text);
        break;
      case TraceEntry::Kind::kRejected:
        out += Fact("rejected", Paint(entry.name, Color::kRed, color) + (entry.text.empty() ? "" : ": " + entry.text));
        break;
      case TraceEntry::Kind::kStored:
        out += StoredRow(*entry.row);
        break;
    }
  }
  return out;
}

std::string TraceJson(std::span<const TraceEntry> story) {
  std::vector<std::string> entries;
  entries.reserve(story.size());
  for (const TraceEntry& entry : story) {
    entries.push_back(JsonObject()
                          .Field("kind", KindName(entry.kind))
                          .FieldOrNull("name", entry.name)
                          .FieldOrNull("text", entry.text)
                          .Json("row", RowJson(entry.row))
                          .Finish());
  }
  return JsonObject().Json("story", JsonArray(entries)).Finish();
}

}  // namespace millrace
