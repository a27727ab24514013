#include "pipeline/spark_size.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

constexpr RunMeans kSparkMeans = {.threads = 2, .memory_bytes = 640u << 20, .price_per_core_hour = 0.05};

// Runs of files of this size, that expand tenfold; a thread reads 100 MB/s.
Plan RunsOfFiles(std::vector<size_t> runs, uint64_t file_bytes) {
  Plan plan;
  for (const size_t files : runs) {
    plan.runs.emplace_back(files, PlannedFile{.name = "f", .info = {.path = "f", .size = file_bytes}});
    plan.files += files;
    plan.bytes += files * file_bytes;
  }
  return plan;
}

SparkSize SparkSizeOf(const Plan& plan) {
  return SizeForSpark(plan, {.sample = {.expansion = 10}, .rates = {.seconds_to_begin = 0}, .runs = {}, .total = {}},
                      kSparkMeans);
}

TEST(SparkSize, NothingToReadNeedsNoExecutor) {
  const SparkSize size = SparkSizeOf(Plan{});
  EXPECT_EQ(size.executors, 0);
  EXPECT_EQ(size.tasks, 0u);
}

TEST(SparkSize, LittleWorkNeedsOneCore) {
  const SparkSize size = SparkSizeOf(RunsOfFiles({20}, 10'000'000));
  EXPECT_EQ(size.executors, 1);
  EXPECT_EQ(size.executor_cores, 1);
  EXPECT_NEAR(size.core_seconds, 20, 1e-6);
  EXPECT_NEAR(size.seconds, kSparkStartSeconds + 20, 1e-6);
  EXPECT_EQ(size.heap_bytes + size.overhead_bytes, uint64_t{2} << 30) << "the least of a core";
}

TEST(SparkSize, CoresGrowWithTheWorkSoThatItEndsInTime) {
  const SparkSize size = SparkSizeOf(RunsOfFiles({10'000}, 100'000'000));  // 100,000 s of a core
  EXPECT_EQ(size.executor_cores, 4);
  EXPECT_EQ(size.executors, 42);  // 167 cores
  EXPECT_FALSE(size.limited_by_tasks);
  EXPECT_LE(size.seconds, kSparkStartSeconds + kSparkWantedSeconds);
  EXPECT_GT(size.seconds, 0.9 * kSparkWantedSeconds);
  EXPECT_NEAR(size.cost_usd, 42 * 4 * size.seconds / 3600 * 0.05, 1e-9);
}

TEST(SparkSize, MoreCoresThanTasksWouldHaveNothingToDo) {
  const SparkSize size = SparkSizeOf(RunsOfFiles({2}, 60'000'000'000));
  EXPECT_TRUE(size.limited_by_tasks);
  EXPECT_EQ(size.executors * size.executor_cores, 2);
  EXPECT_NEAR(size.longest_task_seconds, 6000, 1e-6);
  EXPECT_NEAR(size.seconds, kSparkStartSeconds + 6000, 1e-6);
}

TEST(SparkSize, RunsFollowEachOther) {
  const SparkSize one = SparkSizeOf(RunsOfFiles({64}, 100'000'000));
  const SparkSize four = SparkSizeOf(RunsOfFiles({16, 16, 16, 16}, 100'000'000));
  EXPECT_EQ(one.tasks, four.tasks);
  EXPECT_GE(four.seconds, one.seconds);
}

TEST(SparkSize, MemoryIsThatOfTheTasksOfAnExecutor) {
  SparkSize size = SparkSizeOf(RunsOfFiles({10'000}, 100'000'000));
  const uint64_t container = size.heap_bytes + size.overhead_bytes;
  EXPECT_EQ(size.overhead_bytes % (1u << 30), 0u);
  EXPECT_GE(container, uint64_t{8} << 30);
  EXPECT_GE(size.overhead_bytes, 4 * size.task_memory_bytes);
}

}  // namespace
}  // namespace millrace
