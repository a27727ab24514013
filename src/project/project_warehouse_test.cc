#include "project/project_warehouse.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/testing/temporary_folder.h"
#include "core/warehouse_address.h"
#include "project/warehouse_query.h"

namespace millrace {
namespace {

// A project with a DuckDB file.
class ProjectWarehouseTest : public ::testing::Test {
 protected:
  ProjectWarehouseTest() {
    config_.state = folder_.path() + "/state";
    config_.warehouse.uri = folder_.path() + "/warehouse.duckdb";
  }
  // Whether a process holds the file, which answers at the socket.
  bool IsHeld() const {
    for (const auto& each : std::filesystem::directory_iterator(config_.state)) {
      if (each.path().extension() == ".sock") return true;
    }
    return false;
  }

  const TemporaryFolder folder_;
  Config config_;
};

TEST_F(ProjectWarehouseTest, WhatIsOpenIsSharedAndClosedAfterTheLastUse) {
  Project project(config_);
  auto first = OpenProjectWarehouse(project);
  EXPECT_EQ(OpenProjectWarehouse(project), first);
  EXPECT_TRUE(IsHeld());
  first.reset();
  EXPECT_FALSE(IsHeld());
}

TEST_F(ProjectWarehouseTest, AKeptWarehouseStaysOpenAfterItsFirstUse) {
  Project project(config_);
  {
    const KeptWarehouse kept(project, {}, {});
    EXPECT_FALSE(std::filesystem::exists(config_.warehouse.uri)) << "nobody has needed it yet";
    OpenProjectWarehouse(project)->Connect()->Execute("CREATE TABLE t AS SELECT 7 AS i");
    EXPECT_TRUE(IsHeld());
    Project other(config_);
    EXPECT_EQ(OpenProjectWarehouse(other)->Connect()->QueryRows("FROM t").Integer(0, 0), 7) << "through the socket";
    EXPECT_TRUE(IsHeld());
  }
  EXPECT_FALSE(IsHeld());
  EXPECT_EQ(OpenProjectWarehouse(project)->Connect()->QueryRows("FROM t").Integer(0, 0), 7);
}

TEST_F(ProjectWarehouseTest, AProjectMayHaveNone) {
  config_.warehouse.uri = kNoWarehouse;
  Project project(config_);
  EXPECT_FALSE(HasWarehouse(config_));
  EXPECT_THROW(OpenProjectWarehouse(project), UserError);
}

TEST_F(ProjectWarehouseTest, AQuestionMakesNoWarehouse) {
  Project project(config_);
  EXPECT_THROW(WarehouseQuery(project, {}), UserError);
  EXPECT_FALSE(std::filesystem::exists(config_.warehouse.uri));
}

TEST_F(ProjectWarehouseTest, AFileThatCannotBeLookedAtIsNotMissing) {
  EXPECT_TRUE(IsWarehouseFileMissing(config_));
  const std::string loop = config_.warehouse.uri + ".loop";
  std::filesystem::create_symlink(loop, loop);
  config_.warehouse.uri = loop + "/warehouse.duckdb";
  EXPECT_THROW(IsWarehouseFileMissing(config_), SystemError);
}

}  // namespace
}  // namespace millrace
