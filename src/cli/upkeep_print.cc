#include "cli/upkeep_print.h"

#include "cli/command.h"
#include "cli/table_print.h"
#include "cli/terminal.h"
#include "core/json_object.h"
#include "core/log.h"
#include "core/quantity.h"
#include "core/time.h"

namespace millrace {
namespace {

std::string FilesAndSize(uint64_t files, uint64_t bytes) {
  return FormatCount(files) + (files == 1 ? " file, " : " files, ") + FormatSize(bytes);
}

std::string RenderChanges(const std::string& verb, const std::vector<PartitionChange>& changes) {
  if (changes.empty()) return "nothing to " + verb + "\n";
  uint64_t files = 0;
  uint64_t bytes = 0;
  for (const PartitionChange& change : changes) {
    files += change.files;
    bytes += change.bytes;
  }
  std::string out = "would " + verb + " " + FilesAndSize(files, bytes) + "\n";
  for (const PartitionChange& change : changes) {
    std::string table(TableOf(change.table).name);
    table.resize(8, ' ');
    out += "  " + table + "  " + (change.day ? FormatDay(*change.day) : "all days  ") + "  " +
           (change.app.empty() ? "(no app)" : change.app) + "  " + FilesAndSize(change.files, change.bytes) + "\n";
  }
  return out;
}

std::string ChangesJson(const std::string& verb, const std::vector<PartitionChange>& changes) {
  std::vector<std::string> partitions;
  partitions.reserve(changes.size());
  for (const PartitionChange& change : changes) {
    JsonObject object;
    object.Field("table", TableOf(change.table).name).Field("app", change.app);
    if (change.day) {
      object.Field("day", FormatDay(*change.day));
    } else {
      object.Json("day", "null");
    }
    partitions.push_back(object.Field("files", change.files).Field("bytes", change.bytes).Finish());
  }
  return JsonObject().Json("dry_run", "true").Field("command", verb).Json("partitions", JsonArray(partitions)).Finish();
}

}  // namespace

int PrintChanges(const std::string& verb, const std::vector<PartitionChange>& changes, bool json) {
  PrintToStdout(json ? ChangesJson(verb, changes) + "\n" : RenderChanges(verb, changes));
  return kExitDone;
}

void PrintRewrite(const RunReport& report, const std::string& done, bool json) {
  if (report.recovered > 0) {
    LogInfo("recovered from a crash: " + FormatCount(report.recovered) + " unfinished job" +
            (report.recovered == 1 ? "" : "s"));
  }
  if (json) {
    PrintToStdout(ToJson(report) + "\n");
  } else if (report.runs == 0) {
    PrintToStdout("nothing to do\n");
  } else {
    std::string text = done + " " + FilesAndSize(report.rewrite.files_replaced, report.rewrite.bytes_replaced);
    if (report.lake_files > 0) text += ", into " + FilesAndSize(report.lake_files, report.bytes_out);
    PrintToStdout(text + ", in " + FormatCount(report.runs) + (report.runs == 1 ? " job\n" : " jobs\n"));
  }
}

}  // namespace millrace
