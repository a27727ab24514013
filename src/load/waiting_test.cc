#include "load/waiting.h"

#include <gtest/gtest.h>

#include "core/testing/temporary_folder.h"
#include "ledger/held_lease.h"
#include "ledger/sqlite_ledger.h"
#include "storage/file_system.h"

namespace millrace {
namespace {

// What waits, by the ledger alone.
class WaitingTest : public ::testing::Test {
 protected:
  WaitingTest() {
    options_.project = "shop";
    options_.lake = folder_.path() + "/lake";
    options_.keys_folder = folder_.path() + "/retired";
  }
  bool HasWork() { return LoadHasWork(LocalFileSystem(), *ledger_, options_); }
  void Add(const std::string& path, LoadState state, const std::string& app = "shop") {
    LoadItem item;
    item.path = path;
    item.table = "event_v2";
    item.app = app;
    item.state = state;
    item.bytes = 100;
    ledger_->load_items().Register({&item, 1});
  }
  WaitingFiles Events() { return FilesToLoad(*ledger_)[static_cast<size_t>(TableId::kEvent)]; }
  // A committed job that wrote a file of a table.
  void Commit(const std::string& id, const std::string& table) {
    LedgerJob job;
    job.id = id;
    ledger_->jobs().Begin(job);
    LedgerOutput output;
    output.final_path = table + "/" + id;
    output.table = table;
    output.bytes = 7;
    ledger_->outputs().Note({id}, {&output, 1});
    ledger_->jobs().BeginPublish({id}, "{}");
    ledger_->jobs().Commit({id}, 9);
  }

  const TemporaryFolder folder_;
  const std::unique_ptr<Ledger> ledger_ = OpenSqliteLedger(folder_.path() + "/ledger");
  LoadOptions options_;
};

TEST_F(WaitingTest, AnEmptyLedgerHasNothingToLoad) {
  EXPECT_FALSE(HasWork());
  EXPECT_EQ(Events().files, 0U);
}

TEST_F(WaitingTest, NewFilesAndThoseOfAKilledLoadAreWork) {
  Add("a", LoadState::kLoaded);
  EXPECT_FALSE(HasWork());
  Add("b", LoadState::kNew);
  EXPECT_TRUE(HasWork());
  EXPECT_EQ(Events().files, 1U);
  EXPECT_EQ(Events().bytes, 100U);
  const std::vector<std::string> paths = {"b"};
  ledger_->load_items().Claim("l1", paths, 0);
  EXPECT_TRUE(HasWork()) << "the warehouse has to be asked what became of them";
  EXPECT_EQ(Events().files, 1U);
  ledger_->load_items().Finish("l1", {.finished_ns = 5}, 0);
  EXPECT_FALSE(HasWork());
}

TEST_F(WaitingTest, FailedFilesAreWorkUntilTheyAreGivenUp) {
  Add("a", LoadState::kNew);
  const std::vector<std::string> paths = {"a"};
  for (int attempt = 1; attempt <= kLoadAttempts; ++attempt) {
    EXPECT_TRUE(HasWork());
    ledger_->load_items().Claim("l", paths, 0);
    ledger_->load_items().Finish("l", {.state = LoadState::kFailed, .error = "broken"}, 0);
  }
  EXPECT_FALSE(HasWork());
  EXPECT_EQ(Events().files, 0U);
}

TEST_F(WaitingTest, RejectedRowsThatNoJobHasStoredAreWork) {
  Add("a", LoadState::kNew);
  const std::vector<std::string> paths = {"a"};
  ledger_->load_items().Claim("l", paths, 0);
  ledger_->load_items().Finish("l", {.finished_ns = 5, .has_rejects = true}, 0);
  EXPECT_TRUE(HasWork());
}

TEST_F(WaitingTest, CommittedJobsWaitWithTheirFiles) {
  Commit("j1", "event_v2");
  Commit("j2", "rejects");
  EXPECT_TRUE(HasWork());
  EXPECT_EQ(Events().files, 1U);
  EXPECT_EQ(Events().bytes, 7U);
  for (const char* job : {"j1", "j2"}) ledger_->load_items().MarkRegistered(job, 0);
  EXPECT_FALSE(HasWork());
}

TEST_F(WaitingTest, FilesOfUnknownAppsWaitForTheConfiguration) {
  Add("a", LoadState::kUnknownApp, "market");
  options_.max_apps = 0;
  EXPECT_FALSE(HasWork());
  options_.max_apps = 1;
  EXPECT_TRUE(HasWork());
  options_.apps = {"shop"};
  EXPECT_TRUE(HasWork()) << "the load registers it";
  ledger_->load_items().RegisterApp({.app = "shop", .schema = "shop"}, 0);
  EXPECT_FALSE(HasWork());
  options_.apps = {"shop", "market"};
  EXPECT_TRUE(HasWork());
}

TEST_F(WaitingTest, AnnouncedFilesWaitForTheNextLoad) {
  options_.apps = {"shop"};
  options_.now_ns = [] { return int64_t{50}; };
  std::vector<LoadItem> items(2);
  for (LoadItem& item : items) {
    const bool is_first = &item == items.data();
    item.path = is_first ? "s3://b/lake/a.parquet" : "s3://b/lake/b.parquet";
    item.table = "event_v2";
    item.app = is_first ? "shop" : "other";
    item.registered_ns = is_first ? 90 : 7;
  }
  EXPECT_EQ(AnnounceForLoads(*ledger_, options_, items), 2U);
  EXPECT_EQ(items[0].registered_ns, 50) << "not later than now";
  EXPECT_EQ(items[1].state, LoadState::kUnknownApp);
  EXPECT_EQ(Events().files, 1U);
  EXPECT_EQ(AnnounceForLoads(*ledger_, options_, items), 0U);
  const HeldLease load(*ledger_, kLoadLease, std::chrono::seconds(0), {});
  EXPECT_EQ(AnnounceForLoads(*ledger_, options_, items), std::nullopt);
}

}  // namespace
}  // namespace millrace
