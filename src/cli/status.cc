// millrace status: shows what was done, what is unread, and what failed.
#include "project/status.h"

#include <algorithm>
#include <memory>

#include "cli/command.h"
#include "cli/plan_print.h"
#include "cli/report_lines.h"
#include "cli/run_history.h"
#include "cli/workflow_print.h"
#include "core/error.h"
#include "core/integer_text.h"
#include "core/json_object.h"
#include "core/one_line.h"
#include "core/quantity.h"
#include "core/time.h"
#include "core/utf8.h"
#include "core/warehouse_address.h"
#include "pipeline/process_workflow.h"
#include "pipeline/report_json.h"
#include "warehouse/ddl.h"

namespace millrace {
namespace {

struct StatusFlags {
  ConfigFlags config;
  std::string runs;      // how many; empty without a number
  bool history = false;  // --runs was given
  bool json = false;
  bool erasures = false;
};

constexpr size_t kRunsShown = 5;
constexpr size_t kRunsOfHistory = 20;

const WorkflowStatus& Processing(const ProjectStatus& status) {
  return *std::ranges::find(status.workflows, kProcessWorkflow, &WorkflowStatus::name);
}

std::string TimeOf(const std::optional<int64_t>& seconds) {
  return seconds ? FormatInstant(*seconds * 1'000'000'000) : "";
}

std::string ScheduleJson(const ProjectStatus& status) {
  const WorkflowStatus& processing = Processing(status);
  if (!processing.schedule) return "null";
  JsonObject object;
  object.Field("process", processing.schedule->expression).Field("time_zone", processing.schedule->time_zone);
  object.FieldOrNull("next", TimeOf(processing.next_run));
  return object.Finish();
}

std::string WorkflowsJson(const ProjectStatus& status) {
  std::vector<std::string> workflows;
  workflows.reserve(status.workflows.size());
  for (const WorkflowStatus& each : status.workflows) {
    workflows.push_back(JsonObject()
                            .Field("name", each.name)
                            .FieldOrNull("schedule", each.schedule ? each.schedule->expression : "")
                            .FieldOrNull("time_zone", each.schedule ? each.schedule->time_zone : "")
                            .FieldOrNull("next", TimeOf(each.next_run))
                            .FieldOrNull("run", each.run ? each.run->run.id : "")
                            .FieldOrNull("run_state", each.run ? WorkflowStateName(each.run->run.state) : "")
                            .Finish());
  }
  return JsonArray(workflows);
}

std::string WarehouseJson(const Config& config, const WarehouseStatus& warehouse) {
  JsonObject waiting;
  for (const TableId table : kLoadedTables) {
    const WaitingFiles& files = warehouse.waiting[static_cast<size_t>(table)];
    waiting.Json(TableOf(table).name, JsonObject().Field("files", files.files).Field("bytes", files.bytes).Finish());
  }
  std::vector<std::string> failed;
  failed.reserve(warehouse.failed.size());
  for (const LoadItem& file : warehouse.failed) {
    failed.push_back(JsonObject()
                         .Field("file", file.path)
                         .Field("error", file.error)
                         .Field("attempts", file.attempts)
                         .Field("given_up", file.attempts >= kLoadAttempts)
                         .Finish());
  }
  std::vector<std::string> left_out;
  left_out.reserve(warehouse.left_out.size());
  for (const FailedModel& file : warehouse.left_out) {
    left_out.push_back(JsonObject().Field("model", file.model).Field("error", file.error).Finish());
  }
  const auto time = [](int64_t ns) { return ns > 0 ? FormatInstant(ns) : std::string(); };
  return JsonObject()
      .Field("uri", MaskedUri(config.warehouse.uri))
      .Json("waiting", waiting.Finish())
      .Field("files_loaded", warehouse.files_loaded)
      .Field("files_failed", warehouse.files_failed)
      .Field("files_given_up", warehouse.files_given_up)
      .Field("files_unknown_app", warehouse.files_unknown_app)
      .Json("failed", JsonArray(failed))
      .FieldOrNull("last_load", time(warehouse.last_load_ns))
      .FieldOrNull("last_models", time(warehouse.last_models_ns))
      .Field("models_current", warehouse.are_models_current)
      .Json("models_left_out", JsonArray(left_out))
      .Finish();
}

std::string WarehouseText(const Config& config, const WarehouseStatus& warehouse, bool color) {
  std::string out = "\n" + Paint("warehouse " + MaskedUri(config.warehouse.uri), Color::kBold, color) + "\n";
  const auto plural = [](uint64_t count) { return FormatCount(count) + (count == 1 ? " file" : " files"); };
  out += "  loaded    " + plural(warehouse.files_loaded) +
         (warehouse.last_load_ns > 0 ? ", last at " + FormatInstant(warehouse.last_load_ns) : "") + "\n";
  if (const WaitingFiles all = warehouse.Waiting(); all.files > 0) {
    out += "  waiting   " + plural(all.files) + ", " + FormatSize(all.bytes) + ":";
    for (const TableId table : kLoadedTables) {
      const uint64_t files = warehouse.waiting[static_cast<size_t>(table)].files;
      if (files > 0) out += " " + FormatCount(files) + " of " + std::string(TableOf(table).name) + ",";
    }
    out.back() = '\n';
  }
  for (const LoadItem& file : warehouse.failed) {
    out += "  failed    " + file.path + ", " + std::to_string(file.attempts) +
           (file.attempts == 1 ? " attempt: " : " attempts: ") + OneLine(file.error) + "\n";
  }
  if (warehouse.files_failed > warehouse.failed.size()) {
    out += "  failed    " + FormatCount(warehouse.files_failed - warehouse.failed.size()) + " more\n";
  }
  if (warehouse.files_unknown_app > 0) {
    out += "  no schema " + plural(warehouse.files_unknown_app) + " of apps that the warehouse does not know\n";
  }
  if (warehouse.files_loaded > 0) {
    out += "  models    " +
           (warehouse.last_models_ns > 0 ? "last run at " + FormatInstant(warehouse.last_models_ns) : "never run") +
           (warehouse.are_models_current ? ", nothing new since" : ", something new since") + "\n";
  }
  for (const FailedModel& file : warehouse.left_out) out += "  left out  " + OneLine(file.error) + "\n";
  return out;
}

std::string StatusJson(const Config& config, const ProjectStatus& status) {
  std::vector<std::string> jobs;
  jobs.reserve(status.jobs.size());
  for (const LedgerJob& job : status.jobs) jobs.push_back(JobJson(job));
  JsonObject tables;
  for (const TableSize& each : status.tables) {
    tables.Json(TableOf(each.table).name,
                JsonObject().Field("lake_files", each.files).Field("bytes", each.bytes).Finish());
  }
  return JsonObject()
      .Field("project", config.project)
      .FieldOrNull("config", config.file)
      .Field("raw", config.raw)
      .Field("lake", config.lake)
      .Field("state", config.state)
      .Field("raw_found", status.raw_folder_exists)
      .Field("files_done", status.summary.files_done)
      .Field("bytes_done", status.summary.bytes_done)
      .Field("files_unread", status.plan.files)
      .Field("bytes_unread", status.plan.bytes)
      .Field("files_unsettled", status.plan.unsettled.size())
      .Field("files_ignored", status.plan.ignored)
      .Field("days_not_listed", status.plan.days_not_listed)
      .Json("files_failing", FailingFilesJson(status.plan.failing))
      .Json("folders_unlisted", FoldersUnlistedJson(status.plan.unlisted))
      .Field("files_in_progress", status.plan.in_progress)
      .Json("files_changed", ChangedFilesJson(status.plan.changed))
      .Field("jobs_committed", status.summary.jobs_committed)
      .Field("jobs_failed", status.summary.jobs_failed)
      .Field("rejects_replayed", status.summary.rejects_replayed)
      .FieldOrNull("running", status.holder)
      .Json("schedule", ScheduleJson(status))
      .Json("scheduled_run", Processing(status).run ? WorkflowJson(*Processing(status).run) : "null")
      .Json("workflows", WorkflowsJson(status))
      .Json("tables", tables.Finish())
      .Json("warehouse", status.warehouse ? WarehouseJson(config, *status.warehouse) : "null")
      .Json("jobs", JsonArray(jobs))
      .Finish();
}

std::string StatusText(const CommandLine& line, const Config& config, const ProjectStatus& status, bool history) {
  const bool color = line.Color(stdout);
  const auto files = [](uint64_t count, uint64_t bytes) {
    return FormatCount(count) + (count == 1 ? " file, " : " files, ") + FormatSize(bytes);
  };
  std::string out = Paint("project " + config.project, Color::kBold, color) + "\n";
  out += "  read      " + files(status.summary.files_done, status.summary.bytes_done) + "\n";
  out += "  unread    " +
         (status.raw_folder_exists ? files(status.plan.files, status.plan.bytes)
                                   : "the raw directory does not exist: " + config.raw) +
         "\n";
  if (!status.plan.unsettled.empty()) {
    out += "  settling  " + Plural(status.plan.unsettled.size(), "file") + ", modified just now\n";
  }
  for (const FailingFile& file : status.plan.failing) {
    out += std::string(file.quarantined() ? "  quarantined " : "  failing   ") + ShownName(file.path) + ", " +
           std::to_string(file.failures) + (file.failures == 1 ? " failure: " : " failures: ") + file.reason + "\n";
  }
  for (const UnlistedFolder& folder : status.plan.unlisted) {
    out += "  unlisted  " + folder.reason + "\n";
  }
  if (status.plan.ignored > 0) out += "  skipped   " + Plural(status.plan.ignored, "file") + ", by name\n";
  if (status.plan.days_not_listed > 0) {
    out += "  finished  " + Plural(status.plan.days_not_listed, "day") + ", not listed\n";
  }
  if (status.plan.in_progress > 0) {
    out += "  claimed   " + Plural(status.plan.in_progress, "file") +
           (status.holder.empty() ? ", by an interrupted job; the next run takes care of them\n"
                                  : ", by the job in progress\n");
  }
  for (const ChangedFile& file : status.plan.changed) {
    if (!file.told) out += "  changed   " + ShownName(file.name) + " since it was read: " + file.What() + "\n";
  }
  if (status.summary.rejects_replayed > 0) {
    out += "  replayed  " + Plural(status.summary.rejects_replayed, "reject") + "\n";
  }
  if (!status.holder.empty()) out += "  running   " + status.holder + "\n";
  for (const WorkflowStatus& each : status.workflows) {
    const std::string name = each.name == kProcessWorkflow ? "" : each.name + " ";
    if (each.schedule) {
      out += "  schedule  " + name + each.schedule->expression + " in " + each.schedule->time_zone +
             (each.next_run ? ", next " + TimeOf(each.next_run) : ", no more times") + "\n";
    }
    if (each.run) out += "  scheduled run " + name + each.run->run.id + ": " + WorkflowSentence(*each.run) + "\n";
  }
  out += "\n" + Paint("lake in " + config.lake, Color::kBold, color) + "\n";
  for (const TableSize& each : status.tables) {
    std::string name(TableOf(each.table).name);
    name.resize(10, ' ');
    out += "  " + name + files(each.files, each.bytes) + "\n";
  }
  if (status.warehouse) out += WarehouseText(config, *status.warehouse, color);
  if (status.jobs.empty()) return out + "\nno runs yet\n";
  out += "\n";
  if (history) return out + RenderHistory(status.jobs, StyleForStdout(line, "table"));
  std::vector<std::vector<Cell>> rows;
  for (const LedgerJob& job : status.jobs) {
    const bool finished = job.finished_ns > job.started_ns;
    rows.push_back(
        {Cell::Text(job.id), Cell::Text(std::string(JobKindName(job.kind))),
         Cell::Text(std::string(JobStateName(job.state))), Cell::Text(FormatInstant(job.started_ns)),
         finished ? Cell::Text(FormatDuration((job.finished_ns - job.started_ns) / 1'000'000)) : Cell::Null(),
         FaultCell(job)});
  }
  std::vector<std::string> titles = {"job", "kind", "state", "started", "time", "error"};
  // An empty last column would make the table wider than a terminal of 80 columns.
  if (std::ranges::all_of(rows, [](const auto& row) { return row.back().kind == Cell::Kind::kNull; })) {
    titles.pop_back();
    for (auto& row : rows) row.pop_back();
  }
  return out + RenderTable(titles, rows, StyleForStdout(line, "table"));
}

int RunStatus(const CommandLine& line, const StatusFlags& flags) {
  Project project(flags.config.LoadExisting());
  if (flags.erasures) {
    // One proof per line, as it was written.
    for (const std::string& record : ErasuresOf(project)) PrintToStdout(record + "\n");
    return kExitDone;
  }
  size_t count = flags.history ? kRunsOfHistory : kRunsShown;
  if (!flags.runs.empty()) {
    const auto runs = ParseWhole<size_t>(flags.runs);
    if (!runs) throw UserError("--runs: expected a number, found `" + flags.runs + "`");
    count = *runs;
  }
  const ProjectStatus status = StatusOf(project, count);
  PrintToStdout(flags.json ? StatusJson(project.config(), status) + "\n"
                           : StatusText(line, project.config(), status, flags.history));
  return kExitDone;
}

}  // namespace

void RegisterStatus(CommandLine& line) {
  auto flags = std::make_shared<StatusFlags>();
  CLI::App& command =
      AddCommand(line.root, "status", "Show what was read, what is unread, the tables and the last runs",
                 {"millrace status",
                  "millrace status --runs # the history: what each run read, wrote and rejected, and how long it took",
                  "millrace status --json # with the complete report of each run"});
  flags->config.AddTo(command);
  AddFlag(command, "--runs", flags->runs, "[COUNT]",
          "Show the history with all counters: this many runs, newest first; 20 if no number is given")
      ->expected(0, 1);
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  AddSwitch(command, "--erasures", flags->erasures,
            "Print the proofs of all erasures instead, newest first, one JSON object per line");
  command.callback([&line, &command, flags] {
    flags->history = command.count("--runs") > 0;
    line.run = [&line, flags] { return RunStatus(line, *flags); };
  });
}

}  // namespace millrace
