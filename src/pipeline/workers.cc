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
#include <utility>
#include <vector>

#include "core/error.h"
#include "pipeline/line_blocks.h"
#include "raw/raw_file.h"

namespace millrace {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kProgressInterval = std::chrono::milliseconds(200);
// How many lines a worker reads before it tells how far it is.
constexpr uint64_t kLinesBetweenReports = 512;
// Of what a worker gives to one that has no file left: about a millisecond's work.
constexpr size_t kBlockBytes = 256u << 10;
constexpr uint64_t kStoredBytesWorthAWorker = 1u << 20;

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

// What one worker has of its own.
struct Worker {
  Worker(const WorkerOptions& options, const JobInfo& job, KernelShared& shared, BatchSink& sink)
      : profile(options.profile),
        timed_sink(sink, options.profile),
        kernel(options.kernel, options.enrichments, job, shared, timed_sink) {}

  Clock::duration* read_time() { return profile ? &reading : nullptr; }
  Clock::duration* process_time() { return profile ? &processing : nullptr; }

  const bool profile;
  TimedSink timed_sink;
  Kernel kernel;
  Counters own;  // of the files that it read
  uint64_t told_events = 0;
  Clock::duration reading{};
  Clock::duration processing{};
};

uint64_t StoredBytes(std::span<const PlannedFile> planned) {
  uint64_t bytes = 0;
  for (const PlannedFile& file : planned) bytes += file.info.size;
  return bytes;
}

// What all workers of one run touch.
class Run {
 public:
  Run(FileSystem& files, std::span<const PlannedFile> planned, const WorkerOptions& options, const JobInfo& job,
      BatchSink& sink)
      : files_(files),
        options_(options),
        job_(job),
        sink_(sink),
        shared_(options.kernel),
        workers_(BusyThreads(planned.size(), StoredBytes(planned), options.threads)),
        blocks_(workers_) {
    order_.reserve(planned.size());
    for (const PlannedFile& file : planned) order_.push_back(&file);
    // The largest first, so that no worker begins a big one when the others are done.
    std::stable_sort(order_.begin(), order_.end(),
                     [](const PlannedFile* a, const PlannedFile* b) { return a->info.size > b->info.size; });
    std::vector<FileInfo> infos;
    infos.reserve(order_.size());
    for (const PlannedFile* file : order_) infos.push_back(file->info);
    files_.WillRead(infos);
  }

  RunReport Execute() {
    running_ = workers_;
    {
      std::vector<std::jthread> workers;
      workers.reserve(workers_);
      for (size_t i = 0; i < workers_; ++i) workers.emplace_back([this] { Work(); });
      Watch();
    }
    if (error_) std::rethrow_exception(error_);
    const auto merge = Clock::now();
    report_.counters.Add(shared_.Finish(job_, sink_, static_cast<unsigned>(options_.threads)));
    MILLRACE_CHECK(report_.counters.Balanced());
    if (options_.profile) report_.stage_seconds["finish_batches"] = Seconds(Clock::now() - merge);
    report_.threads = options_.threads;
    return std::move(report_);
  }

 private:
  // The body of one worker thread.
  void Work() {
    try {
      Worker worker(options_, job_, shared_, sink_);
      while (!stopped_) {
        const size_t index = next_file_++;
        if (index >= order_.size()) break;
        ReadFile(*order_[index], worker);
      }
      blocks_.ReaderDone();
      LineBlock block;
      while (!stopped_ && blocks_.Take(block)) ProcessBlock(block, worker);
      if (!stopped_) worker.kernel.Finish();
      worker.own.Add(worker.kernel.counters());
      const std::lock_guard lock(mutex_);
      report_.counters.Add(worker.own);
      if (options_.profile) {
        report_.stage_seconds["read_and_gunzip"] += Seconds(worker.reading);
        report_.stage_seconds["parse_transform_enrich"] += Seconds(worker.processing - worker.timed_sink.spent());
        report_.stage_seconds["write_parquet"] += Seconds(worker.timed_sink.spent());
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
      stopped_ = true;
      blocks_.Stop();
    }
    const std::lock_guard lock(mutex_);
    --running_;
    finished_.notify_all();
  }

  void ReadFile(const PlannedFile& file, Worker& worker) {
    RawFileReader reader(files_, file.info.path);
    worker.kernel.BeginFile(file.info.path);
    uint64_t told_bytes = 0;
    uint64_t told_raw = 0;
    const auto tell = [&] {
      bytes_done_ += reader.compressed_bytes() - told_bytes;
      bytes_raw_ += reader.raw_bytes() - told_raw;
      told_bytes = reader.compressed_bytes();
      told_raw = reader.raw_bytes();
      TellEvents(worker);
    };
    RawLine line;
    uint64_t lines = 0;
    while (true) {
      if (blocks_.Wanted()) GiveBlock(file, reader, worker);
      {
        const StageTimer timer(worker.read_time());
        if (!reader.Next(line)) break;
      }
      const StageTimer timer(worker.process_time());
      worker.kernel.ProcessLine(line);
      if (++lines % kLinesBetweenReports == 0) {
        if (stopped_) return;
        tell();
      }
    }
    if (!reader.error().empty()) {
      worker.kernel.RejectBrokenFile(reader.broken_line(), reader.error(), reader.no_gzip());
    }
    tell();
    CheckUnchanged(file);
    ++worker.own.files;
    worker.own.bytes_in += reader.compressed_bytes();
    worker.own.bytes_raw += reader.raw_bytes();
    ++files_done_;
  }

  // The file's next lines, for a worker that has none.
  void GiveBlock(const PlannedFile& file, RawFileReader& reader, Worker& worker) {
    LineBlock block(file.info.path);
    RawLine line;
    bool is_large = false;
    {
      const StageTimer timer(worker.read_time());
      while (!is_large && block.bytes() < kBlockBytes && reader.Next(line)) {
        is_large = line.text.size() > kBlockBytes;
        if (!is_large) block.Add(line);
      }
    }
    if (block.size() > 0) {
      block.Pad();
      blocks_.Put(std::move(block));
    }
    if (!is_large) return;
    // A line that is more than a block is not copied: its reader has the memory for it already.
    const StageTimer timer(worker.process_time());
    worker.kernel.ProcessLine(line);
  }

  void ProcessBlock(const LineBlock& block, Worker& worker) {
    const StageTimer timer(worker.process_time());
    worker.kernel.BeginFile(block.file());
    for (size_t i = 0; i < block.size(); ++i) worker.kernel.ProcessLine(block[i]);
    TellEvents(worker);
  }

  void TellEvents(Worker& worker) {
    const uint64_t events = worker.kernel.counters().events_read;
    events_ += events - worker.told_events;
    worker.told_events = events;
  }

  // What was read must be what was claimed: a file that grows while it is read would lose its later rows.
  void CheckUnchanged(const PlannedFile& file) {
    if (!file.info.version.empty() && files_.ReadsAsListed(file.info.path)) return;
    const auto now = files_.Stat(file.info.path);
    if (!now) throw SystemError("a raw file vanished while it was read: " + file.info.path);
    // Where contents have a version, that decides: a store tells the time of one object more coarsely than in a list.
    const bool same =
        file.info.version.empty() ? now->modified_ns == file.info.modified_ns : now->version == file.info.version;
    if (!same || now->size != file.info.size) {
      throw SystemError("a raw file changed while it was read: " + file.info.path +
                        "; nothing of this run is kept, run again when the file is complete");
    }
  }

  // Waits for the workers and reports how far they are, a last time when all have ended.
  void Watch() {
    std::unique_lock lock(mutex_);
    for (bool over = false; !over;) {
      over = finished_.wait_for(lock, kProgressInterval, [this] { return running_ == 0; });
      if (!over && !stopped_ && options_.abandon && options_.abandon()) {
        error_ =
            std::make_exception_ptr(SystemError("told to stop in the middle of a run; its files are unread again"));
        stopped_ = true;
      }
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
  const size_t workers_;
  LineBlocks blocks_;
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

// A thread of its own costs more than a small file.
size_t BusyThreads(uint64_t files, uint64_t stored_bytes, int allowed) {
  const uint64_t useful = std::max<uint64_t>({1, files, stored_bytes / kStoredBytesWorthAWorker});
  return static_cast<size_t>(std::clamp<uint64_t>(static_cast<uint64_t>(std::max(1, allowed)), 1, useful));
}

RunReport RunWorkers(FileSystem& files, std::span<const PlannedFile> planned, const WorkerOptions& options,
                     const JobInfo& job, BatchSink& sink) {
  return Run(files, planned, options, job, sink).Execute();
}

}  // namespace millrace
