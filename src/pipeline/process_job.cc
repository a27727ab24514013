#include "pipeline/process_job.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include "core/error.h"
#include "core/store_address.h"
#include "pipeline/job_id.h"
#include "pipeline/job_place.h"
#include "pipeline/workers.h"

namespace millrace {
namespace {

// A lake inside the raw folder would be read as raw files by the next run.
void CheckFoldersApart(const PipelineOptions& options) {
  // An address is compared as it is written: the disk's rules are not for it.
  const auto whole = [](const std::string& path) {
    return IsStoreAddress(path) ? std::filesystem::path(path) : std::filesystem::absolute(path).lexically_normal();
  };
  const auto raw = whole(options.raw);
  for (const std::string* folder : {&options.lake, &options.state}) {
    const auto below = whole(*folder).lexically_relative(raw);
    if (!below.empty() && *below.begin() != "..") {
      throw UserError("the folder " + *folder + " lies in the raw folder " + options.raw +
                      ", so it would be read as requests; choose another one");
    }
  }
}

std::vector<LedgerFile> ClaimsOf(const std::vector<PlannedFile>& files) {
  std::vector<LedgerFile> claims;
  claims.reserve(files.size());
  for (const PlannedFile& file : files) {
    claims.push_back({.path = file.name, .size = file.info.size, .modified_ns = file.info.modified_ns});
  }
  return claims;
}

// What a process may do once it holds the project's lease.
struct Start {
  std::unique_ptr<HeldLease> lease;
  Plan plan;
  uint64_t recovered = 0;
  std::vector<std::string> still_written;
};

// Takes the lease, recovers, and plans; gives the lease back while files settle.
Start Begin(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const ProcessWindow& window) {
  Start start;
  std::vector<PlannedFile> seen;
  const auto plan = [&] {
    start.lease = std::make_unique<HeldLease>(ledger, kProjectLease, options.lock_patience, options.on_wait);
    start.recovered += Recover(PlaceOf(files, ledger, *start.lease, options), options);
    start.plan = PlanProcess(files, ledger, options, window, seen);
  };
  plan();
  const int64_t wait_ns = TimeToSettle(start.plan.unsettled, options.settle, WallClockNs());
  if (wait_ns == 0) return start;
  seen = std::move(start.plan.unsettled);
  start.lease.reset();
  const auto stop = [&] { return options.stop_wish && options.stop_wish() != StopWish::kGoOn; };
  if (!WaitToSettle(seen, wait_ns, options.settle, stop)) {
    throw SystemError("told to stop while files settled; the next run takes them");
  }
  plan();
  start.still_written = StillWritten(seen, start.plan.unsettled);
  return start;
}

int64_t NewestOf(const std::vector<PlannedFile>& run) {
  return std::ranges::max(run, {}, [](const PlannedFile& file) { return file.info.modified_ns; }).info.modified_ns;
}

}  // namespace

Plan PlanProcess(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const ProcessWindow& window,
                 std::span<const PlannedFile> seen_before) {
  CheckFoldersApart(options);
  return MakePlan(files, ledger,
                  {.raw = options.raw,
                   .from_ns = window.from_ns,
                   .to_ns = window.to_ns,
                   .max_bytes_per_run = window.max_bytes_per_run,
                   .ignore = options.ignore,
                   .settle_ns = options.settle.age_ns,
                   .now_ns = WallClockNs(),
                   .take_future = window.take_future,
                   .seen_before = seen_before});
}

RunMeans MeansOf(const PipelineOptions& options) {
  return {.threads = options.threads,
          // Each worker has its part, and what they share one more.
          .memory_bytes = options.kernel.memory_bytes * (static_cast<uint64_t>(options.threads) + 1),
          .price_per_core_hour = options.price_per_core_hour};
}

RunReport Process(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const ProcessWindow& window) {
  const Start start = Begin(files, ledger, options, window);
  const Plan& plan = start.plan;
  const JobPlace place = PlaceOf(files, ledger, *start.lease, options);
  RunReport total;
  total.recovered = start.recovered;
  total.already_done = plan.already_done;
  total.ignored = plan.ignored;
  total.unsettled = plan.unsettled.size();
  total.still_written = start.still_written;
  for (const ChangedFile& file : plan.changed) total.changed_files.push_back(file.name);
  total.threads = options.threads;
  total.price_per_core_hour = options.price_per_core_hour;
  total.peak_memory_bytes = PeakMemoryBytes();

  const auto wish = [&] { return options.stop_wish ? options.stop_wish() : StopWish::kGoOn; };
  WorkerOptions workers{.threads = options.threads,
                        .kernel = options.kernel,
                        .enrichments = options.enrichments,
                        .profile = options.profile,
                        .on_progress = options.on_progress,
                        .abandon = [&] { return wish() == StopWish::kAbandon; },
                        .progress_before = {.files_total = plan.files, .bytes_total = plan.bytes}};
  std::vector<Estimate> estimates = EstimatePlan(files, ledger, plan, MeansOf(options)).runs;
  for (size_t i = 0; i < plan.runs.size(); ++i) {
    const std::vector<PlannedFile>& run = plan.runs[i];
    if (wish() != StopWish::kGoOn) throw SystemError("told to stop before a run; the next one takes what is left");
    const RunReport report =
        RunJob(place, JobKind::kProcess, ClaimsOf(run), [&](const JobInfo& job, BatchSink& sink) -> JobOutcome {
          JobOutcome outcome{.report = RunWorkers(files, run, workers, job, sink), .replayed = {}, .retired = {}};
          outcome.report.price_per_core_hour = options.price_per_core_hour;
          outcome.report.databases = options.databases();
          outcome.report.estimate = estimates[i];
          outcome.report.newest_file_ns = NewestOf(run);
          return outcome;
        });
    total.Add(report);
    workers.progress_before.files_done += report.counters.files;
    workers.progress_before.bytes_done += report.counters.bytes_in;
    workers.progress_before.bytes_raw += report.counters.bytes_raw;
    workers.progress_before.events += report.counters.events_read;
  }
  total.databases = options.databases();
  return total;
}

uint64_t FinishJobs(FileSystem& files, Ledger& ledger, const PipelineOptions& options) {
  const HeldLease lease = TakeProject(ledger, options);
  return Recover(PlaceOf(files, ledger, lease, options), options);
}

}  // namespace millrace
