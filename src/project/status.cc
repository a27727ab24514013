#include "project/status.h"

#include "workflow/engine.h"
#include "workflow/schedule.h"

#include "ledger/held_lease.h"
#include "pipeline/lake_view.h"
#include "project/project_parts.h"
#include "project/workflows.h"

namespace millrace {
namespace {

void AddWorkflows(Ledger& ledger, ProjectStatus& status) {
  for (const ProjectWorkflow& each : ProjectWorkflows()) {
    WorkflowStatus& workflow = status.workflows.emplace_back();
    workflow.name = each.name;
    if (const auto run = UnfinishedRun(ledger, each.name)) workflow.run = DetailsOf(ledger, *run);
    workflow.schedule = ledger.schedules().Find(each.name);
    if (!workflow.schedule) continue;
    workflow.next_run =
        NextRun(ParseSchedule(workflow.schedule->expression, "schedule"), TimeZone(workflow.schedule->time_zone),
                workflow.schedule->anchor, workflow.schedule->handled);
  }
}

void AddTables(Project& project, Ledger& ledger, ProjectStatus& status) {
  std::vector<TableId> tables;
  for (const Table& table : AllTables()) tables.push_back(table.id);
  const auto committed =
      CommittedFiles(project.files(), ledger, project.config().lake, project.config().project, tables);
  for (size_t i = 0; i < tables.size(); ++i) {
    TableSize size{.table = tables[i], .files = committed[i].size()};
    for (const CommittedFile& each : committed[i]) size.bytes += each.file.size;
    status.tables.push_back(size);
  }
}

}  // namespace

ProjectStatus StatusOf(Project& project, size_t jobs) {
  const Config& config = project.config();
  ProjectStatus status;
  const auto ledger = project.OpenLedgerToRead();
  status.summary = ledger->Summary();
  status.jobs = ledger->jobs().Recent(jobs);
  AddWorkflows(*ledger, status);
  status.holder = LeaseWatch(ledger->leases(), std::string(kProjectLease)).Holder();
  status.raw_folder_exists = project.files().Stat(config.raw).has_value();
  if (status.raw_folder_exists) {
    status.plan = PlanProcess(project.files(), *ledger, PipelineOptionsOf(config),
                              {.max_bytes_per_run = config.processing.max_bytes_per_run});
  }
  AddTables(project, *ledger, status);
  return status;
}

std::vector<std::string> ErasuresOf(const Project& project) {
  return project.OpenLedgerToRead()->outputs().Erasures();
}

}  // namespace millrace
