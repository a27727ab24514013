#include "project/status.h"

#include "workflow/schedule.h"

#include "ledger/held_lease.h"
#include "pipeline/lake_view.h"
#include "pipeline/process_workflow.h"
#include "project/project_parts.h"

namespace millrace {
namespace {

void AddSchedule(Ledger& ledger, ProjectStatus& status) {
  status.scheduled = UnfinishedRun(ledger, kProcessWorkflow);
  status.schedule = ledger.schedules().Find(kProcessWorkflow);
  if (!status.schedule) return;
  status.next_run = NextRun(ParseSchedule(status.schedule->expression, "schedule"),
                            TimeZone(status.schedule->time_zone), status.schedule->anchor, status.schedule->handled);
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
  AddSchedule(*ledger, status);
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
