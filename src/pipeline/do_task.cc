#include "pipeline/do_task.h"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <unordered_map>
#include <utility>

#include "privacy/privacy_sink.h"

#include "core/cancelled.h"
#include "core/error.h"
#include "lake/partition_path.h"
#include "pipeline/lake_view.h"
#include "pipeline/merge_staged.h"
#include "pipeline/publish.h"
#include "pipeline/raw_job.h"
#include "pipeline/stage_timer.h"
#include "pipeline/stoppable_sink.h"
#include "pipeline/upload_notes.h"
#include "pipeline/workers.h"

namespace millrace {
namespace {

constexpr auto kTellInterval = std::chrono::seconds(1);

// Ten digits. Chosen by the attempt itself, so that attempts differ whatever their runner knows of each other.
std::string NewAttempt() {
  std::random_device random;
  char digits[16];
  std::snprintf(digits, sizeof digits, "%010u", random());
  return digits;
}

void CheckTask(const PipelineOptions& options, const JobTask& task) {
  if (task.job.project_id != options.project || task.lake != options.lake) {
    throw UserError("the task is of project " + task.job.project_id + " and lake " + task.lake +
                    ", the configuration names " + options.project + " and " + options.lake +
                    "; use the configuration of the job");
  }
}

class Attempt {
 public:
  Attempt(FileSystem& files, const PipelineOptions& options, const JobTask& task,
          const std::function<void(const TaskAnswer&)>& tell)
      : files_(files),
        options_(options),
        task_(task),
        tell_(tell),
        base_{.job = task.job.job_id, .task = task.number, .attempt = NewAttempt()} {
    for (size_t i = 0; i < task.files.size(); ++i) position_[task.files[i].name] = i;
  }

  TaskAnswer Make() {
    LakeOptions lake = options_.writer;
    lake.lake = options_.lake;
    lake.project = options_.project;
    lake.job_id = task_.job.job_id;
    lake.task = AttemptName(task_.number, base_.attempt);
    if (NeedsUploadNotes(options_.lake)) {
      lake.on_create = [&](const LakeFile& file) {
        WriteUploadNote(files_, Folder(), uploads_.size(), file.final_path);
        uploads_.push_back(file.final_path);
      };
    }
    LakeWriter writer(files_, lake);
    TaskAnswer answer = base_;
    try {
      answer.result = Work(writer);
    } catch (const Cancelled&) {
      Remove(writer);
      throw;
    } catch (const RawFileFailure& failure) {
      answer.failed = failure.what();
      answer.files = FailuresOf(failure.unread());
    } catch (const std::exception& error) {
      answer.failed = error.what();
    }
    if (answer.failed) Remove(writer);
    return answer;
  }

 private:
  std::string Folder() const {
    return StagingFolder(options_.lake, options_.project, task_.job.job_id) + "/" +
           AttemptName(task_.number, base_.attempt);
  }

  StagedResult Work(LakeWriter& writer) {
    const auto start = SteadyClock::now();
    StagedResult result = task_.merge.empty() ? Read(writer) : Merge(writer);
    result.seconds = Seconds(SteadyClock::now() - start);
    result.peak_memory_bytes = PeakMemoryBytes();
    return result;
  }

  // Privacy rules do not apply: they have been applied to these rows, and would hash what is a hash already.
  StagedResult Merge(LakeWriter& writer) {
    StoppableSink sink(options_.stop, writer);
    StagedResult result;
    result.counters = MergeStaged(files_, options_.lake, task_.merge, options_.kernel.memory_bytes, task_.job, sink);
    AddOutputs(writer, result);
    sink.Check();
    SealStaging(files_, options_.lake, result.outputs);
    return result;
  }

  StagedResult Read(LakeWriter& writer) {
    std::optional<PrivacySink> guarded;
    if (options_.privacy != nullptr) guarded.emplace(*options_.privacy, writer);
    StoppableSink sink(options_.stop, guarded ? static_cast<BatchSink&>(*guarded) : writer);
    WorkerOptions workers = WorkersOf(options_, {});
    workers.on_reading = [this](int worker, std::span<const std::string> names) { TellReading(worker, names); };
    workers.on_progress = [this](const ProgressCounts& counts) { TellProgress(counts); };
    WorkersResult work = RunWorkers(files_, task_.files, workers, task_.job, sink);
    StagedResult result{.outputs = {},
                        .counters = std::move(work.report.counters),
                        .contents = {},
                        .unread = FailuresOf(work.unread),
                        .threads = options_.threads,
                        .stage_seconds = std::move(work.report.stage_seconds)};
    AddOutputs(writer, result);
    sink.Check();
    SealStaging(files_, options_.lake, result.outputs);
    for (FileContent& content : work.contents) {
      result.contents.push_back({.file = position_.at(content.path), .content = std::move(content.content)});
    }
    return result;
  }

  void AddOutputs(LakeWriter& writer, StagedResult& result) const {
    for (const LakeFile& file : writer.Finish()) {
      result.outputs.push_back({.staged_path = BelowLake(options_.lake, file.staged_path),
                                .final_path = BelowLake(options_.lake, file.final_path),
                                .table = std::string(TableOf(file.table).name),
                                .partition = PartitionFolder(file.partition),
                                .rows = file.rows,
                                .bytes = file.bytes});
    }
  }

  std::vector<TaskFileFailure> FailuresOf(const std::vector<UnreadFile>& unread) const {
    std::vector<TaskFileFailure> failures;
    failures.reserve(unread.size());
    for (const UnreadFile& file : unread) failures.push_back({position_.at(file.file.name), file.reason});
    return failures;
  }

  // A process that dies while it reads a file may die because of it, so this is said before.
  void TellReading(int worker, std::span<const std::string> names) {
    const std::lock_guard lock(mutex_);
    std::vector<size_t>& files = reading_[worker];
    files.clear();
    for (const std::string& name : names) files.push_back(position_.at(name));
    Tell();
  }

  void TellProgress(const ProgressCounts& counts) {
    const std::lock_guard lock(mutex_);
    counts_ = counts;
    if (SteadyClock::now() - told_ >= kTellInterval) Tell();
  }

  // The mutex is held.
  void Tell() {
    TaskAnswer answer = base_;
    answer.progress = counts_;
    answer.reading.emplace();
    for (const auto& [worker, files] : reading_) {
      answer.reading->insert(answer.reading->end(), files.begin(), files.end());
    }
    told_ = SteadyClock::now();
    tell_(answer);
  }

  // As far as possible; the end of the job removes the rest.
  void Remove(LakeWriter& writer) {
    try {
      AbortNotedUploads(files_, uploads_);
      writer.Abandon();
    } catch (const std::exception&) {
      // Report the error that made the attempt fail, not this one.
    }
  }

  FileSystem& files_;
  const PipelineOptions& options_;
  const JobTask& task_;
  const std::function<void(const TaskAnswer&)>& tell_;
  const TaskAnswer base_;
  std::unordered_map<std::string, size_t> position_;  // of a file in the task, by name
  std::vector<std::string> uploads_;                  // final paths

  std::mutex mutex_;  // guards what follows
  std::map<int, std::vector<size_t>> reading_;
  ProgressCounts counts_;
  SteadyClock::time_point told_;
};

}  // namespace

std::string AttemptName(uint64_t task, const std::string& attempt) {
  std::string digits = std::to_string(task);
  return std::string(6 - digits.size(), '0') + digits + attempt;
}

TaskAnswer DoTask(FileSystem& files, const PipelineOptions& options, const JobTask& task,
                  const std::function<void(const TaskAnswer&)>& tell) {
  CheckTask(options, task);
  return Attempt(files, options, task, tell).Make();
}

}  // namespace millrace
