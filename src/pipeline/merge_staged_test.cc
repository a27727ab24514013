#include "pipeline/merge_staged.h"

#include <set>

#include <gtest/gtest.h>

#include "lake/partition_path.h"

namespace millrace {
namespace {

constexpr uint64_t kTarget = 128u << 20;

LedgerOutput Staged(TableId table, const std::string& app, int32_t day, uint64_t bytes) {
  static int number = 0;
  return {.staged_path = std::to_string(number++),
          .final_path = {},
          .table = std::string(TableOf(table).name),
          .partition = PartitionFolder({.app = app, .day = day}),
          .rows = 1,
          .bytes = bytes};
}

std::vector<LedgerOutput> Many(size_t count, const LedgerOutput& one) {
  std::vector<LedgerOutput> outputs(count, one);
  for (size_t i = 0; i < count; ++i) outputs[i].staged_path += "-" + std::to_string(i);
  return outputs;
}

size_t Files(const MergePlan& plan) {
  std::set<std::string> paths;
  for (const LedgerOutput& file : plan.kept) paths.insert(file.staged_path);
  for (const auto& task : plan.tasks) {
    for (const LedgerOutput& file : task) paths.insert(file.staged_path);
  }
  return paths.size();
}

TEST(MergeStaged, FewOrLargeFilesAreKept) {
  std::vector<LedgerOutput> outputs = Many(3, Staged(TableId::kEvent, "shop", 1, 1000));
  for (const LedgerOutput& file : Many(9, Staged(TableId::kEvent, "shop", 2, kTarget))) outputs.push_back(file);
  const MergePlan plan = PlanMerges(outputs, kTarget);
  EXPECT_EQ(plan.kept.size(), 12u);
  EXPECT_TRUE(plan.tasks.empty());
}

TEST(MergeStaged, SmallPartitionsShareATaskAndNoneIsDivided) {
  std::vector<LedgerOutput> outputs;
  for (int32_t day = 0; day < 30; ++day) {
    for (const LedgerOutput& file : Many(10, Staged(TableId::kEvent, "shop", day, 4u << 20))) outputs.push_back(file);
  }
  const MergePlan plan = PlanMerges(outputs, kTarget);
  EXPECT_EQ(Files(plan), 300u);
  EXPECT_EQ(plan.tasks.size(), 3u) << "1.2 GB in tasks of 512 MiB";
  std::set<std::string> seen;
  for (const auto& task : plan.tasks) {
    std::set<std::string> partitions;
    for (const LedgerOutput& file : task) partitions.insert(file.partition);
    for (const std::string& partition : partitions) EXPECT_TRUE(seen.insert(partition).second) << partition;
  }
}

TEST(MergeStaged, ALargePartitionIsDividedAmongTasks) {
  const MergePlan plan = PlanMerges(Many(1000, Staged(TableId::kSession, "shop", 1, 2u << 20)), kTarget);
  EXPECT_EQ(plan.tasks.size(), 5u) << "2 GB and the openings, in tasks of 512 MiB";
  EXPECT_EQ(Files(plan), 1000u);
}

TEST(MergeStaged, UsersOfAllDaysOfAnAppAreMergedTogether) {
  std::vector<LedgerOutput> outputs;
  for (int32_t day = 0; day < 8; ++day)
    outputs.push_back(Staged(TableId::kUser, day < 6 ? "shop" : "market", day, 1000));
  const MergePlan plan = PlanMerges(outputs, kTarget);
  ASSERT_EQ(plan.tasks.size(), 1u);
  EXPECT_EQ(plan.tasks[0].size(), 6u);
  EXPECT_EQ(plan.kept.size(), 2u);
}

}  // namespace
}  // namespace millrace
