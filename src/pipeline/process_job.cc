#include "pipeline/process_job.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "core/cancelled.h"
#include "core/error.h"
#include "core/store_address.h"
#include "pipeline/job_id.h"
#include "pipeline/job_place.h"
#include "pipeline/lake_view.h"
#include "pipeline/process_runs.h"

namespace millrace {
namespace {

// The next run would read a lake inside the raw directory as raw files.
void CheckFoldersApart(const PipelineOptions& options) {
  // An address is compared literally: path rules of the disk do not apply to it.
  const auto named = [](const std::string& path) {
    return IsStoreAddress(path) ? std::filesystem::path(path) : std::filesystem::absolute(path).lexically_normal();
  };
  // Where links lead, because listings follow them.
  const auto real = [&](const std::string& path) {
    std::error_code error;
    const auto canonical = IsStoreAddress(path) ? named(path) : std::filesystem::weakly_canonical(path, error);
    return error ? named(path) : canonical;
  };
  const auto is_below = [](const std::filesystem::path& path, const std::filesystem::path& folder) {
    const auto below = path.lexically_relative(folder);
    return !below.empty() && *below.begin() != "..";
  };
  for (const std::string* folder : {&options.lake, &options.state}) {
    if (is_below(named(*folder), named(options.raw)) || is_below(real(*folder), real(options.raw))) {
      throw UserError("the directory " + *folder + " is inside the raw directory " + options.raw +
                      ", so it would be read as requests; choose another one");
    }
  }
}

// A change is reported once. A file that was only touched has not changed.
void NoteChanges(Ledger& ledger, const Plan& plan, RunReport& total) {
  for (const PlannedFile& file : plan.touched) ledger.raw_files().NoteTouched(file.name, file.info.modified_ns);
  for (const ChangedFile& file : plan.changed) {
    if (file.told) continue;
    total.changed_files.push_back({file.name, file.What()});
    ledger.raw_files().NoteChangeTold(
        {.path = file.name, .size = file.info.size, .modified_ns = file.info.modified_ns});
  }
}

// The lake files that a run looks for. It has written `new_files`: twice as many are looked for, so that the turn of
// each comes, however fast the lake grows.
constexpr size_t kLeastChecked = 1'000;

// A run costs what is new, so it looks for some of the lake's files; if one of them is lost, for all of them. `doctor`
// and `query` always look for all, also in a store, where each file would be a request.
std::vector<LostFile> LostFiles(FileSystem& files, Ledger& ledger, int64_t fence, const PipelineOptions& options,
                                uint64_t new_files) {
  if (IsStoreAddress(options.lake)) return {};
  if (CheckNextFiles(files, ledger, fence, options.lake, kLeastChecked + 2 * new_files).empty()) return {};
  return CompareLake(files, ledger, options.lake, options.project).lost;
}

// What a process knows once it holds the project's lease.
struct Start {
  std::unique_ptr<HeldLease> lease;
  Plan plan;
  uint64_t recovered = 0;
  std::vector<std::string> still_written;
};

// Takes the lease, recovers, and plans. Releases the lease while files settle, so that other jobs can run.
Start Begin(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const ProcessWindow& window) {
  Start start;
  std::vector<PlannedFile> seen;
  const auto plan = [&] {
    start.lease.reset(new HeldLease(TakeProject(ledger, options)));  // a lease cannot be moved
    start.recovered += Recover(PlaceOf(files, ledger, *start.lease, options), options);
    start.plan = PlanProcess(files, ledger, options, window, seen);
    NoteListing(ledger, start.plan.listing);
  };
  plan();
  const int64_t wait_ns = TimeToSettle(start.plan.unsettled, options.settle, WallClockNs());
  if (wait_ns == 0) return start;
  seen = std::move(start.plan.unsettled);
  start.lease.reset();
  const auto stop = [&] { return options.drain.stop_requested() || options.stop.stop_requested(); };
  if (!WaitToSettle(seen, wait_ns, options.settle, stop)) {
    throw Cancelled("interrupted while files settled; the next run reads them");
  }
  plan();
  start.still_written = StillWritten(seen, start.plan.unsettled);
  return start;
}

}  // namespace

void CheckInput(FileSystem& files, const PipelineOptions& options) {
  CheckFoldersApart(options);
  CheckRawDirectory(files, options.raw);
}

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
                   .full_scan = window.full_scan,
                   .seen_before = seen_before});
}

RunMeans MeansOf(const PipelineOptions& options) {
  return {.threads = options.threads,
          // Each worker has one part, and what they share is one more part.
          .memory_bytes = options.kernel.memory_bytes * (static_cast<uint64_t>(options.threads) + 1),
          .price_per_core_hour = options.price_per_core_hour};
}

RunReport Process(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const ProcessWindow& window) {
  const Start start = Begin(files, ledger, options, window);
  const Plan& plan = start.plan;
  RunReport total;
  total.recovered = start.recovered;
  total.already_done = plan.already_done;
  total.days_not_listed = plan.days_not_listed;
  total.ignored = plan.ignored;
  total.unsettled = plan.unsettled.size();
  total.still_written = start.still_written;
  total.unlisted = plan.unlisted;
  total.quarantined = plan.quarantined;
  NoteChanges(ledger, plan, total);
  total.threads = options.threads;
  total.price_per_core_hour = options.price_per_core_hour;
  total.peak_memory_bytes = PeakMemoryBytes();
  ProcessRuns(PlaceOf(files, ledger, *start.lease, options), options, plan, total);
  for (LostFile& lost : LostFiles(files, ledger, start.lease->fence(), options, total.lake_files)) {
    total.lost_files.push_back(std::move(lost.output.final_path));
  }
  total.databases = options.databases();
  return total;
}

uint64_t FinishJobs(FileSystem& files, Ledger& ledger, const PipelineOptions& options) {
  const HeldLease lease = TakeProject(ledger, options);
  return Recover(PlaceOf(files, ledger, lease, options), options);
}

}  // namespace millrace
