// millrace erase: removes a person's rows from every table.
#include <map>
#include <memory>

#include "cli/command.h"
#include "cli/job_run.h"
#include "cli/report_lines.h"
#include "cli/upkeep_print.h"
#include "core/json_object.h"
#include "core/log.h"
#include "core/quantity.h"
#include "pipeline/report_json.h"
#include "project/lake_upkeep.h"

namespace millrace {
namespace {

constexpr const char* kKeptByErase =
    "a finished erasure is listed by `millrace status --erasures`; otherwise nothing was erased, repeat the command";

struct EraseFlags {
  ConfigFlags config;
  std::string user;
  bool dry_run = false;
  JobFlags job;
};

std::map<std::string, uint64_t> RowsByTable(const ErasePlan& plan) {
  std::map<std::string, uint64_t> rows;
  for (const FileToErase& each : plan.files) rows[std::string(TableOf(each.table).name)] += each.rows;
  return rows;
}

uint64_t SumOf(const std::map<std::string, uint64_t>& rows) {
  uint64_t sum = 0;
  for (const auto& [table, count] : rows) sum += count;
  return sum;
}

std::string PlanJson(const ErasePlan& plan) {
  JsonObject rows;
  for (const auto& [table, count] : RowsByTable(plan)) rows.Field(table, count);
  std::vector<std::string> files;
  files.reserve(plan.files.size());
  uint64_t bytes = 0;
  for (const FileToErase& each : plan.files) {
    bytes += each.file.file.size;
    files.push_back(JsonObject()
                        .Field("table", TableOf(each.table).name)
                        .Field("path", each.file.file.path)
                        .Field("bytes", each.file.file.size)
                        .Field("rows_erased", each.rows)
                        .Finish());
  }
  return JsonObject()
      .Field("dry_run", true)
      .Json("rows_erased", rows.Finish())
      .Field("lake_files_replaced", plan.files.size())
      .Field("bytes_replaced", bytes)
      .Field("other_devices", plan.devices.size())
      .Json("erased_from", JsonArray(files))
      .Finish();
}

std::string PlanText(const CommandLine& line, const ErasePlan& plan) {
  if (plan.files.empty()) return "nobody found: nothing to erase\n";
  std::vector<std::vector<Cell>> rows;
  rows.reserve(plan.files.size());
  for (const FileToErase& each : plan.files) {
    rows.push_back({Cell::Text(std::string(TableOf(each.table).name)), Cell::Number(FormatCount(each.rows)),
                    Cell::Text(each.file.file.path)});
  }
  return "would erase " + Plural(SumOf(RowsByTable(plan)), "row") + " from " + Plural(plan.files.size(), "file") +
         "\n" + RenderTable({"table", "rows", "file"}, rows, StyleForStdout(line, "table"));
}

// `erased 12 rows (event_v2 10, user_v2 2) from 3 files, 1.2 MB, …` and how to see the proof.
std::string ReportText(const RunReport& report) {
  if (report.runs == 0) return "nobody found: nothing was erased\n";
  std::string tables;
  for (const auto& [table, count] : report.rows_erased) {
    tables.append(tables.empty() ? "" : ", ").append(table).append(" ").append(FormatCount(count));
  }
  std::string text = "erased " + Plural(SumOf(report.rows_erased), "row") + " (" + tables + ") from " +
                     FilesAndSize(report.rewrite.files_replaced, report.rewrite.bytes_replaced);
  if (report.lake_files > 0) text += ", into " + FilesAndSize(report.lake_files, report.bytes_out);
  return text + "\nproof kept under job " + report.job_id + "; `millrace status --erasures` prints it\n";
}

void TellDevices(const ErasePlan& plan) {
  if (plan.devices.empty()) return;
  LogInfo("seen as a user id on " + FormatCount(plan.devices.size()) +
          (plan.devices.size() == 1 ? " device" : " devices") +
          "; rows of a device without this id remain until its user_pseudo_id is erased, too");
}

int RunErase(const CommandLine& line, const EraseFlags& flags) {
  Project project(flags.config.LoadForJobs());
  if (flags.dry_run) {
    const ErasePlan plan = ErasureOf(project, flags.user);
    PrintToStdout(flags.job.json ? PlanJson(plan) + "\n" : PlanText(line, plan));
    TellDevices(plan);
    return kExitDone;
  }
  const RunReport report =
      RunWithProgress(line, {"erasing", kKeptByErase, flags.job.wait.patience()},
                      [&](const JobControl& control) { return ErasePerson(project, flags.user, control); });
  if (report.recovered > 0) LogInfo("recovered from a crash: " + Plural(report.recovered, "unfinished job"));
  PrintToStdout(flags.job.json ? ReportJson(report, JobKind::kErase) + "\n" : ReportText(report));
  return kExitDone;
}

}  // namespace

void RegisterErase(CommandLine& line) {
  auto flags = std::make_shared<EraseFlags>();
  CLI::App& command =
      AddCommand(line.root, "erase", "Remove a person from every table of the lake and the rejects, with a proof",
                 {"millrace erase --user 8f31c0 --dry-run # list the files that contain the person",
                  "millrace erase --user 8f31c0 && millrace status --erasures"});
  flags->config.AddTo(command);
  AddFlag(command, "-u,--user", flags->user, "ID", "Rows with this user_pseudo_id or user_id, or its pseudonym")
      ->required()
      ->check([](const std::string& id) { return id.empty() ? std::string("expected an id") : std::string(); });
  AddSwitch(command, "-n,--dry-run", flags->dry_run, "Print which files contain the person, change nothing");
  flags->job.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunErase(line, *flags); }; });
}

}  // namespace millrace
