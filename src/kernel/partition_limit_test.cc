// Clients choose partitions by app ids and times; a run limits how many it writes.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "kernel/partition_registry.h"
#include "kernel/testing/kernel_fixture.h"

namespace millrace {
namespace {

constexpr int64_t kDayMs = 86'400'000;

std::string EventOf(const std::string& app, const std::string& id, int64_t time = kTestIngest - 1000) {
  std::string event = TestEvent(id, "_page_view", time,
                                R"(,"items":[{"id":"i)" + id + R"("}],"attributes":{"_session_id":"s)" + id + R"("})");
  event.replace(event.find("shop"), 4, app);
  event.replace(event.find("\"u1\""), 4, "\"u" + id + "\"");
  return event;
}

std::set<std::string> PartitionsOf(KernelRun& run, TableId table) {
  std::set<std::string> partitions;
  for (const TextRow& row : run.Rows(table)) partitions.insert(row.at("partition"));
  return partitions;
}

TEST(PartitionLimit, AnEventBeyondItIsARejectWithAllThatFollowsFromIt) {
  KernelOptions options;
  options.max_partitions = 3;
  KernelRun run(options);
  run.Request(EventOf("a", "1") + "," + EventOf("b", "2") + "," + EventOf("a", "3", kTestIngest - 2 * kDayMs));
  run.Request(EventOf("c", "4") + "," + EventOf("a", "5"));
  run.Request(EventOf("b", "6", kTestIngest - 2 * kDayMs) + "," + EventOf("b", "7"));
  run.Finish();
  for (const TableId table : {TableId::kEvent, TableId::kItem, TableId::kUser, TableId::kSession}) {
    EXPECT_EQ(PartitionsOf(run, table).size(), 3u) << TableOf(table).name;
    EXPECT_EQ(run.Rows(table).size(), 5u) << TableOf(table).name;
  }
  EXPECT_EQ(run.Rejected(RejectReason::partition_limit), 2u);
  std::map<std::string, TextRow> rejects;  // by app
  for (const TextRow& reject : run.Rows(TableId::kReject)) rejects[reject.at("app_id")] = reject;
  ASSERT_EQ(rejects.size(), 2u);
  EXPECT_EQ(rejects["c"].at("reason"), "partition_limit");
  EXPECT_EQ(rejects["c"].at("stage"), "write");
  EXPECT_EQ(rejects["c"].at("partition"), "c/20157");
  EXPECT_NE(rejects["c"].at("original").find("\"event_id\":\"4\""), std::string::npos);
  EXPECT_NE(rejects["b"].at("original").find("\"event_id\":\"6\""), std::string::npos);
}

TEST(PartitionLimit, RejectsBeyondItLieInThePartitionOfUnknownApps) {
  KernelOptions options;
  options.max_partitions = 10;
  options.apps = {"shop"};
  KernelRun accepted(options);
  options.apps.clear();
  KernelRun every(options);
  for (KernelRun* run : {&accepted, &every}) {
    // No event has a user.
    for (int app = 0; app < 100; ++app) {
      run->Line(R"({"appId":"shop","ingest_time":)" + std::to_string(kTestIngest + app % 50 * kDayMs) +
                R"(,"data":"[{\"event_type\":\"e\",\"event_id\":\"1\",\"timestamp\":)" +
                std::to_string(kTestIngest + app % 50 * kDayMs) + R"(,\"app_id\":\"app)" + std::to_string(app) +
                R"(\"}]"})");
    }
    run->Finish();
    EXPECT_EQ(run->Rows(TableId::kReject).size(), 100u);
    EXPECT_LE(PartitionsOf(*run, TableId::kReject).size(), 10u);
  }
  for (const std::string& partition : PartitionsOf(accepted, TableId::kReject)) {
    EXPECT_TRUE(partition.starts_with("_unknown/")) << partition;
  }
  EXPECT_TRUE(PartitionsOf(every, TableId::kReject).contains("app0/20157"));
}

TEST(PartitionLimit, AppIdsThatReadersTakeForNullAreUnknown) {
  for (const char* app : {"null", "NULL", "__HIVE_DEFAULT_PARTITION__", "", "_unknown"}) {
    KernelRun run;
    run.Request(EventOf(app, "1"));
    run.Finish();
    EXPECT_EQ(run.Rejected(RejectReason::unknown_app), 1u) << app;
    EXPECT_EQ(run.Rows(TableId::kReject).at(0).at("partition"), "_unknown/20157") << app;
  }
}

TEST(PartitionRegistry, LeavesPlacesForUnknownApps) {
  for (const size_t most : {1, 2, 3, 16, 100}) {
    PartitionRegistry registry(most);
    PartitionAdmission one(registry, 7);
    PartitionAdmission other(registry, 7);
    std::set<Partition> placed;
    for (int i = 0; i < 300; ++i) {
      placed.insert((i % 2 == 0 ? one : other).OfReject("app" + std::to_string(i), i));
    }
    EXPECT_LE(placed.size(), most);
    EXPECT_TRUE(placed.contains({.app = "_unknown", .day = 7}));
    const auto of_unknown = static_cast<size_t>(
        std::ranges::count_if(placed, [](const Partition& each) { return each.app == "_unknown"; }));
    EXPECT_GE(of_unknown, 1 + (most - 1) / 8);
  }
}

}  // namespace
}  // namespace millrace
