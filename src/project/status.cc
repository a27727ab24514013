#include "project/status.h"

#include "workflow/engine.h"
#include "workflow/schedule.h"

#include "ledger/held_lease.h"
#include "pipeline/lake_view.h"
#include "project/app_models.h"
#include "project/project_parts.h"
#include "project/project_warehouse.h"
#include "project/workflows.h"

namespace millrace {

std::vector<WorkflowStatus> WorkflowStatusOf(const Config& config, Ledger& ledger) {
  std::vector<WorkflowStatus> workflows;
  for (const ProjectWorkflow& each : ProjectWorkflows(config)) {
    WorkflowStatus& workflow = workflows.emplace_back();
    workflow.name = each.name;
    if (const auto run = UnfinishedRun(ledger, each.name)) workflow.run = DetailsOf(ledger, *run);
    workflow.schedule = ledger.schedules().Find(each.name);
    if (!workflow.schedule) continue;
    workflow.next_run =
        NextRun(ParseSchedule(workflow.schedule->expression, "schedule"), TimeZone(workflow.schedule->time_zone),
                workflow.schedule->anchor, workflow.schedule->handled);
  }
  return workflows;
}

std::vector<TableSize> TableSizesOf(Project& project, Ledger& ledger) {
  std::vector<TableId> tables;
  for (const Table& table : AllTables()) tables.push_back(table.id);
  const auto committed =
      CommittedFiles(project.files(), ledger, project.config().lake, project.config().project, tables);
  std::vector<TableSize> sizes;
  for (size_t i = 0; i < tables.size(); ++i) {
    TableSize size{.table = tables[i], .files = committed[i].size()};
    for (const CommittedFile& each : committed[i]) size.bytes += each.file.size;
    sizes.push_back(size);
  }
  return sizes;
}

WarehouseStatus WarehouseStatusOf(Project& project, Ledger& ledger) {
  WarehouseStatus status;
  status.waiting = FilesToLoad(ledger);
  for (const LoadItemCounts& counts : ledger.load_items().Counts()) {
    const auto of = [&](LoadState state) { return counts.files[static_cast<size_t>(state)]; };
    status.files_loaded += of(LoadState::kLoaded);
    status.files_failed += of(LoadState::kFailed);
    status.files_given_up += counts.given_up;
    status.files_unknown_app += of(LoadState::kUnknownApp);
  }
  if (status.files_failed > 0)
    status.failed = ledger.load_items().InState(LoadState::kFailed, "", "", kFailedFilesShown);
  status.last_load_ns = ledger.warehouse_marks().Loads().at_ns;
  if (const auto models = ledger.warehouse_marks().Find(kModelLease)) status.last_models_ns = models->at_ns;
  status.left_out = ModelsOf(project).left_out();
  status.are_models_current = !ModelsMayHaveWork(project, ledger);
  return status;
}

WaitingFiles WarehouseStatus::Waiting() const {
  WaitingFiles all;
  for (const WaitingFiles& table : waiting) {
    all.files += table.files;
    all.bytes += table.bytes;
  }
  return all;
}

ProjectStatus StatusOf(Project& project, size_t jobs) {
  const Config& config = project.config();
  ProjectStatus status;
  const auto ledger = project.OpenLedgerToRead();
  status.summary = ledger->Summary();
  status.jobs = ledger->jobs().Recent(jobs);
  status.workflows = WorkflowStatusOf(config, *ledger);
  status.holder = LeaseWatch(ledger->leases(), std::string(kProjectLease)).Holder();
  status.raw_folder_exists = project.files().Stat(config.raw).has_value();
  if (status.raw_folder_exists) {
    status.plan = PlanProcess(project.files(), *ledger, PipelineOptionsOf(config),
                              {.max_bytes_per_run = config.processing.max_bytes_per_run});
  }
  status.tables = TableSizesOf(project, *ledger);
  if (HasWarehouse(config)) status.warehouse = WarehouseStatusOf(project, *ledger);
  return status;
}

std::vector<std::string> ErasuresOf(const Project& project) {
  return project.OpenLedgerToRead()->outputs().Erasures();
}

}  // namespace millrace
