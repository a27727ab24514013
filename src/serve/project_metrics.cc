#include "serve/project_metrics.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>

#include <simdjson.h>

#include "core/store_address.h"
#include "core/time.h"
#include "project/status.h"

namespace millrace {
namespace {

constexpr size_t kJobsLookedAt = 100;

double SecondsOf(int64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / kNanosecondsPerSecond;
}

void SetDisk(MetricRegistry& registry, const std::string& place, const std::string& path) {
  if (IsStoreAddress(path)) return;
  std::error_code error;
  const auto space = std::filesystem::space(path, error);
  if (!error) registry.Gauge("millrace_disk_free_bytes", {{"place", place}}).Set(static_cast<double>(space.available));
}

void SetWaiting(MetricRegistry& registry, const Plan& plan) {
  int64_t oldest = 0;
  for (const auto& run : plan.runs) {
    for (const PlannedFile& file : run) {
      if (oldest == 0 || file.info.modified_ns < oldest) oldest = file.info.modified_ns;
    }
  }
  registry.Gauge("millrace_raw_files_waiting").Set(static_cast<double>(plan.files));
  registry.Gauge("millrace_raw_bytes_waiting").Set(static_cast<double>(plan.bytes));
  registry.Gauge("millrace_oldest_waiting_timestamp_seconds").Set(SecondsOf(oldest));
  registry.Gauge("millrace_raw_files_quarantined").Set(static_cast<double>(plan.quarantined));
}

void SetLastJob(MetricRegistry& registry, const std::vector<LedgerJob>& jobs) {
  const auto is_committed = [](const LedgerJob& job) { return job.state == JobState::kCommitted; };
  const auto last = std::ranges::find_if(jobs, is_committed);
  registry.Gauge("millrace_last_job_timestamp_seconds").Set(last == jobs.end() ? 0 : SecondsOf(last->finished_ns));
  const auto run = std::ranges::find_if(
      jobs, [&](const LedgerJob& job) { return is_committed(job) && job.kind == JobKind::kProcess; });
  if (run == jobs.end()) return;
  simdjson::dom::parser parser;
  simdjson::dom::element report;
  if (parser.parse(run->counters).get(report) != simdjson::SUCCESS) return;
  const auto number = [&](const char* name) {
    double value = 0;
    return report[name].get(value) == simdjson::SUCCESS ? value : 0;
  };
  registry.Gauge("millrace_last_run_events").Set(number("events_read"));
  registry.Gauge("millrace_last_run_rejected").Set(number("events_rejected"));
}

void SetWorkflows(MetricRegistry& registry, const std::vector<WorkflowStatus>& workflows) {
  for (const WorkflowStatus& each : workflows) {
    const bool is_parked = each.run && each.run->run.state == WorkflowState::kParked;
    registry.Gauge("millrace_runs_parked", {{"workflow", each.name}}).Set(is_parked ? 1 : 0);
    registry.Gauge("millrace_next_run_timestamp_seconds", {{"workflow", each.name}})
        .Set(static_cast<double>(each.next_run.value_or(0)));
  }
}

}  // namespace

void ReadProjectMetrics(Project& project, MetricRegistry& registry) {
  const ProjectStatus status = StatusOf(project, kJobsLookedAt);
  registry.Gauge("millrace_jobs_committed").Set(static_cast<double>(status.summary.jobs_committed));
  registry.Gauge("millrace_jobs_failed").Set(static_cast<double>(status.summary.jobs_failed));
  registry.Gauge("millrace_raw_files_done").Set(static_cast<double>(status.summary.files_done));
  registry.Gauge("millrace_raw_bytes_done").Set(static_cast<double>(status.summary.bytes_done));
  SetLastJob(registry, status.jobs);
  SetWaiting(registry, status.plan);
  SetWorkflows(registry, status.workflows);
  if (status.warehouse) {
    const WarehouseStatus& warehouse = *status.warehouse;
    registry.Gauge("millrace_load_files_waiting").Set(static_cast<double>(warehouse.Waiting().files));
    registry.Gauge("millrace_load_files_failed").Set(static_cast<double>(warehouse.files_failed));
    registry.Gauge("millrace_last_load_timestamp_seconds").Set(SecondsOf(warehouse.last_load_ns));
    registry.Gauge("millrace_last_models_timestamp_seconds").Set(SecondsOf(warehouse.last_models_ns));
  }
  const Config& config = project.config();
  SetDisk(registry, "state", config.state);
  SetDisk(registry, "lake", config.lake);
  SetDisk(registry, "raw", config.raw);
  registry.Gauge("millrace_status_timestamp_seconds").SetToCurrentTime();
}

}  // namespace millrace
