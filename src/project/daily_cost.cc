#include "project/daily_cost.h"

#include <algorithm>
#include <functional>
#include <map>

#include <simdjson.h>

#include "core/time.h"
#include "project/project_warehouse.h"
#include "project/workflows.h"

namespace millrace {
namespace {

constexpr int64_t kCostDayNs = 86'400 * kNanosecondsPerSecond;

// 0 for what a report does not have: each kind of job has numbers of its own.
double NumberAt(const simdjson::dom::element& report, const char* name) {
  double number = 0;
  return report[name].get(number) == simdjson::SUCCESS ? number : 0;
}

uint64_t CountAt(const simdjson::dom::element& report, const char* name) {
  return static_cast<uint64_t>(std::max(0.0, NumberAt(report, name)));
}

void AddReport(const simdjson::dom::element& report, DailyCost& day) {
  const double seconds = NumberAt(report, "seconds");
  day.raw_files += CountAt(report, "files");
  day.raw_bytes += CountAt(report, "bytes_in");
  day.rows += CountAt(report, "rows_read");
  day.events += CountAt(report, "events_read");
  day.lake_files += CountAt(report, "lake_files");
  day.lake_bytes += CountAt(report, "bytes_out");
  day.seconds += seconds;
  day.core_seconds += seconds * NumberAt(report, "threads");
  day.peak_memory_bytes = std::max(day.peak_memory_bytes, CountAt(report, "peak_memory_bytes"));
  day.usd += NumberAt(report, "cost_usd");
}

int32_t DayOfNs(int64_t time_ns) {
  return static_cast<int32_t>(time_ns / kCostDayNs);
}

void AddAttempt(const WorkflowAttempt& attempt, const WarehouseRate& rate, DailyCost& day) {
  ++day.warehouse_tasks;
  if (attempt.outcome == AttemptOutcome::kFailed) ++day.warehouse_failed;
  if (attempt.finished_ns <= attempt.started_ns) return;
  const double seconds = static_cast<double>(attempt.finished_ns - attempt.started_ns) / kNanosecondsPerSecond;
  const double core_seconds = seconds * rate.threads;
  const double usd = core_seconds / 3600 * rate.usd_per_core_hour;
  day.seconds += seconds;
  day.core_seconds += core_seconds;
  day.usd += usd;
  day.warehouse_core_seconds += core_seconds;
  day.warehouse_usd += usd;
}

}  // namespace

std::vector<DailyCost> DailyCostsOf(std::span<const LedgerJob> jobs, std::span<const AttemptOfWorkflow> attempts,
                                    const WarehouseRate& rate) {
  std::map<int32_t, DailyCost, std::greater<>> days;
  simdjson::dom::parser parser;
  for (const LedgerJob& job : jobs) {
    DailyCost& day = days[DayOfNs(job.started_ns)];
    ++day.jobs;
    const bool has_failed = job.state == JobState::kFailed || job.state == JobState::kAbandoned;
    if (has_failed) ++day.jobs_failed;
    simdjson::dom::element report;
    if (!has_failed && parser.parse(job.counters).get(report) == simdjson::SUCCESS) {
      AddReport(report, day);
    } else if (job.finished_ns > job.started_ns) {
      day.seconds += static_cast<double>(job.finished_ns - job.started_ns) / kNanosecondsPerSecond;
    }
  }
  for (const AttemptOfWorkflow& each : attempts) {
    if (WorksInWarehouse(each.workflow)) AddAttempt(each.attempt, rate, days[DayOfNs(each.attempt.started_ns)]);
  }
  std::vector<DailyCost> newest_first;
  newest_first.reserve(days.size());
  for (auto& [number, day] : days) {
    day.day = number;
    newest_first.push_back(day);
  }
  return newest_first;
}

DailyCosts DailyCostsOf(const Project& project, int32_t first_day, int32_t last_day) {
  const Config& config = project.config();
  const int64_t from_ns = first_day * kCostDayNs;
  const int64_t to_ns = (last_day + int64_t{1}) * kCostDayNs;
  const auto ledger = project.OpenLedgerToRead();
  std::vector<LedgerJob> jobs = ledger->jobs().BegunIn(from_ns, to_ns, kMostJobsOfCosts + 1);
  auto attempts = ledger->workflows().AttemptsBegunIn(from_ns, to_ns, kMostAttemptsOfCosts + 1);
  DailyCosts costs;
  costs.is_truncated = jobs.size() > kMostJobsOfCosts || attempts.size() > kMostAttemptsOfCosts;
  jobs.resize(std::min(jobs.size(), kMostJobsOfCosts));
  attempts.resize(std::min(attempts.size(), kMostAttemptsOfCosts));
  const bool is_engine_here = HasWarehouse(config) && DialectOf(config) == Dialect::kDuckDb;
  costs.days = DailyCostsOf(jobs, attempts,
                            {.threads = is_engine_here ? config.processing.threads : 1,
                             .usd_per_core_hour = config.processing.price_per_core_hour});
  return costs;
}

}  // namespace millrace
