// How large a Spark application should be for the runs of a plan: tasks, executors with their cores and memory, and the
// time it will take. Derived from the estimate of the plan; says nothing about a cluster that exists.
#pragma once

#include <cstdint>
#include <string>

#include "pipeline/estimate.h"
#include "pipeline/plan.h"

namespace millrace {

struct SparkSize {
  uint64_t tasks = 0;
  uint64_t task_bytes = 0;          // as stored, wanted
  double core_seconds = 0;          // of all tasks
  double longest_task_seconds = 0;  // no number of cores makes a job shorter
  uint64_t task_memory_bytes = 0;   // of the largest task
  int executors = 0;                // 0: there is nothing to read
  int executor_cores = 0;           // tasks side by side
  uint64_t heap_bytes = 0;          // of an executor: spark.executor.memory
  uint64_t overhead_bytes = 0;      // spark.executor.memoryOverhead, where the kernel is
  double seconds = 0;               // with the start of the application
  double cost_usd = 0;
  bool limited_by_tasks = false;  // more cores would have no task
};

// What Spark's tasks read if nobody says otherwise (python/millrace/spark).
inline constexpr uint64_t kSparkTaskBytes = 128u << 20;
// Enough cores for all tasks to end within this. Fewer take longer, for the same price; more spend their time starting.
inline constexpr double kSparkWantedSeconds = 600;
// Until the first task runs: 13.3 s with one executor on two busy cores (Spark 4.0).
inline constexpr double kSparkStartSeconds = 15;

// `means`: of one process on this machine; its price and its limit of memory are those of a task.
SparkSize SizeForSpark(const Plan& plan, const PlanEstimate& estimate, const RunMeans& means);

std::string ToJson(const SparkSize& size);

}  // namespace millrace
