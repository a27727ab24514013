// The limit of partitions over whole runs: with several workers, and with replays until no reject is left.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "pipeline/replay.h"
#include "pipeline/testing/project_fixture.h"

namespace millrace {
namespace {

void AddApps(const TestProject& project) {
  for (int file = 0; file < 6; ++file) {
    std::string text;
    for (int request = 0; request < 40; ++request) {
      const std::string id = std::to_string(file) + "-" + std::to_string(request);
      const auto app = [&](int step) { return "app" + std::to_string((file * 7 + request * step) % 23); };
      text += TestProject::Line(TestProject::Event(id + "-a", app(1)) + "," + TestProject::Event(id + "-b", app(5)));
    }
    project.Write("file-" + std::to_string(file), text);
  }
}

void ExpectFewPartitions(const TestProject& project, size_t most) {
  const auto ledger = OpenSqliteLedgerToRead(project.LedgerFileName());
  for (const LedgerJob& job : ledger->jobs().Recent(1000)) {
    std::map<std::string, std::set<std::string>> partitions;
    for (const LedgerOutput& output : ledger->outputs().OfJob(job.id))
      partitions[output.table].insert(output.partition);
    for (const auto& [table, names] : partitions) EXPECT_LE(names.size(), most) << table;
  }
}

TEST(PartitionLimit, AfterReplaysTheTablesAreThoseOfARunWithoutIt) {
  TestProject plain;
  plain.options.kernel.apps.clear();
  AddApps(plain);
  plain.Run();
  const LakeRows expected = plain.Read();
  EXPECT_EQ(expected.events.size(), 480u);

  for (const int threads : {1, 3}) {
    TestProject limited;
    limited.options.kernel.apps.clear();
    limited.options.kernel.max_partitions = 5;
    limited.options.threads = threads;
    AddApps(limited);
    const RunReport report = limited.Run();
    const uint64_t rejected = report.counters.rejected[static_cast<size_t>(RejectReason::partition_limit)];
    EXPECT_GT(rejected, 200u);
    EXPECT_EQ(limited.Read().events.size() + rejected, 480u);
    EXPECT_EQ(limited.Read().rejects.size(), rejected);
    const ReplayOptions replay{.filter = {.reasons = {RejectReason::partition_limit}, .from_ns = {}, .to_ns = {}}};
    int replays = 0;
    for (uint64_t left = rejected; left > 0; ++replays) {
      ASSERT_LT(replays, 10) << "each replay writes as many partitions as the limit allows";
      const auto ledger = OpenSqliteLedger(limited.LedgerFileName());
      left = Replay(limited.files(), *ledger, limited.options, replay).replay.still_rejected;
    }
    const LakeRows read = limited.Read();
    EXPECT_EQ(read.events, expected.events);
    EXPECT_EQ(read.items, expected.items);
    EXPECT_EQ(read.users, expected.users);
    EXPECT_EQ(read.sessions, expected.sessions);
    ExpectFewPartitions(limited, 5);
  }
}

}  // namespace
}  // namespace millrace
