#include "pipeline/process_runs.h"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "core/error.h"
#include "pipeline/claims.h"
#include "pipeline/job_id.h"
#include "pipeline/job_place.h"
#include "pipeline/raw_file_failure.h"
#include "pipeline/raw_job.h"
#include "pipeline/upload_notes.h"

namespace millrace {
namespace {

// A job that has to run.
struct Pending {
  std::vector<PlannedFile> files;
  bool repeated = false;  // after one of its files failed
};

class Runs {
 public:
  Runs(const JobPlace& place, const PipelineOptions& options, const Plan& plan, RunReport& total)
      : files_(place.files),
        ledger_(place.ledger),
        options_(options),
        place_(place),
        total_(total),
        progress_{.files_total = plan.files, .bytes_total = plan.bytes},
        rates_(RatesOf(MeasuredRuns(ledger_), MeansOf(options).memory_bytes)) {
    for (const std::vector<PlannedFile>& run : plan.runs) pending_.push_back({.files = run});
    for (const FailingFile& file : plan.failing) failing_.insert(file.path);
  }

  void DoAll() {
    while (!pending_.empty()) {
      CheckGoingOn(options_);
      Pending run = std::move(pending_.front());
      pending_.pop_front();
      unread_.clear();
      try {
        Add(Do(run));
        TellRunner(true);
      } catch (const RawFileFailure& failure) {
        TellRunner(false);
        CheckRawFolder(failure.what());
        unread_ = failure.unread();
        TakeUpAgain(std::move(run));
      }
      for (const UnreadFile& file : unread_) Record(file);
    }
  }

 private:
  RunReport Do(const Pending& run) {
    const std::vector<LedgerFile> claims = ClaimsOf(run.files);
    RunReport report =
        RunJob(place_, JobKind::kProcess, {.files = claims}, [&](const JobInfo& job, BatchSink& sink) -> JobOutcome {
          job_id_ = job.job_id;
          WorkerOptions workers = WorkersOf(options_, progress_);
          workers.on_reading = [&](int worker, std::span<const std::string> names) {
            ledger_.failing_files().NoteReading({job.job_id, place_.fence}, worker, names);
          };
          std::optional<Estimate> estimate;
          if (!run.repeated) estimate = EstimateOf(run.files, workers.on_reading);
          TaskedWork work;
          if (options_.tasks != nullptr) {
            // Files that wait as unfinished uploads cannot be read.
            const uint64_t target = NeedsUploadNotes(options_.lake) ? 0 : options_.writer.target_file_bytes;
            work = RunTasks(*options_.tasks, run.files,
                            {.lake = options_.lake, .task_bytes = options_.task_bytes, .target_file_bytes = target},
                            workers, job);
          } else {
            work.result = RunWorkers(files_, run.files, workers, job, sink);
          }
          unread_ = work.result.unread;
          if (!unread_.empty()) CheckRawFolder(unread_.front().reason);
          JobOutcome outcome = OutcomeOf(std::move(work.result), options_);
          outcome.staged = std::move(work.outputs);
          outcome.report.estimate = estimate;
          outcome.report.newest_file_ns = NewestOf(run);
          return outcome;
        });
    const auto unread = UnreadNames();
    for (const PlannedFile& file : run.files) {
      if (failing_.contains(file.name) && !unread.contains(file.name))
        ledger_.failing_files().Forget(file.name, place_.fence);
    }
    return report;
  }

  // The files of the sample are noted as being read, like those of a worker: one may bring the process down.
  Estimate EstimateOf(const std::vector<PlannedFile>& files,
                      const std::function<void(int worker, std::span<const std::string> names)>& on_reading) {
    const RunMeans means = MeansOf(options_);
    const InputSample sample = SampleInput(files_, std::span(&files, 1), static_cast<size_t>(means.threads),
                                           [&](std::span<const std::string> names) { on_reading(0, names); });
    on_reading(0, {});
    return EstimateRun(files, sample, rates_, means);
  }

  std::unordered_set<std::string> UnreadNames() const {
    std::unordered_set<std::string> names;
    for (const UnreadFile& file : unread_) names.insert(file.file.name);
    return names;
  }

  // The greatest modified time of the files that were read.
  int64_t NewestOf(const Pending& run) const {
    const auto unread = UnreadNames();
    int64_t newest = 0;
    for (const PlannedFile& file : run.files) {
      if (!unread.contains(file.name) && (newest == 0 || file.info.modified_ns > newest))
        newest = file.info.modified_ns;
    }
    return newest;
  }

  // The runner of tasks learns of other errors from the end of this process.
  void TellRunner(bool committed) {
    if (options_.tasks != nullptr) TellJobEnd(*options_.tasks, job_id_, committed);
  }

  void Add(const RunReport& report) {
    total_.Add(report);
    progress_.AddDone(report.counters);
  }

  // A store that is down, or a directory that is no longer mounted, is not the fault of the files.
  void CheckRawFolder(const std::string& reason) {
    if (!files_.Stat(options_.raw)) {
      throw SystemError("the raw directory is gone: " + options_.raw +
                        "; one of its files could not be read: " + reason);
    }
  }

  // Repeats the job without the files that failed. From the second failure on, it is split into halves, so that all
  // attempts together read a bounded multiple of the bytes, however many files fail.
  void TakeUpAgain(Pending run) {
    const auto unread = UnreadNames();
    std::vector<PlannedFile> rest;
    uint64_t bytes = 0;
    for (PlannedFile& file : run.files) {
      if (unread.contains(file.name)) continue;
      bytes += file.info.size;
      rest.push_back(std::move(file));
    }
    if (rest.empty()) return;
    if (!run.repeated || rest.size() == 1) {
      pending_.push_front({.files = std::move(rest), .repeated = true});
      return;
    }
    size_t half = 1;
    for (uint64_t before = rest[0].info.size; half + 1 < rest.size() && before < bytes / 2; ++half) {
      before += rest[half].info.size;
    }
    const auto middle = rest.begin() + static_cast<std::ptrdiff_t>(half);
    pending_.push_front({.files = {middle, rest.end()}, .repeated = true});
    pending_.push_front({.files = {rest.begin(), middle}, .repeated = true});
  }

  void Record(const UnreadFile& unread) {
    const PlannedFile& file = unread.file;
    const int failures = ledger_.failing_files().Record(
        {job_id_, place_.fence}, {.path = file.name, .size = file.info.size, .modified_ns = file.info.modified_ns},
        unread.reason, WallClockNs());
    total_.failed_files.push_back({.name = file.name,
                                   .reason = unread.reason,
                                   .failures = failures,
                                   .quarantined = failures >= kFailuresToQuarantine});
  }

  FileSystem& files_;
  Ledger& ledger_;
  const PipelineOptions& options_;
  const JobPlace& place_;
  RunReport& total_;
  ProgressCounts progress_;
  const RunRates rates_;  // of runs before this process
  std::deque<Pending> pending_;
  std::unordered_set<std::string> failing_;  // names of files that failed before
  std::string job_id_;                       // of the newest job
  std::vector<UnreadFile> unread_;           // of this job
};

}  // namespace

void ProcessRuns(const JobPlace& place, const PipelineOptions& options, const Plan& plan, RunReport& total) {
  Runs(place, options, plan, total).DoAll();
}

}  // namespace millrace
