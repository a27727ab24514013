#include "pipeline/run_tasks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "core/cancelled.h"
#include "core/error.h"
#include "core/json_object.h"
#include "core/log.h"
#include "lake/partition_path.h"
#include "pipeline/do_task.h"
#include "pipeline/job_task.h"
#include "pipeline/merge_staged.h"
#include "pipeline/raw_file_failure.h"
#include "pipeline/stage_timer.h"
#include "pipeline/task_answer.h"

namespace millrace {
namespace {

constexpr auto kLookInterval = std::chrono::milliseconds(200);

class TaskedRun {
 public:
  TaskedRun(TaskRunner& runner, const TasksOptions& options, const WorkerOptions& workers, const JobInfo& job)
      : runner_(runner), options_(options), workers_(workers), job_(job) {}

  TaskedWork Execute(std::span<const PlannedFile> planned) {
    const auto start = SteadyClock::now();
    std::vector<std::vector<PlannedFile>> tasks = DivideIntoTasks(planned, options_.task_bytes);
    uint64_t bytes = 0;
    for (const PlannedFile& file : planned) bytes += file.info.size;
    runner_.Send(JsonObject()
                     .Field("kind", "job")
                     .Field("job", job_.job_id)
                     .Field("tasks", tasks.size())
                     .Field("files", planned.size())
                     .Field("bytes", bytes)
                     .Finish());
    for (std::vector<PlannedFile>& files : tasks) HandOut(std::move(files), false);
    Await();
    if (options_.target_file_bytes > 0) {
      MergePlan merges = PlanMerges(std::move(work_.outputs), options_.target_file_bytes);
      work_.outputs = std::move(merges.kept);
      for (std::vector<LedgerOutput>& files : merges.tasks) HandOutMerge(std::move(files));
      Await();
    }
    RunReport& report = work_.result.report;
    if (report.counters.files == 0 && !work_.result.unread.empty()) {
      throw RawFileFailure(std::move(work_.result.unread));
    }
    MILLRACE_CHECK(report.counters.Balanced());
    // The average number of threads, so that the cost of the run is that of its tasks.
    const double seconds = std::max(1e-3, Seconds(SteadyClock::now() - start));
    report.threads = std::max(1, static_cast<int>(std::lround(thread_seconds_ / seconds)));
    return std::move(work_);
  }

 private:
  struct Task {
    std::vector<PlannedFile> files;
    std::vector<LedgerOutput> merge = {};
    bool repeated = false;  // without a file that could not be read
    bool settled = false;
    std::vector<size_t> reading = {};  // what was said last
    ProgressCounts progress = {};      // of the attempt that is farthest
  };

  void Await() {
    while (open_ > 0) {
      if (workers_.stop.stop_requested()) throw Cancelled("interrupted; its files are unread again");
      if (const auto line = runner_.Receive(kLookInterval)) Take(ParseTaskAnswer(*line));
      TellProgress();
    }
  }

  void HandOut(std::vector<PlannedFile> files, bool repeated) {
    Send({.job = job_, .lake = options_.lake, .number = tasks_.size(), .files = files});
    tasks_.push_back({.files = std::move(files), .repeated = repeated});
  }
  void HandOutMerge(std::vector<LedgerOutput> merge) {
    Send({.job = job_, .lake = options_.lake, .number = tasks_.size(), .merge = merge});
    tasks_.push_back({.files = {}, .merge = std::move(merge)});
  }
  void Send(const JobTask& task) {
    if (task.number > kMostTasks) throw SystemError("the job needs too many tasks; raise --task-bytes");
    runner_.Send(ToJson(task));
    ++open_;
  }

  void Take(TaskAnswer answer) {
    if (answer.job != job_.job_id) return;  // late, of an earlier job of this process
    if (answer.task >= tasks_.size()) Refuse(answer, "there is no such task");
    const uint64_t number = answer.task;
    if (tasks_[number].settled) return;  // of an attempt that was slower than another
    if (answer.result) return Accept(answer, std::move(*answer.result));
    if (!tasks_[number].merge.empty()) {
      // What should have been merged is complete: the job goes on with small files.
      if (answer.failed || answer.died) {
        LogWarning("task " + std::to_string(number) +
                   " has not merged what other tasks had staged, so small files are published: " +
                   (answer.failed ? *answer.failed : *answer.died));
        std::ranges::move(tasks_[number].merge, std::back_inserter(work_.outputs));
        Settle(number);
      }
      return;
    }
    if (answer.failed && answer.files.empty()) GiveUp(answer, *answer.failed);
    if (answer.reading) {
      for (const size_t file : *answer.reading) FileOf(answer, file);
      tasks_[number].reading = std::move(*answer.reading);
    }
    if (answer.progress) {
      if (answer.progress->bytes_done >= tasks_[number].progress.bytes_done) tasks_[number].progress = *answer.progress;
      return;
    }
    std::vector<UnreadFile> unread;
    unread.reserve(answer.files.size());
    for (const TaskFileFailure& failure : answer.files) {
      unread.push_back({FileOf(answer, failure.file), failure.reason});
    }
    if (answer.died) {
      for (const size_t file : tasks_[number].reading) {
        unread.push_back({FileOf(answer, file), "the task ended while the file was read: " + *answer.died});
      }
      if (unread.empty()) GiveUp(answer, *answer.died);
    }
    LeaveOut(number, std::move(unread));
  }

  void Accept(const TaskAnswer& answer, StagedResult result) {
    std::array<uint64_t, kTableCount> rows{};
    const std::string attempt = AttemptName(answer.task, answer.attempt);
    const std::string folder = StagingFolder("", job_.project_id, job_.job_id).substr(1) + "/" + attempt + "/";
    const std::string name = job_.job_id + "-" + attempt;
    for (const LedgerOutput& output : result.outputs) {
      const auto table = FindTable(output.table);
      if (!table || !output.staged_path.starts_with(folder) ||
          !output.final_path.starts_with(TableFolder("", job_.project_id, *table).substr(1) + "/" + output.partition +
                                         "/" + name)) {
        Refuse(answer, "the file is not one of its own: " + output.final_path);
      }
      rows[static_cast<size_t>(*table)] += output.rows;
    }
    // A merge has read no events, only rows.
    const bool merges = !tasks_[answer.task].merge.empty();
    if (rows != result.counters.rows_written || !(merges || result.counters.Balanced())) {
      Refuse(answer, "its counters do not agree with its files");
    }
    if (merges) ReplaceMerged(answer, result.counters);
    std::vector<UnreadFile> unread;
    unread.reserve(result.unread.size());
    for (const TaskFileFailure& failure : result.unread) {
      unread.push_back({FileOf(answer, failure.file), failure.reason});
    }
    for (TaskFileContent& content : result.contents) {
      work_.result.contents.push_back({FileOf(answer, content.file).name, std::move(content.content)});
    }
    std::ranges::move(unread, std::back_inserter(work_.result.unread));
    std::ranges::move(result.outputs, std::back_inserter(work_.outputs));
    RunReport& report = work_.result.report;
    report.counters.Add(result.counters);
    report.peak_memory_bytes = std::max(report.peak_memory_bytes, result.peak_memory_bytes);
    for (const auto& [stage, seconds] : result.stage_seconds) report.stage_seconds[stage] += seconds;
    thread_seconds_ += result.threads * result.seconds;
    Settle(answer.task);
  }

  // The rows of a merge take the place of those that it has read. Only users become fewer.
  void ReplaceMerged(const TaskAnswer& answer, Counters& counters) {
    std::array<uint64_t, kTableCount> given{};
    uint64_t all = 0;
    for (const LedgerOutput& file : tasks_[answer.task].merge) {
      given[static_cast<size_t>(*FindTable(file.table))] += file.rows;
      all += file.rows;
    }
    bool whole = counters.rows_read == all;
    auto& total = work_.result.report.counters.rows_written;
    for (size_t table = 0; table < kTableCount; ++table) {
      const bool fewer = table == static_cast<size_t>(TableId::kUser) && counters.rows_written[table] < given[table];
      whole = whole && (fewer || counters.rows_written[table] == given[table]);
      total[table] -= given[table];
    }
    if (!whole) Refuse(answer, "it has not merged the rows that it was given");
    Counters only_rows;
    only_rows.rows_written = counters.rows_written;
    counters = only_rows;
  }

  // Replaces a task by one without these files. From the second failure on, it is divided into halves, so that all
  // attempts together read a bounded multiple of the bytes, however many files fail.
  void LeaveOut(uint64_t number, std::vector<UnreadFile> unread) {
    std::unordered_set<std::string> names;
    for (const UnreadFile& file : unread) names.insert(file.file.name);
    std::vector<PlannedFile> rest = std::move(tasks_[number].files);
    std::erase_if(rest, [&](const PlannedFile& file) { return names.contains(file.name); });
    std::ranges::move(unread, std::back_inserter(work_.result.unread));
    const bool halves = tasks_[number].repeated && rest.size() > 1;
    Settle(number);
    if (halves) {
      const auto middle = rest.begin() + static_cast<std::ptrdiff_t>(rest.size() / 2);
      HandOut({middle, rest.end()}, true);
      rest.erase(middle, rest.end());
    }
    if (!rest.empty()) HandOut(std::move(rest), true);
  }

  void Settle(uint64_t number) {
    tasks_[number] = {.files = {}, .settled = true};
    --open_;
    runner_.Send(JsonObject().Field("kind", "settled").Field("job", job_.job_id).Field("task", number).Finish());
  }

  const PlannedFile& FileOf(const TaskAnswer& answer, size_t position) const {
    const std::vector<PlannedFile>& files = tasks_[answer.task].files;
    if (position >= files.size()) Refuse(answer, "it has no file " + std::to_string(position));
    return files[position];
  }

  [[noreturn]] static void Refuse(const TaskAnswer& answer, const std::string& why) {
    throw UserError("wrong answer of task " + std::to_string(answer.task) + ": " + why);
  }
  [[noreturn]] static void GiveUp(const TaskAnswer& answer, const std::string& why) {
    throw SystemError("task " + std::to_string(answer.task) + " failed: " + why);
  }

  void TellProgress() const {
    if (!workers_.on_progress) return;
    ProgressCounts counts = workers_.progress_before;
    counts.AddDone(work_.result.report.counters);
    for (const Task& task : tasks_) {
      counts.files_done += task.progress.files_done;
      counts.bytes_done += task.progress.bytes_done;
      counts.bytes_raw += task.progress.bytes_raw;
      counts.events += task.progress.events;
    }
    workers_.on_progress(counts);
  }

  TaskRunner& runner_;
  const TasksOptions& options_;
  const WorkerOptions& workers_;
  const JobInfo& job_;
  std::vector<Task> tasks_;
  uint64_t open_ = 0;
  double thread_seconds_ = 0;
  TaskedWork work_;
};

}  // namespace

TaskedWork RunTasks(TaskRunner& runner, std::span<const PlannedFile> planned, const TasksOptions& options,
                    const WorkerOptions& workers, const JobInfo& job) {
  return TaskedRun(runner, options, workers, job).Execute(planned);
}

void TellJobEnd(TaskRunner& runner, const std::string& job_id, bool committed) {
  runner.Send(JsonObject().Field("kind", "end").Field("job", job_id).Field("committed", committed).Finish());
}

}  // namespace millrace
