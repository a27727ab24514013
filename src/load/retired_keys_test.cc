// What goes wrong while rows leave the lake stays known.
#include "load/retired_keys.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "load/load.h"
#include "load/testing/load_fixture.h"
#include "load/waiting.h"

namespace millrace {
namespace {

class RetiredKeysTest : public ::testing::Test {
 protected:
  RetiredKeysTest() {
    project_.Write(kPath, "SELECT * FROM read_parquet(" + SqlText(SampleFile("b1", "user_v2")) + ")");
    project_.Load();
    project_.options().scan = false;
  }
  void Erase() { project_.Replace("j1", JobKind::kErase, "user_v2", {}, {"a"}); }
  std::vector<RetiredKeys> Left() { return ListRetiredKeys(LocalFileSystem(), project_.options().keys_folder); }
  bool HasWork() { return LoadHasWork(LocalFileSystem(), project_.ledger(), project_.options()); }
  static void Break(const std::string& path) { std::ofstream(path) << "broken, and long enough for a footer"; }

  const std::string kPath = LoadProject::PathOf("user_v2", "a");
  LoadProject project_{"", LoadProject::WithSchema()};
};

TEST_F(RetiredKeysTest, RowsOfAFileThatCannotBeReadAreNotTakenForRetired) {
  Break(project_.lake() + "/" + kPath);
  Erase();
  ASSERT_EQ(Left().size(), 1U);
  EXPECT_FALSE(Left()[0].are_known);
  EXPECT_EQ(Left()[0].app, "shop");
  EXPECT_NE(Left()[0].error.find(kPath + " could not be read"), std::string::npos) << Left()[0].error;
  const LoadReport report = project_.Load();
  EXPECT_EQ(report.retired_jobs, 0U);
  EXPECT_EQ(report.retirements_left, 1U);
  EXPECT_TRUE(project_.ledger().load_items().Retirements("j1").empty()) << "no proof";
  EXPECT_FALSE(HasWork()) << "a load cannot do anything about it";

  project_.options().again = true;
  EXPECT_EQ(project_.Load().retirements_left, 1U);
  project_.warehouse().Connect()->Execute("DROP SCHEMA shop CASCADE");
  EXPECT_EQ(project_.Load().retirements_left, 0U);
  EXPECT_TRUE(Left().empty());
  EXPECT_EQ(project_.Count("shop.user_v2"), 0);
  EXPECT_GT(project_.Count("shop.session"), 0);
}

// A run that reads raw files again is a job of its own kind only where it copies rows of other files.
TEST_F(RetiredKeysTest, RowsThatReadingAgainDoesNotGiveAnyMoreGo) {
  project_.Replace("j1", JobKind::kProcess, "user_v2", {}, {"a"});
  EXPECT_TRUE(HasWork());
  EXPECT_EQ(project_.Load().retired_jobs, 1U);
  EXPECT_EQ(project_.Count("shop.user_v2"), 0);
}

TEST_F(RetiredKeysTest, WhatTheWarehouseRefusedIsTriedByLoadsThatHaveOtherWork) {
  Erase();
  ASSERT_EQ(Left().size(), 1U);
  EXPECT_TRUE(Left()[0].error.empty());
  EXPECT_TRUE(HasWork());
  const std::string keys = Left()[0].path;
  std::filesystem::rename(keys, keys + ".kept");
  Break(keys);
  EXPECT_EQ(project_.Load().retirements_left, 1U);
  ASSERT_EQ(Left().size(), 1U);
  EXPECT_TRUE(Left()[0].are_known);
  EXPECT_FALSE(Left()[0].error.empty());
  EXPECT_FALSE(HasWork());
  std::filesystem::rename(keys + ".kept", keys);
  EXPECT_EQ(project_.Load().retired_jobs, 1U);
  EXPECT_TRUE(Left().empty());
  EXPECT_TRUE(std::filesystem::is_empty(project_.options().keys_folder));
  EXPECT_EQ(project_.Count("shop.user_v2"), 0);
}

}  // namespace
}  // namespace millrace
