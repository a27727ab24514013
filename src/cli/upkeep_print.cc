#include "cli/upkeep_print.h"

#include "cli/report_lines.h"
#include "cli/table_print.h"
#include "core/json_object.h"
#include "core/log.h"
#include "core/quantity.h"
#include "core/time.h"
#include "pipeline/report_json.h"

namespace millrace {
namespace {

struct Sum {
  uint64_t files = 0;
  uint64_t bytes = 0;
};

Sum SumOf(const std::vector<PartitionChange>& changes) {
  Sum sum;
  for (const PartitionChange& change : changes) {
    sum.files += change.files;
    sum.bytes += change.bytes;
  }
  return sum;
}

std::string RenderChanges(const CommandLine& line, const std::string& verb,
                          const std::vector<PartitionChange>& changes) {
  if (changes.empty()) return "nothing to " + verb + "\n";
  const Sum sum = SumOf(changes);
  std::vector<std::vector<Cell>> rows;
  rows.reserve(changes.size());
  for (const PartitionChange& change : changes) {
    rows.push_back({Cell::Text(std::string(TableOf(change.table).name)),
                    Cell::Text(change.day ? FormatDay(*change.day) : "all days"),
                    Cell::Text(change.app.empty() ? "(no app)" : change.app), Cell::Number(FormatCount(change.files)),
                    Cell::Text(FormatSize(change.bytes))});
  }
  return "would " + verb + " " + FilesAndSize(sum.files, sum.bytes) + "\n" +
         RenderTable({"table", "day", "app", "files", "size"}, rows, StyleForStdout(line, "table"));
}

// Expired files are removed; the other commands write their rows to new files.
bool Replaces(JobKind kind) {
  return kind != JobKind::kExpire;
}

std::string ChangesJson(JobKind kind, const std::vector<PartitionChange>& changes) {
  const char* const files = Replaces(kind) ? "lake_files_replaced" : "lake_files_removed";
  const char* const bytes = Replaces(kind) ? "bytes_replaced" : "bytes_removed";
  std::vector<std::string> partitions;
  partitions.reserve(changes.size());
  for (const PartitionChange& change : changes) {
    partitions.push_back(JsonObject()
                             .Field("table", TableOf(change.table).name)
                             .FieldOrNull("app", change.app)
                             .FieldOrNull("day", change.day ? FormatDay(*change.day) : "")
                             .Field(files, change.files)
                             .Field(bytes, change.bytes)
                             .Finish());
  }
  const Sum sum = SumOf(changes);
  return JsonObject()
      .Field("dry_run", true)
      .Field(files, sum.files)
      .Field(bytes, sum.bytes)
      .Json("partitions", JsonArray(partitions))
      .Finish();
}

}  // namespace

std::string FilesAndSize(uint64_t files, uint64_t bytes) {
  return FormatCount(files) + (files == 1 ? " file, " : " files, ") + FormatSize(bytes);
}

int PrintChanges(const CommandLine& line, const UpkeepWords& words, const std::vector<PartitionChange>& changes,
                 bool json) {
  PrintToStdout(json ? ChangesJson(words.kind, changes) + "\n" : RenderChanges(line, words.verb, changes));
  return kExitDone;
}

void PrintRewrite(const UpkeepWords& words, const RunReport& report, bool json) {
  if (report.recovered > 0) {
    LogInfo("recovered from a crash: " + Plural(report.recovered, "unfinished job"));
  }
  if (json) {
    PrintToStdout(ReportJson(report, words.kind) + "\n");
  } else if (report.runs == 0) {
    PrintToStdout("nothing to " + words.verb + "\n");
  } else {
    std::string text = words.done + " " + FilesAndSize(report.rewrite.files_replaced, report.rewrite.bytes_replaced);
    if (report.lake_files > 0) text += ", into " + FilesAndSize(report.lake_files, report.bytes_out);
    PrintToStdout(text + ", in " + Plural(report.runs, "job") + "\n");
  }
}

}  // namespace millrace
