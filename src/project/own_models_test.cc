// Files in `models/` that are wrong, and what goes on without them.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.h"
#include "project/app_metadata.h"
#include "project/doctor.h"
#include "project/expire_warehouse.h"
#include "project/status.h"
#include "project/testing/loaded_project_fixture.h"

namespace millrace {
namespace {

class OwnModelsTest : public ::testing::Test {
 protected:
  OwnModelsTest() {
    std::filesystem::create_directory(folder_);
    Config config = ConfigOfTestProject(test_);
    config.models.folder = folder_;
    project_.emplace(config);
    test_.AddFile("a", 3);
    ProcessRawFiles(*project_, {}, false, {});
    LoadLake(*project_, {}, {});
  }
  void Write(const std::string& name, const std::string& text) { std::ofstream(folder_ + "/" + name) << text; }
  // Of all checks that are not well.
  std::string WhatTheDoctorSays() {
    std::string text;
    for (const Finding& finding : Examine(*project_)) {
      if (finding.subject == "models") text += finding.what + "\n";
    }
    return text;
  }

  TestProject test_{/*two_apps=*/false};
  const std::string folder_ = test_.root() + "/models";
  std::optional<Project> project_;
};

TEST_F(OwnModelsTest, AFileThatIsNoModelIsToldAndHoldsUpNothing) {
  Write("open.sql", "-- V.\n-- kind: view\n-- refresh: live\nSELECT 1\n");
  const std::vector<AppModels> runs = RunModels(*project_, {}, {});
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_FALSE(runs[0].result.run.times.empty()) << "the other models are built";
  ASSERT_EQ(runs[0].result.failed.size(), 1U);
  EXPECT_EQ(runs[0].result.failed[0].model, "open");
  EXPECT_EQ(ApplySchemas(*project_, {}).at(0).left_out.at(0).model, "open");
  EXPECT_EQ(StatusOf(*project_, 1).warehouse->left_out.at(0).model, "open");
  EXPECT_NE(WhatTheDoctorSays().find("open.sql:4:1: error: the last statement has no semicolon"), std::string::npos);
  EXPECT_FALSE(ModelsMayHaveWork(*project_, *project_->OpenLedgerToRead())) << "until the file changes";
  EXPECT_THROW(DbtProjectOf(*project_), UserError);
}

TEST_F(OwnModelsTest, AViewThatIsWrongIsToldAndHoldsUpNothing) {
  Write("wrong.sql", "-- V.\n-- kind: view\n-- refresh: live\nSELECT nothing;\n");
  std::vector<std::string> told;
  ModelWatch watch;
  watch.on_left_out = [&](const std::string& app, const FailedModel& model) {
    told.push_back(app + " " + model.model);
  };
  EXPECT_EQ(ScanApps(*project_, {}, {.models = watch, .on_step = {}}).size(), 1U);
  EXPECT_EQ(ExpireWarehouse(*project_, {}, false, {.models = watch, .on_chunk = {}, .on_retry = {}}).size(), 1U);
  EXPECT_EQ(told, (std::vector<std::string>{"shop wrong", "shop wrong"}));
  ModelRequest full;
  full.is_full = true;
  const std::vector<AppModels> runs = RunModels(*project_, full, {});
  ASSERT_EQ(runs.at(0).result.failed.size(), 1U);
  EXPECT_EQ(
      FailureLines({{"shop", runs[0].result.failed[0]}, {"market", runs[0].result.failed[0]}}).at(0).substr(0, 15),
      "shop, market: /");
  EXPECT_NE(WhatTheDoctorSays().find("cannot create the view `wrong`"), std::string::npos);
}

// A schedule sees by the ledger alone whether there is work.
TEST_F(OwnModelsTest, AFailedRunByHandLeavesWorkForTheNextOne) {
  RunModels(*project_, {}, {});
  EXPECT_FALSE(ModelsMayHaveWork(*project_, *project_->OpenLedgerToRead()));
  ModelRequest request;
  request.select = {"nothing"};
  EXPECT_THROW(RunModels(*project_, request, {}), UserError);
  EXPECT_TRUE(ModelsMayHaveWork(*project_, *project_->OpenLedgerToRead()));
}

TEST_F(OwnModelsTest, AnAppThatCanHaveNoSchemaIsNamed) {
  for (const char* app : {"main", "SHOP"}) {
    Config config = project_->config();
    config.apps.emplace_back().id = app;
    Project other(config);
    EXPECT_THROW(PlanSchemas(other), UserError) << app;
    EXPECT_THROW(ApplySchemas(other, {}), UserError) << app;
    EXPECT_THROW(RunModels(other, {}, {}), UserError) << app;
    EXPECT_THROW(ScanApps(other, {}, {}), UserError) << app;
  }
}

}  // namespace
}  // namespace millrace
