#include "project/scheduled_load.h"

#include <chrono>

#include "workflow/lease_wait.h"

#include "core/json_object.h"
#include "core/one_line.h"
#include "core/quantity.h"
#include "core/time.h"
#include "project/app_models.h"
#include "project/load_service.h"
#include "project/scheduled_models.h"
#include "warehouse/ddl.h"

namespace millrace {
namespace {

// Waits for a load by a command that starts between two checks.
constexpr auto kLoadPatience = std::chrono::seconds(5);
// The key of whether the models follow.
constexpr const char* kModelsFollow = "models_follow";

// A load says what is wrong in lines.
class LoadNotes : public JobObserver {
 public:
  explicit LoadNotes(const WorkflowSurroundings& surroundings) : surroundings_(surroundings) {}
  void OnWait(const std::string& holder) override { surroundings_.log("waiting: " + holder); }
  void OnWarning(const std::string& text) override { surroundings_.warn(text); }

 private:
  const WorkflowSurroundings& surroundings_;
};

std::string LoadedRows(const LoadReport& report) {
  std::string text;
  for (const TableId table : kLoadedTables) {
    const uint64_t rows = report.Of(table).rows.read;
    if (rows > 0) text += (text.empty() ? "" : ", ") + FormatCount(rows) + " of " + std::string(TableOf(table).name);
  }
  return text;
}

void TellOfLoad(const WorkflowSurroundings& surroundings, const std::string& run_id, const LoadReport& report) {
  const TableLoad total = report.Total();
  if (total.files_loaded > 0 || report.retired_jobs > 0) {
    std::string line = "load " + run_id + ": " + FormatCount(total.files_loaded) +
                       (total.files_loaded == 1 ? " file, " : " files, ") + FormatSize(total.bytes_loaded);
    if (const std::string rows = LoadedRows(report); !rows.empty()) line += ", rows: " + rows;
    if (total.rows.deleted > 0) line += ", " + FormatCount(total.rows.deleted) + " deleted";
    surroundings.log(line + ", " + FormatDuration(static_cast<int64_t>(report.seconds * 1000)));
  }
  for (const FailedFile& file : report.failed)
    surroundings.warn("not loaded: " + file.path + ": " + OneLine(file.error));
  if (!report.failed.empty()) surroundings.note_left_behind();
}

bool ModelsFollow(const WorkflowSurroundings& surroundings) {
  const bool is_due =
      surroundings.project.config().models.interval_ms == 0 || !surroundings.ledger.warehouse_marks().Find(kModelLease);
  return is_due && ModelsMayHaveWork(surroundings.project, surroundings.ledger);
}

TaskResult LoadTask(const WorkflowSurroundings& surroundings, const TaskContext& context) {
  LoadReport report;
  // Whoever started the run may have nothing for it.
  if (LoadHasWork(surroundings.project, surroundings.ledger)) {
    WaitForLease(surroundings.ledger, surroundings.clock, kLoadLease, surroundings.log);
    LoadNotes notes(surroundings);
    report = LoadLake(
        surroundings.project, {},
        {.observer = &notes, .patience = kLoadPatience, .drain = surroundings.control.drain, .stop = context.stop});
    TellOfLoad(surroundings, context.run_id, report);
  }
  const TableLoad total = report.Total();
  return {.output = ModelsFollow(surroundings) ? "true" : "false",
          .report = JsonObject()
                        .Field("files", total.files_loaded)
                        .Field("bytes_in", total.bytes_loaded)
                        .Field("rows", total.rows.read)
                        .Field("files_failed", total.files_failed)
                        .Finish()};
}

}  // namespace

Workflow MakeScheduledLoad(const WorkflowSurroundings& surroundings) {
  const Config& config = surroundings.project.config();
  const RetryRule rule{.retries = config.schedule.attempts - 1, .first_delay_ms = config.schedule.retry_delay_ms};
  return {
      .definition =
          {.name = kLoadWorkflow,
           .steps = {{.name = "load",
                      .action = Task{.function = "load", .result = kModelsFollow, .retry = RetryOfSystemErrors(rule)}},
                     {.name = "choose",
                      .action = Choice{{{.path = kModelsFollow, .value = true, .next = "models"}}},
                      .next = std::string(kEnd)},
                     {.name = "models", .action = Task{.workflow = kModelsWorkflow, .awaited = false}}}},
      .functions = {{"load", [surroundings](const TaskContext& context) { return LoadTask(surroundings, context); }}},
      .begin = [surroundings]() -> std::optional<StateData> {
        if (surroundings.project.config().load.scan_lake) ScanForLoads(surroundings.project, surroundings.ledger);
        if (!LoadHasWork(surroundings.project, surroundings.ledger)) return std::nullopt;
        return StateData();
      },
      .schedule = config.schedule.process};
}

}  // namespace millrace
