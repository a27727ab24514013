#include "pipeline/estimate.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_set>

#include <simdjson.h>

#include "core/error.h"
#include "core/json_object.h"
#include "pipeline/workers.h"

namespace millrace {
namespace {

constexpr size_t kRunsRemembered = 20;
// The fixed cost of every run is at most this; anything above it is caused by the size of the input.
constexpr double kMostSecondsToBegin = 0.5;
// The assumed speed has the weight of a measured run of this size, because a few tiny runs, whose time is mostly fixed
// cost, say little about a large run.
constexpr double kAssumedBytes = 16e6;

// The expansion of gzipped plain JSON, if no earlier run has measured it.
constexpr double kUsualExpansion = 10;

constexpr double kBaseMemory = 110e6;       // code, rules, tables of places
constexpr double kMemoryOfAThread = 60e6;   // batches and dictionaries
constexpr double kMemoryOfARawByte = 0.08;  // users, sessions, items, footers

double ExpectedMemory(double bytes_raw, double threads, double limit) {
  return kBaseMemory + std::min(limit, threads * kMemoryOfAThread + bytes_raw * kMemoryOfARawByte);
}

uint64_t Count(double number) {
  return static_cast<uint64_t>(std::llround(number));
}

// Reports in the ledger are written by any version of this program: a missing field is 0.
double NumberIn(const simdjson::dom::element& report, const char* name) {
  double number = 0;
  return report[name].get(number) == simdjson::SUCCESS ? number : 0;
}

bool ReadRun(const LedgerJob& job, simdjson::dom::parser& parser, MeasuredRun& run) {
  simdjson::dom::element report;
  if (parser.parse(job.counters).get(report) != simdjson::SUCCESS) return false;
  run.files = Count(NumberIn(report, "files"));
  run.bytes_in = Count(NumberIn(report, "bytes_in"));
  run.bytes_raw = Count(NumberIn(report, "bytes_raw"));
  run.requests = Count(NumberIn(report, "requests"));
  run.events = Count(NumberIn(report, "events_read"));
  run.bytes_out = Count(NumberIn(report, "bytes_out"));
  run.threads = std::max(1, static_cast<int>(NumberIn(report, "threads")));
  run.peak_memory_bytes = Count(NumberIn(report, "peak_memory_bytes"));
  run.seconds = static_cast<double>(job.finished_ns - job.started_ns) / 1e9;
  return run.files > 0 && run.bytes_raw > 0 && run.seconds > 0;
}

}  // namespace

void Estimate::Add(const Estimate& later) {
  files += later.files;
  bytes_in += later.bytes_in;
  bytes_raw += later.bytes_raw;
  requests += later.requests;
  events += later.events;
  bytes_out += later.bytes_out;
  threads = std::max(threads, later.threads);
  peak_memory_bytes = std::max(peak_memory_bytes, later.peak_memory_bytes);
  seconds += later.seconds;
  cost_usd += later.cost_usd;
}

std::vector<MeasuredRun> MeasuredRuns(Ledger& ledger) {
  std::vector<MeasuredRun> runs;
  simdjson::dom::parser parser;
  for (const LedgerJob& job : ledger.jobs().Recent(kRunsRemembered)) {
    MeasuredRun run;
    const bool counts = job.kind == JobKind::kProcess && job.state == JobState::kCommitted;
    if (counts && ReadRun(job, parser, run)) runs.push_back(run);
  }
  return runs;
}

RunRates RatesOf(std::span<const MeasuredRun> runs, uint64_t memory_bytes) {
  RunRates rates;
  rates.measured_runs = runs.size();
  if (runs.empty()) return rates;
  double quickest = kMostSecondsToBegin;
  for (const MeasuredRun& run : runs) quickest = std::min(quickest, run.seconds);
  rates.seconds_to_begin = quickest;

  double seconds = kAssumedBytes / rates.bytes_per_second;
  double bytes = kAssumedBytes;
  double bytes_raw = 0;
  double bytes_out = 0;
  double events = 0;
  double requests = 0;
  std::vector<double> memory;
  for (const MeasuredRun& run : runs) {
    const auto raw = static_cast<double>(run.bytes_raw);
    seconds += run.seconds - quickest;
    bytes += raw / static_cast<double>(BusyThreads(run.files, run.bytes_in, run.threads));
    bytes_raw += raw;
    bytes_out += static_cast<double>(run.bytes_out);
    events += static_cast<double>(run.events);
    requests += static_cast<double>(run.requests);
    memory.push_back(static_cast<double>(run.peak_memory_bytes) /
                     ExpectedMemory(raw, run.threads, static_cast<double>(memory_bytes)));
  }
  rates.bytes_per_second = bytes / seconds;
  rates.bytes_out_per_raw_byte = bytes_out / bytes_raw;
  rates.events_per_request = requests > 0 ? events / requests : 0;
  std::ranges::nth_element(memory, memory.begin() + static_cast<std::ptrdiff_t>(memory.size() / 2));
  rates.memory_factor = memory[memory.size() / 2];
  return rates;
}

Estimate EstimateRun(std::span<const PlannedFile> files, const InputSample& sample, const RunRates& rates,
                     const RunMeans& means) {
  Estimate estimate;
  estimate.files = files.size();
  for (const PlannedFile& file : files) estimate.bytes_in += file.info.size;
  const double raw = static_cast<double>(estimate.bytes_in) * sample.expansion;
  const auto threads = static_cast<double>(BusyThreads(estimate.files, estimate.bytes_in, means.threads));
  estimate.bytes_raw = Count(raw);
  estimate.threads = static_cast<int>(threads);
  const double requests = sample.bytes_per_row > 0 ? raw / sample.bytes_per_row : 0;
  estimate.requests = Count(requests);
  estimate.events = Count(requests * rates.events_per_request);
  estimate.bytes_out = Count(raw * rates.bytes_out_per_raw_byte);
  estimate.seconds = rates.seconds_to_begin + raw / threads / rates.bytes_per_second;
  estimate.cost_usd = means.threads * estimate.seconds / 3600 * means.price_per_core_hour;
  estimate.peak_memory_bytes =
      Count(rates.memory_factor * ExpectedMemory(raw, means.threads, static_cast<double>(means.memory_bytes)));
  return estimate;
}

PlanEstimate EstimatePlan(FileSystem& files, Ledger& ledger, const Plan& plan, const RunMeans& means) {
  std::unordered_set<std::string_view> failing;
  for (const FailingFile& file : plan.failing) failing.insert(file.path);
  // Files that failed are in runs of their own, behind the others.
  const auto first_failing =
      std::ranges::find_if(plan.runs, [&](const auto& run) { return failing.contains(run.front().name); });
  PlanEstimate all;
  all.sample = SampleInput(files, {plan.runs.begin(), first_failing}, static_cast<size_t>(means.threads));
  all.rates = RatesOf(MeasuredRuns(ledger), means.memory_bytes);
  for (const std::vector<PlannedFile>& run : plan.runs) {
    all.runs.push_back(EstimateRun(run, all.sample, all.rates, means));
    all.total.Add(all.runs.back());
  }
  return all;
}

Estimate EstimateFromHistory(Ledger& ledger, const Plan& plan, const RunMeans& means) {
  const std::vector<MeasuredRun> history = MeasuredRuns(ledger);
  uint64_t stored = 0;
  uint64_t raw = 0;
  uint64_t requests = 0;
  for (const MeasuredRun& run : history) {
    stored += run.bytes_in;
    raw += run.bytes_raw;
    requests += run.requests;
  }
  InputSample sample;
  sample.expansion = stored == 0 ? kUsualExpansion : static_cast<double>(raw) / static_cast<double>(stored);
  if (requests > 0) sample.bytes_per_row = static_cast<double>(raw) / static_cast<double>(requests);
  const RunRates rates = RatesOf(history, means.memory_bytes);
  Estimate total;
  for (const std::vector<PlannedFile>& run : plan.runs) total.Add(EstimateRun(run, sample, rates, means));
  return total;
}

std::string ToJson(const Estimate& estimate) {
  return JsonObject()
      .Field("bytes_raw", estimate.bytes_raw)
      .Field("requests", estimate.requests)
      .Field("events", estimate.events)
      .Field("bytes_out", estimate.bytes_out)
      .Field("threads", estimate.threads)
      .Field("peak_memory_bytes", estimate.peak_memory_bytes)
      .Field("seconds", std::round(estimate.seconds * 1e6) / 1e6)
      .Field("cost_usd", std::round(estimate.cost_usd * 1e9) / 1e9)
      .Finish();
}

}  // namespace millrace
