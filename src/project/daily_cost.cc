#include "project/daily_cost.h"

#include <algorithm>

#include <simdjson.h>

#include "core/time.h"

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

}  // namespace

std::vector<DailyCost> DailyCostsOf(std::span<const LedgerJob> jobs) {
  std::vector<DailyCost> days;
  simdjson::dom::parser parser;
  for (const LedgerJob& job : jobs) {
    const auto number = static_cast<int32_t>(job.started_ns / kCostDayNs);
    if (days.empty() || days.back().day != number) days.push_back({.day = number});
    DailyCost& day = days.back();
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
  return days;
}

DailyCosts DailyCostsOf(const Project& project, int32_t first_day, int32_t last_day) {
  std::vector<LedgerJob> jobs = project.OpenLedgerToRead()->jobs().BegunIn(
      first_day * kCostDayNs, (last_day + int64_t{1}) * kCostDayNs, kMostJobsOfCosts + 1);
  DailyCosts costs;
  costs.is_truncated = jobs.size() > kMostJobsOfCosts;
  if (costs.is_truncated) jobs.pop_back();
  // A clock that was set back leaves jobs of a day apart.
  std::ranges::stable_sort(jobs, std::ranges::greater(), &LedgerJob::started_ns);
  costs.days = DailyCostsOf(jobs);
  return costs;
}

}  // namespace millrace
