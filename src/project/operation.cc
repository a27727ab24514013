#include "project/operation.h"

#include <map>
#include <utility>

#include "workflow/schedule.h"

#include "ledger/held_lease.h"
#include "project/project_warehouse.h"
#include "project/workflows.h"

namespace millrace {
namespace {

std::map<std::string, std::string> ConfiguredSchedules(Project& project, Ledger& ledger) {
  MachineClock clock{std::stop_token()};
  const JobControl control;
  std::map<std::string, std::string> schedules;
  const WorkflowSurroundings surroundings{.project = project,
                                          .ledger = ledger,
                                          .clock = clock,
                                          .control = control,
                                          .log = {},
                                          .warn = {},
                                          .note_left_behind = {}};
  for (const auto& [name, workflow] : MakeWorkflows(surroundings)) schedules[name] = workflow.schedule;
  return schedules;
}

std::vector<int64_t> NextRunsOf(const std::optional<ScheduleState>& schedule) {
  if (!schedule) return {};
  return NextRuns(ParseSchedule(schedule->expression, "schedule"), TimeZone(schedule->time_zone), schedule->anchor,
                  schedule->handled, kNextRunsShown);
}

}  // namespace

OperationOverview OverviewOf(Project& project, FolderListings& listings, const std::stop_token& stop) {
  const Config& config = project.config();
  OperationOverview overview;
  overview.listing = listings.Newest(stop);
  const auto ledger = project.OpenLedgerToRead();
  overview.holder = LeaseWatch(ledger->leases(), std::string(kProjectLease)).Holder();
  overview.time_zone = config.schedule.time_zone;
  const auto schedules = ConfiguredSchedules(project, *ledger);
  for (WorkflowStatus& each : WorkflowStatusOf(config, *ledger)) {
    WorkflowOverview& workflow = overview.workflows.emplace_back();
    workflow.schedule = schedules.at(each.name);
    workflow.is_served = !LeaseWatch(ledger->leases(), WorkflowLease(each.name)).Holder().empty();
    if (!workflow.schedule.empty()) workflow.next_runs = NextRunsOf(each.schedule);
    workflow.status = std::move(each);
  }
  std::vector<LedgerJob> newest = ledger->jobs().Recent(1);
  if (!newest.empty()) overview.last_job = std::move(newest[0]);
  if (HasWarehouse(config)) overview.warehouse = WarehouseStatusOf(project, *ledger);
  return overview;
}

JobPage PageOfJobs(const Project& project, const JobFilter& filter, size_t limit, size_t offset) {
  const auto ledger = project.OpenLedgerToRead();
  return {.jobs = ledger->jobs().Recent(limit, filter, offset), .total = ledger->jobs().Count(filter)};
}

std::optional<LedgerJob> FindJob(const Project& project, const std::string& id) {
  return project.OpenLedgerToRead()->jobs().Find(id);
}

}  // namespace millrace
