#include "project/warehouse_apps.h"

#include <gtest/gtest.h>

#include "core/testing/temporary_folder.h"

namespace millrace {
namespace {

TEST(WarehouseAppsTest, AnAppDoesNotGetTheSchemaOfAnother) {
  const TemporaryFolder folder;
  Config config;
  config.state = folder.path() + "/state";
  for (const char* id : {"shop", "Shop", "my-app", "my.app", "other", "main", "pg_catalog"})
    config.apps.emplace_back().id = id;
  Project project(config);
  const auto ledger = project.OpenLedger();
  std::vector<std::string> apps;
  for (const AppSettings& app : AppsOf(project, *ledger, {})) apps.push_back(app.app);
  EXPECT_EQ(apps, (std::vector<std::string>{"my-app", "other", "shop"}));
}

}  // namespace
}  // namespace millrace
