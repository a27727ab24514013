#include "pipeline/workers.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/cancelled.h"
#include "core/error.h"
#include "pipeline/line_blocks.h"
#include "pipeline/stage_timer.h"
#include "raw/raw_file.h"

namespace millrace {
namespace {

constexpr auto kProgressInterval = std::chrono::milliseconds(200);
// How many lines a worker reads before it reports progress.
constexpr uint64_t kLinesBetweenReports = 512;
// Size of the blocks for workers without a file: about a millisecond of work.
constexpr size_t kBlockBytes = 256u << 10;
constexpr uint64_t kStoredBytesWorthAWorker = 1u << 20;
// Several small files are taken, and recorded as being read, at a time.
constexpr uint64_t kBytesTakenAtOnce = 256u << 10;
constexpr size_t kFilesTakenAtOnce = 16;
// If this many files in a row cannot be opened and none was read, the cause is not in the files.
constexpr size_t kMostUnread = 32;

// The private state of one worker.
struct Worker {
  Worker(const WorkerOptions& options, const JobInfo& job, KernelShared& shared, BatchSink& sink)
      : profile(options.profile),
        timed_sink(sink, options.profile),
        kernel(options.kernel, options.enrichments, job, shared, timed_sink) {}

  SteadyClock::duration* read_time() { return profile ? &reading : nullptr; }
  SteadyClock::duration* process_time() { return profile ? &processing : nullptr; }

  const bool profile;
  TimedSink timed_sink;
  Kernel kernel;
  Counters own;  // of the files that it read
  std::vector<FileContent> contents;
  uint64_t told_events = 0;
  SteadyClock::duration reading{};
  SteadyClock::duration processing{};
};

uint64_t StoredBytes(std::span<const PlannedFile> planned) {
  uint64_t bytes = 0;
  for (const PlannedFile& file : planned) bytes += file.info.size;
  return bytes;
}

// The state that all workers of one run share.
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
    // The largest first, so that no worker starts a big file when the others are done.
    std::stable_sort(order_.begin(), order_.end(),
                     [](const PlannedFile* a, const PlannedFile* b) { return a->info.size > b->info.size; });
    std::vector<FileInfo> infos;
    infos.reserve(order_.size());
    for (const PlannedFile* file : order_) infos.push_back(file->info);
    files_.WillRead(infos);
  }

  WorkersResult Execute() {
    running_ = workers_;
    {
      std::vector<std::jthread> workers;
      workers.reserve(workers_);
      for (size_t i = 0; i < workers_; ++i) workers.emplace_back([this, i] { Work(static_cast<int>(i)); });
      Watch();
    }
    if (error_) Rethrow();
    if (files_done_ == 0 && !result_.unread.empty()) throw RawFileFailure(std::move(result_.unread));
    const auto merge = SteadyClock::now();
    result_.report.counters.Add(shared_.Finish(job_, sink_, static_cast<unsigned>(options_.threads)));
    MILLRACE_CHECK(result_.report.counters.Balanced());
    if (options_.profile) result_.report.stage_seconds["finish_batches"] = Seconds(SteadyClock::now() - merge);
    result_.report.threads = options_.threads;
    return std::move(result_);
  }

 private:
  // The body of one worker thread.
  void Work(int number) {
    try {
      Worker worker(options_, job_, shared_, sink_);
      while (!stopped_) {
        const std::span<const PlannedFile* const> taken = TakeFiles(number);
        if (taken.empty()) break;
        for (const PlannedFile* file : taken) {
          if (!stopped_) ReadFile(*file, worker);
        }
      }
      blocks_.ReaderDone();
      LineBlock block;
      while (!stopped_ && blocks_.Take(block)) ProcessBlock(block, worker);
      if (!stopped_) worker.kernel.Finish();
      worker.own.Add(worker.kernel.counters());
      const std::lock_guard lock(mutex_);
      result_.report.counters.Add(worker.own);
      std::ranges::move(worker.contents, std::back_inserter(result_.contents));
      if (options_.profile) {
        result_.report.stage_seconds["read_and_gunzip"] += Seconds(worker.reading);
        result_.report.stage_seconds["parse_transform_enrich"] +=
            Seconds(worker.processing - worker.timed_sink.spent());
        result_.report.stage_seconds["write_parquet"] += Seconds(worker.timed_sink.spent());
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

  // Takes the next files for one worker and announces them before they are read. By then, the previous files of the
  // worker have been read. The last files of a worker stay announced until the run ends, because other workers may get
  // lines of them.
  std::span<const PlannedFile* const> TakeFiles(int worker) {
    size_t first = 0;
    size_t end = 0;
    {
      const std::lock_guard lock(mutex_);
      first = end = next_file_;
      uint64_t bytes = 0;
      while (end < order_.size() && end - first < kFilesTakenAtOnce) {
        bytes += order_[end]->info.size;
        if (end > first && bytes > kBytesTakenAtOnce) break;
        ++end;
      }
      next_file_ = end;
    }
    const auto taken = std::span<const PlannedFile* const>(order_).subspan(first, end - first);
    if (options_.on_reading && !taken.empty()) {
      std::vector<std::string> names;
      names.reserve(taken.size());
      for (const PlannedFile* file : taken) names.push_back(file->name);
      options_.on_reading(worker, names);
    }
    return taken;
  }

  void ReadFile(const PlannedFile& file, Worker& worker) {
    std::optional<RawFileReader> opened;
    RawLine line;
    bool more = false;
    try {
      const StageTimer timer(worker.read_time());
      opened.emplace(files_, file.info.path);
      more = opened->Next(line);
    } catch (const SystemError& error) {
      LeaveOut(file, error.what());
      return;
    }
    try {
      ReadLines(file, *opened, line, more, worker);
    } catch (const std::logic_error& bug) {
      throw RawFileFailure({{file, bug.what()}});
    }
  }

  void ReadLines(const PlannedFile& file, RawFileReader& reader, RawLine line, bool more, Worker& worker) {
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
    for (uint64_t lines = 1; more; ++lines) {
      {
        const StageTimer timer(worker.process_time());
        worker.kernel.ProcessLine(line);
      }
      if (lines % kLinesBetweenReports == 0) {
        if (stopped_) return;
        tell();
      }
      if (blocks_.Wanted()) GiveBlock(file, reader, worker);
      const StageTimer timer(worker.read_time());
      more = Next(file, reader, line);
    }
    if (!reader.error().empty()) {
      worker.kernel.RejectBrokenFile(reader.broken_line(), reader.error(), reader.no_gzip());
    }
    tell();
    CheckUnchanged(file);
    std::string content = file.info.version.empty() ? reader.content_hash() : "etag:" + file.info.version;
    if (!content.empty()) worker.contents.push_back({file.name, std::move(content)});
    ++worker.own.files;
    worker.own.bytes_in += reader.compressed_bytes();
    worker.own.bytes_raw += reader.raw_bytes();
    ++files_done_;
  }

  // Rows of the file may have been written, so the job cannot continue without it.
  static bool Next(const PlannedFile& file, RawFileReader& reader, RawLine& line) {
    try {
      return reader.Next(line);
    } catch (const SystemError& error) {
      throw RawFileFailure({{file, error.what()}});
    }
  }

  // Nothing of the file has reached the kernel.
  void LeaveOut(const PlannedFile& file, const char* reason) {
    const std::lock_guard lock(mutex_);
    result_.unread.push_back({file, reason});
    if (result_.unread.size() >= kMostUnread && files_done_ == 0) {
      throw SystemError("none of " + std::to_string(result_.unread.size()) +
                        " raw files can be read, so no more are tried; the first: " + reason);
    }
  }

  // The error that stopped the run. Files that were skipped have failed, too.
  [[noreturn]] void Rethrow() {
    try {
      std::rethrow_exception(error_);
    } catch (const RawFileFailure& failure) {
      std::vector<UnreadFile> all = failure.unread();
      all.insert(all.end(), result_.unread.begin(), result_.unread.end());
      throw RawFileFailure(std::move(all));
    }
  }

  // Passes the next lines of the file to a worker that has none.
  void GiveBlock(const PlannedFile& file, RawFileReader& reader, Worker& worker) {
    LineBlock block(file.info.path);
    RawLine line;
    bool is_large = false;
    {
      const StageTimer timer(worker.read_time());
      while (!is_large && block.bytes() < kBlockBytes && Next(file, reader, line)) {
        is_large = line.text.size() > kBlockBytes;
        if (!is_large) block.Add(line);
      }
    }
    if (block.size() > 0) {
      block.Pad();
      blocks_.Put(std::move(block));
    }
    if (!is_large) return;
    // A line that is larger than a block is not copied, because its reader has already allocated the memory for it.
    const StageTimer timer(worker.process_time());
    worker.kernel.ProcessLine(line);
  }

  void ProcessBlock(const LineBlock& block, Worker& worker) {
    const StageTimer timer(worker.process_time());
    worker.kernel.BeginFile(block.file());
    try {
      for (size_t i = 0; i < block.size(); ++i) worker.kernel.ProcessLine(block[i]);
    } catch (const std::logic_error& bug) {
      const auto file = std::ranges::find(order_, block.file(), [](const PlannedFile* f) { return f->info.path; });
      throw RawFileFailure({{**file, bug.what()}});
    }
    TellEvents(worker);
  }

  void TellEvents(Worker& worker) {
    const uint64_t events = worker.kernel.counters().events_read;
    events_ += events - worker.told_events;
    worker.told_events = events;
  }

  // The file must be as it was when it was claimed: if it grew while it was read, its last rows would be lost.
  void CheckUnchanged(const PlannedFile& file) {
    if (!file.info.version.empty() && files_.ReadsAsListed(file.info.path)) return;
    const auto now = files_.Stat(file.info.path);
    if (!now) throw RawFileFailure({{file, "it disappeared while it was read"}});
    // If contents have a version, it decides, because a store reports the time of a single object less precisely than
    // in a listing.
    const bool same =
        file.info.version.empty() ? now->modified_ns == file.info.modified_ns : now->version == file.info.version;
    if (!same || now->size != file.info.size) {
      throw RawFileFailure({{file, "it changed while it was read"}});
    }
  }

  // Waits for the workers and reports progress, a last time when all have ended.
  void Watch() {
    std::unique_lock lock(mutex_);
    for (bool over = false; !over;) {
      over = finished_.wait_for(lock, kProgressInterval, [this] { return running_ == 0; });
      if (!over && !stopped_ && options_.stop.stop_requested()) {
        error_ = std::make_exception_ptr(Cancelled("interrupted; its files are unread again"));
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
  std::atomic<bool> stopped_{false};
  std::atomic<uint64_t> files_done_{0};
  std::atomic<uint64_t> bytes_done_{0};
  std::atomic<uint64_t> bytes_raw_{0};
  std::atomic<uint64_t> events_{0};

  std::mutex mutex_;  // guards what follows
  std::condition_variable finished_;
  size_t next_file_ = 0;  // of `order_`
  size_t running_ = 0;
  std::exception_ptr error_;
  WorkersResult result_;
};

}  // namespace

// A thread costs more than a small file.
size_t BusyThreads(uint64_t files, uint64_t stored_bytes, int allowed) {
  const uint64_t useful = std::max<uint64_t>({1, files, stored_bytes / kStoredBytesWorthAWorker});
  return static_cast<size_t>(std::clamp<uint64_t>(static_cast<uint64_t>(std::max(1, allowed)), 1, useful));
}

WorkersResult RunWorkers(FileSystem& files, std::span<const PlannedFile> planned, const WorkerOptions& options,
                         const JobInfo& job, BatchSink& sink) {
  return Run(files, planned, options, job, sink).Execute();
}

}  // namespace millrace
