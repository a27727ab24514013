// Metadata scans and expiries as services: when they are due, what the ledger keeps, and their workflows.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.h"
#include "pipeline/job_id.h"
#include "project/app_metadata.h"
#include "project/expire_warehouse.h"
#include "project/run_service.h"
#include "project/testing/loaded_project_fixture.h"

namespace millrace {
namespace {

constexpr int64_t kHourNs = 3'600'000'000'000;

class WarehouseUpkeepTest : public ::testing::Test {
 protected:
  void LoadFile(const std::string& name, int events) {
    loaded_.test().AddFile(name, events);
    loaded_.Load();
  }
  std::vector<MetadataName> Events() { return ListMetadata(project_, MetadataKind::kEvent, "", {}); }
  bool ScanIsDueIn(int64_t hours) { return ScanIsDue(project_, WallClockNs() + hours * kHourNs); }
  bool ExpiryIsDueIn(int64_t hours) { return ExpiryIsDue(project_, WallClockNs() + hours * kHourNs); }

  LoadedProject loaded_;
  Project& project_ = loaded_.project();
};

TEST_F(WarehouseUpkeepTest, AScanIsDueAfterALoadAndOncePerInterval) {
  EXPECT_FALSE(ScanIsDueIn(0)) << "before the first load";
  LoadFile("a", 3);
  EXPECT_TRUE(ScanIsDueIn(0));
  EXPECT_EQ(ScanApps(project_, {}, {}).size(), 1U);
  EXPECT_FALSE(ScanIsDueIn(25)) << "nothing was loaded";
  LoadFile("b", 2);
  EXPECT_FALSE(ScanIsDueIn(0));
  EXPECT_TRUE(ScanIsDueIn(24));
  EXPECT_TRUE(ScanIsDueIn(-24)) << "the clock was set back";
  ScanApps(project_, {}, {});
  EXPECT_FALSE(ScanIsDueIn(24));
}

TEST_F(WarehouseUpkeepTest, ScansAddUpAndDescriptionsStay) {
  EXPECT_TRUE(ListScannedApps(project_, {}).empty());
  LoadFile("a", 3);
  const AppMetadata first = ScanApps(project_, {}, {}).at(0);
  EXPECT_EQ(first.app, "shop");
  EXPECT_GT(first.days, 0U);
  ASSERT_FALSE(Events().empty());
  const std::string name = Events()[0].found.name;
  const int64_t count = Events()[0].found.count;
  DescribeMetadata(project_, MetadataKind::kEvent, name, {}, "What it means");
  LoadFile("b", 2);
  ScanApps(project_, {"shop"}, {});
  const std::vector<MetadataName> again = ListMetadata(project_, MetadataKind::kEvent, name, {"shop"});
  ASSERT_EQ(again.size(), 1U);
  EXPECT_GT(again[0].found.count, count);
  EXPECT_EQ(again[0].description, "What it means");
  EXPECT_EQ(ListScannedApps(project_, {}).at(0).described, 1U);
  EXPECT_EQ(ScanApps(project_, {}, {}).at(0).days, 0U) << "nothing has changed";
  EXPECT_THROW(ListMetadata(project_, MetadataKind::kEvent, "nothing", {}), UserError);
  EXPECT_THROW(ListMetadata(project_, MetadataKind::kEvent, "", {"nobody"}), UserError);
}

TEST_F(WarehouseUpkeepTest, AnotherNumberOfValuesReadsEverythingAgain) {
  LoadFile("a", 3);
  const uint64_t days = ScanApps(project_, {}, {}).at(0).days;
  Config config = project_.config();
  config.metadata.top_values = 7;
  Project other(config);
  EXPECT_EQ(ScanApps(other, {}, {}).at(0).days, days);
  EXPECT_EQ(ScanApps(other, {}, {}).at(0).days, 0U);
}

TEST_F(WarehouseUpkeepTest, AnExpiryIsDueAfterALoadOnceADayOrWhenItKeepsSomethingElse) {
  EXPECT_FALSE(ExpiryIsDueIn(0));
  LoadFile("a", 3);
  EXPECT_TRUE(ExpiryIsDueIn(0));
  EXPECT_TRUE(ExpireWarehouse(project_, {}, false, {}).at(0).result.tables.empty());
  EXPECT_FALSE(ExpiryIsDueIn(24));
  LoadFile("b", 2);
  EXPECT_FALSE(ExpiryIsDueIn(1));
  EXPECT_TRUE(ExpiryIsDueIn(24));
  Config config = project_.config();
  config.warehouse.retention_ms = 10 * 24 * 3'600'000LL;
  Project other(config);
  EXPECT_TRUE(ExpiryIsDue(other, WallClockNs()));
}

TEST_F(WarehouseUpkeepTest, ADryRunOfAnExpiryWritesNothing) {
  LoadFile("a", 3);
  EXPECT_THROW(ExpireWarehouse(project_, {}, true, {}), UserError) << "the schema has no views yet";
  ApplySchemas(project_, {});
  EXPECT_EQ(ExpireWarehouse(project_, {}, true, {}).size(), 1U);
  EXPECT_TRUE(ExpiryIsDueIn(0)) << "none was done";
}

TEST_F(WarehouseUpkeepTest, WorkflowsDoWhatIsDueOnce) {
  const std::vector<std::string> names = {"metadata", "expiry"};
  EXPECT_TRUE(RunService(project_, {}).RunOnce(names).empty()) << "before the first load";
  LoadFile("a", 3);
  const std::vector<RunDetails> runs = RunService(project_, {}).RunOnce(names);
  ASSERT_EQ(runs.size(), 2U);
  for (const RunDetails& run : runs) EXPECT_EQ(run.run.state, WorkflowState::kDone);
  EXPECT_FALSE(Events().empty());
  EXPECT_TRUE(RunService(project_, {}).RunOnce(names).empty());
}

}  // namespace
}  // namespace millrace
