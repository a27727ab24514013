#include "pipeline/outputs_json.h"

#include "core/json_object.h"

namespace millrace {

std::string OutputsJson(std::span<const LedgerOutput> outputs) {
  std::vector<std::string> objects;
  objects.reserve(outputs.size());
  for (const LedgerOutput& output : outputs) {
    objects.push_back(JsonObject()
                          .Field("staged", output.staged_path)
                          .Field("final", output.final_path)
                          .Field("table", output.table)
                          .Field("partition", output.partition)
                          .Field("rows", output.rows)
                          .Field("bytes", output.bytes)
                          .Finish());
  }
  return JsonArray(objects);
}

std::vector<LedgerOutput> OutputsOf(const JsonFields& fields, const char* name) {
  std::vector<LedgerOutput> outputs;
  for (const simdjson::dom::element value : fields.Array(name)) {
    const JsonFields output(value, "a staged file");
    outputs.push_back({.staged_path = output.Text("staged"),
                       .final_path = output.Text("final"),
                       .table = output.Text("table"),
                       .partition = output.Text("partition"),
                       .rows = output.Count("rows"),
                       .bytes = output.Count("bytes")});
  }
  return outputs;
}

}  // namespace millrace
