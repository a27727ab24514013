#include "project/load_service.h"

#include <utility>

#include "load/load.h"
#include "load/retired_keys.h"
#include "load/stored_rejects.h"
#include "load/waiting.h"

#include "core/error.h"
#include "core/store_address.h"
#include "lake/partition_path.h"
#include "pipeline/process_job.h"
#include "project/known_places.h"
#include "project/progress_note.h"
#include "project/project_parts.h"
#include "project/project_warehouse.h"
#include "project/scheduled_load.h"
#include "project/spill_folder.h"

namespace millrace {
namespace {

constexpr int64_t kLookBackDayMs = 86'400'000;

LoadOptions LoadOptionsOf(const Config& config, const LoadRequest& request, const JobControl& control) {
  LoadOptions options;
  options.project = config.project;
  options.lake = config.lake;
  for (const Config::App& app : config.apps) {
    options.apps.push_back(app.id);
    options.timezones[FolderApp(app.id)] = app.timezone;
  }
  options.settings.look_back_days = static_cast<int>(config.models.lookback_ms / kLookBackDayMs);
  options.settings.retention_days = config.models.retention_days;
  options.max_apps = static_cast<uint64_t>(config.warehouse.max_apps);
  options.max_files = static_cast<uint64_t>(config.load.max_files);
  options.max_bytes = config.load.max_bytes;
  options.memory_bytes = config.warehouse.memory_bytes;
  options.scan = request.scan;
  options.retry = request.retry;
  options.again = request.again;
  options.notices = request.notices;
  options.keys_folder = RetiredKeysFolder(config.state, config.project);
  options.lock_patience = control.patience;
  options.drain = control.drain;
  options.stop = control.stop;
  if (JobObserver* const observer = control.observer) {
    options.on_wait = [observer](const std::string& holder) { observer->OnWait(holder); };
    options.on_note = [observer](const std::string& line) { observer->OnWarning(line); };
  }
  return options;
}

ProgressCounts CountsOf(const LoadProgress& progress) {
  ProgressCounts counts;
  counts.files_done = progress.files_done;
  counts.files_total = progress.files_total;
  counts.bytes_done = progress.bytes_done;
  counts.bytes_total = progress.bytes_total;
  counts.events = progress.rows;
  return counts;
}

// Jobs that a crash left may have published files, and hold back others.
void FinishJobsIfFree(Project& project, Ledger& ledger) {
  if (ledger.jobs().Unfinished().empty() && ledger.outputs().Retired().empty()) return;
  PipelineOptions options = PipelineOptionsOf(project.config());
  try {
    FinishJobs(project.files(), ledger, options);
  } catch (const SystemError&) {
    // Another process is at work on them; what it commits is loaded the next time.
  }
}

// Rows that are not stored now are stored by the next load.
void StoreRejects(Project& project, Ledger& ledger, const JobControl& control, const std::string& temporary_folder,
                  LoadReport& report) {
  PipelineOptions options = PipelineOptionsOf(project.config());
  options.stop = control.stop;
  try {
    report.rejects_stored = StoreLoadRejects(project.files(), ledger, options, temporary_folder);
  } catch (const std::runtime_error& error) {  // of the machine, or a lake file that cannot be read any more
    if (control.observer == nullptr) return;
    control.observer->OnWarning(std::string("rejected rows are not stored yet, the next load stores them: ") +
                                error.what());
  }
}

}  // namespace

bool LoadHasWork(Project& project, Ledger& ledger) {
  return LoadHasWork(project.files(), ledger, LoadOptionsOf(project.config(), {}, {}));
}

void ScanForLoads(Project& project, Ledger& ledger) {
  ScanForLoads(project.files(), ledger, LoadOptionsOf(project.config(), {}, {}));
}

std::optional<uint64_t> AnnounceForLoads(Project& project, Ledger& ledger, std::vector<LoadItem>& items) {
  JobControl control;
  control.patience = std::chrono::seconds(5);
  return AnnounceForLoads(ledger, LoadOptionsOf(project.config(), {}, control), items);
}

LoadReport LoadLake(Project& project, const LoadRequest& request, const JobControl& control) {
  const Config& config = project.config();
  if (!request.notices.empty() && !IsStoreAddress(config.lake)) {
    throw UserError("notices tell of objects in a store, and `lake` is the directory " + config.lake +
                    "; use --scan to find files that others wrote");
  }
  // No ledger is created where the configuration of the warehouse is wrong.
  auto ledger = OpenLedgerIfExists(project);
  const auto warehouse = OpenProjectWarehouse(
      project,
      [&](const std::string& line) {
        if (control.observer != nullptr) control.observer->OnWait(line);
      },
      control.stop);
  if (ledger == nullptr) ledger = OpenLedgerForJobs(project);
  FinishJobsIfFree(project, *ledger);
  const SpillFolder temporary(config.state);
  LoadOptions options = LoadOptionsOf(config, request, control);
  options.temporary_folder = temporary.path();
  ProgressNote note(config, kLoadWorkflow);
  options.on_progress = [&](const LoadProgress& progress) {
    const ProgressCounts counts = CountsOf(progress);
    note.Tell(counts);
    if (control.observer != nullptr) control.observer->OnProgress(counts);
  };
  LoadReport report = Load(project.files(), *ledger, *warehouse, options);
  StoreRejects(project, *ledger, control, temporary.path(), report);
  return report;
}

}  // namespace millrace
