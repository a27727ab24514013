#include "pipeline/spark_size.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/json_object.h"
#include "pipeline/job_task.h"

namespace millrace {
namespace {

constexpr uint64_t kGiB = 1u << 30;
// The smallest worker of EMR Serverless with several cores for its tasks has four, with at least 2 GB a core; on one, a
// lost executor loses four tasks.
constexpr int kExecutorCores = 4;
constexpr uint64_t kLeastBytesPerCore = 2 * kGiB;
// Rows never enter the heap: it holds Spark itself.
constexpr uint64_t kHeapBytes = kGiB;
// Of the estimated memory of a task: estimates err, and a container that exceeds its memory is killed. With it, a
// worker process of Python for each task.
constexpr double kMemoryMargin = 1.5;
constexpr uint64_t kPythonBytes = 100'000'000;

uint64_t WholeGiB(uint64_t bytes) {
  return (bytes + kGiB - 1) / kGiB * kGiB;
}

// The tasks of one run. Runs follow each other.
struct RunOfTasks {
  size_t tasks = 0;
  double core_seconds = 0;
  double longest = 0;
};

}  // namespace

SparkSize SizeForSpark(const Plan& plan, const PlanEstimate& estimate, const RunMeans& means) {
  SparkSize size{.task_bytes = kSparkTaskBytes};
  RunMeans one = means;
  one.threads = 1;
  std::vector<RunOfTasks> runs;
  size_t most_tasks = 0;
  for (const std::vector<PlannedFile>& files : plan.runs) {
    RunOfTasks& run = runs.emplace_back();
    for (const std::vector<PlannedFile>& task : DivideIntoTasks(files, kSparkTaskBytes)) {
      const Estimate needs = EstimateRun(task, estimate.sample, estimate.rates, one);
      ++run.tasks;
      run.core_seconds += needs.seconds;
      run.longest = std::max(run.longest, needs.seconds);
      size.task_memory_bytes = std::max(size.task_memory_bytes, needs.peak_memory_bytes);
    }
    size.tasks += run.tasks;
    size.core_seconds += run.core_seconds;
    size.longest_task_seconds = std::max(size.longest_task_seconds, run.longest);
    most_tasks = std::max(most_tasks, run.tasks);
  }
  if (size.tasks == 0) return size;
  const auto wanted = static_cast<size_t>(std::ceil(size.core_seconds / kSparkWantedSeconds));
  size.limited_by_tasks = wanted > most_tasks;
  const size_t cores = std::min(wanted, most_tasks);
  size.executor_cores = static_cast<int>(std::min<size_t>(cores, kExecutorCores));
  size.executors = static_cast<int>((cores + kExecutorCores - 1) / kExecutorCores);
  const auto executor_cores = static_cast<uint64_t>(size.executor_cores);
  const auto native = static_cast<uint64_t>(static_cast<double>(size.task_memory_bytes) * kMemoryMargin) + kPythonBytes;
  size.heap_bytes = kHeapBytes;
  size.overhead_bytes = std::max(WholeGiB(executor_cores * native), executor_cores * kLeastBytesPerCore - kHeapBytes);
  const double all_cores = static_cast<double>(size.executors) * size.executor_cores;
  size.seconds = kSparkStartSeconds;
  for (const RunOfTasks& run : runs) {
    size.seconds += estimate.rates.seconds_to_begin + std::max(run.longest, run.core_seconds / all_cores);
  }
  size.cost_usd = all_cores * size.seconds / 3600 * means.price_per_core_hour;
  return size;
}

std::string ToJson(const SparkSize& size) {
  return JsonObject()
      .Field("tasks", size.tasks)
      .Field("task_bytes", size.task_bytes)
      .Field("executors", size.executors)
      .Field("executor_cores", size.executor_cores)
      .Field("executor_memory_bytes", size.heap_bytes)
      .Field("executor_overhead_bytes", size.overhead_bytes)
      .Field("task_memory_bytes", size.task_memory_bytes)
      .Field("core_seconds", std::round(size.core_seconds * 1e6) / 1e6)
      .Field("longest_task_seconds", std::round(size.longest_task_seconds * 1e6) / 1e6)
      .Field("seconds", std::round(size.seconds * 1e6) / 1e6)
      .Field("cost_usd", std::round(size.cost_usd * 1e9) / 1e9)
      .Finish();
}

}  // namespace millrace
