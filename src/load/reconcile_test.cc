// Ledger, lake and warehouse of a loaded project, spoiled in every way: each difference is found and named, and what
// the advice says ends it.
#include "load/reconcile.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "load/load.h"
#include "load/testing/load_fixture.h"

namespace millrace {
namespace {

using Strings = std::vector<std::string>;

class ReconcileTest : public ::testing::Test {
 protected:
  ReconcileTest() : project_("", Prepared()) { project_.options().scan = false; }

  // A project whose files are all loaded.
  static const std::string& Prepared() {
    static const TemporaryFolder folder;
    static const bool made = [] {
      LoadProject project;
      for (const char* table : {"user_v2", "session", "event_v2"}) {
        for (const char* batch : {"b1", "b2"}) project.CopySample(batch, table);
      }
      project.Load();
      project.Close();
      std::filesystem::copy(project.folder(), folder.path(), std::filesystem::copy_options::recursive);
      return true;
    }();
    EXPECT_TRUE(made);
    return folder.path();
  }

  std::string FileOf(const std::string& table, const std::string& name) const {
    return project_.lake() + "/" + LoadProject::PathOf(table, name);
  }
  void Execute(const std::string& sql) { project_.warehouse().Connect()->Execute(sql); }

  // `fault: what` or `what`, of all comparisons.
  Strings Differences() {
    Strings texts;
    const auto add = [&](const std::vector<BookDifference>& differences) {
      for (const BookDifference& each : differences) texts.push_back((each.is_fault ? "fault: " : "") + each.what);
    };
    const auto connection = project_.warehouse().Connect();
    add(CompareItemsWithLake(LocalFileSystem(), project_.ledger(), project_.lake(), "proj").differences);
    add(CompareItemsWithLog(project_.ledger(), *connection));
    add(CompareTablesWithLog(project_.ledger(), *connection));
    add(CompareKeys(LocalFileSystem(), project_.ledger(), *connection, project_.lake(),
                    project_.options().temporary_folder));
    return texts;
  }
  void LoadWith(bool LoadOptions::*flag) {
    project_.options().*flag = true;
    project_.Load();
    project_.options().*flag = false;
  }

  LoadProject project_;
};

TEST_F(ReconcileTest, WhatIsLoadedIsTheSameInAllBooks) {
  EXPECT_EQ(Differences(), Strings{});
  const LakeBooks books = CompareItemsWithLake(LocalFileSystem(), project_.ledger(), project_.lake(), "proj");
  EXPECT_EQ(books.files_loaded, 6U);
  EXPECT_EQ(books.files_waiting, 0U);
}

TEST_F(ReconcileTest, LoadedFileThatIsGone) {
  std::filesystem::remove(FileOf("event_v2", "b1"));
  const Strings found = Differences();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0], "fault: loaded files that are gone from the lake: 1, " + LoadProject::PathOf("event_v2", "b1"));
  EXPECT_NE(found[1].find("rows are in shop.event_v2 and not in the lake"), std::string::npos) << found[1];
}

TEST_F(ReconcileTest, FileThatNobodyAnnounced) {
  project_.CopySample("b3", "event_v2");
  EXPECT_EQ(Differences(), Strings{"lake files that nobody announced: 1, " + LoadProject::PathOf("event_v2", "b3")});
  LoadWith(&LoadOptions::scan);
  EXPECT_EQ(Differences(), Strings{});
}

TEST_F(ReconcileTest, LoadedFileThatChanged) {
  project_.Write(LoadProject::PathOf("event_v2", "b2"),
                 "SELECT * FROM read_parquet(" + SqlText(SampleFile("b3", "event_v2")) + ")");
  const Strings found = Differences();
  ASSERT_GE(found.size(), 1U);
  EXPECT_EQ(found[0],
            "fault: files that changed after they were announced: 1, " + LoadProject::PathOf("event_v2", "b2"));
}

TEST_F(ReconcileTest, FilesThatFailedAndThoseThatAreHeld) {
  LoadItemStore& items = project_.ledger().load_items();
  const std::string path = LoadProject::PathOf("event_v2", "broken");
  std::ofstream(project_.lake() + "/" + path) << "no Parquet";
  project_.options().scan = true;
  project_.Load();
  project_.options().scan = false;
  Strings found = Differences();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].starts_with("files that failed and are tried again: 1, " + path + ": ")) << found[0];
  items.Claim("interrupted", Strings{path}, project_.ledger().leases().Find(kLoadLease).fence);
  EXPECT_TRUE(Differences().at(0).starts_with("files of an interrupted load: 1, ")) << Differences()[0];
  for (int i = 0; i < kLoadAttempts; ++i) project_.Load();
  EXPECT_TRUE(Differences().at(0).starts_with("fault: files that failed three times: 1, ")) << Differences()[0];
  project_.Write(path, "SELECT * FROM read_parquet(" + SqlText(SampleFile("b3", "event_v2")) + ")");
  LoadWith(&LoadOptions::retry);
  EXPECT_EQ(Differences(), Strings{});
}

TEST_F(ReconcileTest, RowsThatTheWarehouseLost) {
  Execute("DELETE FROM shop.event_v2 WHERE event_id = (SELECT min(event_id) FROM shop.event_v2)");
  const Strings found = Differences();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_TRUE(found[0].starts_with("fault: shop.event_v2 has ")) << found[0];
  EXPECT_TRUE(found[1].starts_with("fault: 1 row is in the lake and not in shop.event_v2, the first: event_id "))
      << found[1];
  LoadWith(&LoadOptions::again);
  EXPECT_EQ(Differences(), Strings{});
}

TEST_F(ReconcileTest, RowsThatTheLakeDoesNotHave) {
  Execute("INSERT INTO shop.user_v2 SELECT * REPLACE ('nobody' AS user_pseudo_id) FROM shop.user_v2 LIMIT 1");
  const Strings found = Differences();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_TRUE(found[0].starts_with("fault: shop.user_v2 has ")) << found[0];
  EXPECT_EQ(found[1], "fault: 1 row is in shop.user_v2 and not in the lake, the first: user_pseudo_id nobody");
  Execute("DROP SCHEMA shop CASCADE");
  LoadWith(&LoadOptions::again);
  EXPECT_EQ(Differences(), Strings{});
}

// Columns of other types than in the other files: of another writer.
TEST_F(ReconcileTest, FileThatCannotBeReadWithTheOthersIsReadAlone) {
  project_.Write(LoadProject::EventFile("odd"),
                 SampleEvents("event_id || 'odd' AS event_id, encode(event_name) AS event_name"));
  LoadWith(&LoadOptions::scan);
  ASSERT_EQ(project_.States().at(LoadProject::EventFile("odd")), LoadState::kLoaded);
  EXPECT_EQ(Differences(), Strings{});
  std::ofstream(FileOf("session", "b1")) << "broken, and long enough for a footer";
  const Strings found = Differences();
  const std::string text = "fault: " + LoadProject::PathOf("session", "b1") + " cannot be compared: ";
  EXPECT_TRUE(std::ranges::any_of(found, [&](const std::string& line) { return line.starts_with(text); }));
  EXPECT_TRUE(std::ranges::none_of(
      found, [](const std::string& line) { return line.find("not in the lake") != std::string::npos; }));
}

// The warehouse was restored from an older copy.
TEST_F(ReconcileTest, LoadThatTheWarehouseDoesNotKnow) {
  Execute("DELETE FROM shop.load_log WHERE table_name = 'session'");
  const Strings found = Differences();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_TRUE(
      found[0].starts_with("fault: files that are loaded by the ledger, and unknown to the warehouse: 2, the first "))
      << found[0];
  EXPECT_TRUE(found[1].starts_with("fault: shop.session has ")) << found[1];
  LoadWith(&LoadOptions::again);
  EXPECT_EQ(Differences(), Strings{});
}

TEST_F(ReconcileTest, LoadThatReadOtherRows) {
  Execute("UPDATE shop.load_log SET file_count = 1 WHERE table_name = 'session'");
  const Strings found = Differences();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].starts_with("fault: load ")) << found[0];
}

TEST_F(ReconcileTest, SchemaOrTableThatIsGone) {
  Execute("DROP TABLE shop.session CASCADE");
  EXPECT_EQ(Differences().at(0), "fault: the table shop.session is gone from the warehouse");
  Execute("DROP SCHEMA shop CASCADE");
  EXPECT_EQ(Differences(),
            Strings{"fault: the schema `shop` is not in the warehouse, and the ledger says that files of "
                    "the app shop are loaded"});
  LoadWith(&LoadOptions::again);
  EXPECT_EQ(Differences(), Strings{});
}

TEST_F(ReconcileTest, RowsThatExpiredAreNoDifference) {
  Execute("INSERT INTO shop.expiry_cut VALUES ('2024-10-08 22:00:00', '2025-01-01')");
  Execute(
      "INSERT INTO shop.expiry_log SELECT 'event_v2', '2000-01-01', '2024-10-08 22:00:00', count(*), '2025-01-01' "
      "FROM shop.event_v2 WHERE event_timestamp < '2024-10-08 22:00:00'");
  Execute("DELETE FROM shop.event_v2 WHERE event_timestamp < '2024-10-08 22:00:00'");
  EXPECT_EQ(Differences(), Strings{});
}

}  // namespace
}  // namespace millrace
