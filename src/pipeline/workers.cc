#include "pipeline/workers.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/error.h"
#include "raw/raw_file.h"

namespace millrace {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kProgressInterval = std::chrono::milliseconds(200);
// How many lines a worker reads before it tells how far it is.
constexpr uint64_t kLinesBetweenReports = 512;

// Adds up the time that passes while it lives; none when there is nowhere to add it.
class StageTimer {
 public:
  explicit StageTimer(Clock::duration* sum) : sum_(sum) {
    if (sum_ != nullptr) start_ = Clock::now();
  }
  ~StageTimer() {
    if (sum_ != nullptr) *sum_ += Clock::now() - start_;
  }
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;

 private:
  Clock::duration* sum_;
  Clock::time_point start_;
};

// Passes batches on and measures how long that takes. One a worker.
class TimedSink : public BatchSink {
 public:
  TimedSink(BatchSink& sink, bool profile) : sink_(sink), time_(profile ? &spent_ : nullptr) {}
  void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) override {
    const StageTimer timer(time_);
    sink_.Write(table, partition, batch);
  }
  Clock::duration spent() const { return spent_; }

 private:
  BatchSink& sink_;
  Clock::duration spent_{};
  Clock::duration* time_;
};

double Seconds(Clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

// What all workers of one run touch.
class Run {
 public:
  Run(FileSystem& files, std::span<const PlannedFile> planned, const WorkerOptions& options, const JobInfo& job,
      BatchSink& sink)
      : files_(files), options_(options), job_(job), sink_(sink), shared_(options.kernel.memory_bytes / 4) {
    order_.reserve(planned.size());
    for (const PlannedFile& file : planned) order_.push_back(&file);
    // The largest first, so that no worker begins a big one when the others are done.
    std::stable_sort(order_.begin(), order_.end(),
                     [](const PlannedFile* a, const PlannedFile* b) { return a->info.size > b->info.size; });
  }

  RunReport Execute() {
    const size_t count =
        std::clamp<size_t>(static_cast<size_t>(options_.threads), 1, std::max<size_t>(1, order_.size()));
    running_ = count;
    {
      std::vector<std::jthread> workers;
      workers.reserve(count);
      for (size_t i = 0; i < count; ++i) workers.emplace_back([this] { Work(); });
      Watch();
    }
    if (error_) std::rethrow_exception(error_);
    const auto merge = Clock::now();
    report_.counters.Add(shared_.Finish(job_, sink_, static_cast<unsigned>(options_.threads)));
    MILLRACE_CHECK(report_.counters.Balanced());
    if (options_.profile) report_.stage_seconds["merge_users_and_sessions"] = Seconds(Clock::now() - merge);
    report_.threads = options_.threads;
    return std::move(report_);
  }

 private:
  // The body of one worker thread.
  void Work() {
    try {
      TimedSink sink(sink_, options_.profile);
      Kernel kernel(options_.kernel, options_.enrichments, job_, shared_, sink);
      Counters own;
      Clock::duration reading{};
      Clock::duration processing{};
      while (!stopped_) {
        const size_t index = next_file_++;
        if (index >= order_.size()) break;
        ReadFile(*order_[index], kernel, own, reading, processing);
      }
      if (!stopped_) {
        const StageTimer timer(options_.profile ? &processing : nullptr);
        kernel.Finish();
      }
      own.Add(kernel.counters());
      const std::lock_guard lock(mutex_);
      report_.counters.Add(own);
      if (options_.profile) {
        report_.stage_seconds["read_and_gunzip"] += Seconds(reading);
        report_.stage_seconds["parse_transform_enrich"] += Seconds(processing - sink.spent());
        report_.stage_seconds["write_parquet"] += Seconds(sink.spent());
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
      stopped_ = true;
    }
    const std::lock_guard lock(mutex_);
    --running_;
    finished_.notify_all();
  }

  void ReadFile(const PlannedFile& file, Kernel& kernel, Counters& own, Clock::duration& reading,
                Clock::duration& processing) {
    Clock::duration* const read_time = options_.profile ? &reading : nullptr;
    Clock::duration* const process_time = options_.profile ? &processing : nullptr;
    RawFileReader reader(files_, file.info.path);
    kernel.BeginFile(file.info.path);
    uint64_t told_bytes = 0;
    uint64_t told_raw = 0;
    uint64_t told_events = kernel.counters().events_read;
    const auto tell = [&] {
      bytes_done_ += reader.compressed_bytes() - told_bytes;
      bytes_raw_ += reader.raw_bytes() - told_raw;
      events_ += kernel.counters().events_read - told_events;
      told_bytes = reader.compressed_bytes();
      told_raw = reader.raw_bytes();
      told_events = kernel.counters().events_read;
    };
    RawLine line;
    uint64_t lines = 0;
    while (true) {
      {
        const StageTimer timer(read_time);
        if (!reader.Next(line)) break;
      }
      const StageTimer timer(process_time);
      kernel.ProcessLine(line);
      if (++lines % kLinesBetweenReports == 0) {
        if (stopped_) return;
        tell();
      }
    }
    if (!reader.error().empty()) kernel.RejectBrokenFile(reader.broken_line(), reader.error());
    tell();
    CheckUnchanged(file);
    ++own.files;
    own.bytes_in += reader.compressed_bytes();
    own.bytes_raw += reader.raw_bytes();
    ++files_done_;
  }

  // What was read must be what was claimed: a file that grows while it is read would lose its later rows.
  void CheckUnchanged(const PlannedFile& file) {
    const auto now = files_.Stat(file.info.path);
    if (!now) throw SystemError("a raw file vanished while it was read: " + file.info.path);
    if (now->size != file.info.size || now->modified_ns != file.info.modified_ns) {
      throw SystemError("a raw file changed while it was read: " + file.info.path +
                        "; nothing of this run is kept, run again when the file is complete");
    }
  }

  // Waits for the workers and reports how far they are.
  void Watch() {
    std::unique_lock lock(mutex_);
    while (running_ > 0) {
      finished_.wait_for(lock, kProgressInterval);
      if (!options_.on_progress) continue;
      lock.unlock();
      ProgressCounts counts = options_.progress_before;
      counts.files_done += files_done_;
      counts.bytes_done += bytes_done_;
      counts.bytes_raw += bytes_raw_;
      counts.events += events_;
      options_.on_progress(counts);
      lock.lock();
    }
  }

  FileSystem& files_;
  const WorkerOptions& options_;
  const JobInfo& job_;
  BatchSink& sink_;
  KernelShared shared_;
  std::vector<const PlannedFile*> order_;
  std::atomic<size_t> next_file_{0};
  std::atomic<bool> stopped_{false};
  std::atomic<uint64_t> files_done_{0};
  std::atomic<uint64_t> bytes_done_{0};
  std::atomic<uint64_t> bytes_raw_{0};
  std::atomic<uint64_t> events_{0};

  std::mutex mutex_;  // guards what follows
  std::condition_variable finished_;
  size_t running_ = 0;
  std::exception_ptr error_;
  RunReport report_;
};

}  // namespace

RunReport RunWorkers(FileSystem& files, std::span<const PlannedFile> planned, const WorkerOptions& options,
                     const JobInfo& job, BatchSink& sink) {
  return Run(files, planned, options, job, sink).Execute();
}

}  // namespace millrace
