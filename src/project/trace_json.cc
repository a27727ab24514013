#include "project/trace_json.h"

#include "core/error.h"
#include "core/json_object.h"
#include "schema/row_cells.h"

namespace millrace {
namespace {

const char* KindOfEntry(TraceEntry::Kind kind) {
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

std::string StoredRowJson(const std::shared_ptr<arrow::RecordBatch>& row) {
  if (!row) return "null";
  std::string json;
  AppendJsonRow(json, ColumnNames(TableId::kEvent), CellsOf({row}).front());
  return json;
}

}  // namespace

std::string TraceJson(std::span<const TraceEntry> story) {
  std::vector<std::string> entries;
  entries.reserve(story.size());
  for (const TraceEntry& entry : story) {
    entries.push_back(JsonObject()
                          .Field("kind", KindOfEntry(entry.kind))
                          .FieldOrNull("name", entry.name)
                          .FieldOrNull("text", entry.text)
                          .Json("row", StoredRowJson(entry.row))
                          .Finish());
  }
  return JsonObject().Json("story", JsonArray(entries)).Finish();
}

}  // namespace millrace
