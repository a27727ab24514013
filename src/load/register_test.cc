#include "load/register.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/testing/temporary_folder.h"
#include "ledger/sqlite_ledger.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

constexpr const char* kDay = "partition_app=web/partition_year=2026/partition_month=03/partition_day=10";

class RegisterTest : public ::testing::Test {
 protected:
  static std::string Path(const std::string& name, const std::string& table = "event_v2") {
    return "shop/" + table + "/" + kDay + "/" + name + ".parquet";
  }
  // A committed job with these files, named after it, that retires others.
  void Commit(const std::string& id, const Strings& outputs, const Strings& retired = {},
              JobKind kind = JobKind::kProcess) {
    ledger_->jobs().Begin({.id = id, .kind = kind, .started_ns = 1, .host = "h", .counters = {}, .error = {}});
    std::vector<LedgerOutput> files;
    for (const std::string& path : outputs) {
      files.push_back({.staged_path = path,
                       .final_path = path,
                       .table = path.substr(5, path.find('/', 5) - 5),
                       .partition = kDay,
                       .rows = 3,
                       .bytes = 4});
    }
    std::vector<RetiredFile> gone;
    for (const std::string& path : retired) gone.push_back({.path = path, .table = "event_v2", .bytes = 4});
    ledger_->outputs().Note({id}, files);
    ledger_->outputs().Retire({id}, gone);
    ledger_->jobs().BeginPublish({id}, "{}");
    ledger_->jobs().Commit({id}, 77);
    ledger_->outputs().MarkRetiredRemoved();
  }
  void Write(const std::string& path) {
    fs::create_directories(fs::path(lake_ + "/" + path).parent_path());
    std::ofstream(lake_ + "/" + path) << "PAR1";
  }
  RegisterCounts TakeOver() {
    LoadApps apps(*ledger_, 0, configured_, max_apps_);
    return TakeOverJobs(*ledger_, 0, apps);
  }
  RegisterCounts Scan() {
    LoadApps apps(*ledger_, 0, configured_, max_apps_);
    return ScanLake(LocalFileSystem(), *ledger_, 0, apps, lake_, "shop");
  }
  void Load(const Strings& paths) {
    ledger_->load_items().Claim("l", paths, 0);
    ledger_->load_items().Finish("l", {.finished_ns = 9}, 0);
  }
  // `name:state`, in any state.
  Strings States() {
    Strings states;
    for (int state = 0; state < kLoadStateCount; ++state) {
      for (const LoadItem& item : ledger_->load_items().InState(static_cast<LoadState>(state), "", "", 100)) {
        states.push_back(fs::path(item.path).stem().string() + ":" + std::string(LoadStateName(item.state)));
      }
    }
    std::ranges::sort(states);
    return states;
  }

  const TemporaryFolder temporary_;
  const std::string lake_ = temporary_.path() + "/lake";
  std::unique_ptr<Ledger> ledger_ = OpenSqliteLedger(temporary_.path() + "/shop.db");
  Strings configured_;
  uint64_t max_apps_ = 100;
};

TEST_F(RegisterTest, FilesOfCommittedJobsWait) {
  Commit("j1", {Path("a"), Path("b", "user_v2"), Path("c", "rejects")});
  EXPECT_EQ(TakeOver().added, 2U);
  EXPECT_EQ(States(), (Strings{"a:new", "b:new"}));
  const LoadItem item = ledger_->load_items().Find(Path("b", "user_v2")).value();
  EXPECT_EQ(item.table, "user_v2");
  EXPECT_EQ(item.app, "web");
  EXPECT_EQ(item.rows, 3);
  EXPECT_EQ(item.bytes, 4U);
  EXPECT_EQ(item.registered_ns, 77) << "from when on it could be loaded";
  EXPECT_EQ(TakeOver().added, 0U);
  EXPECT_EQ(ledger_->load_items().Apps(), (std::vector<RegisteredApp>{{.app = "web", .schema = "web"}}));
}

TEST_F(RegisterTest, RetiredFilesAreForgotten) {
  Commit("j1", {Path("a"), Path("b")});
  TakeOver();
  Load({Path("a")});
  Commit("j2", {Path("c")}, {Path("a"), Path("b")}, JobKind::kErase);
  EXPECT_EQ(TakeOver().forgotten, 2U);
  EXPECT_EQ(States(), Strings{"c:new"});
}

TEST_F(RegisterTest, FilesThatCameAndWentBetweenTwoLoadsLeaveNothing) {
  Commit("j1", {Path("a")});
  Commit("j2", {Path("b")}, {Path("a")}, JobKind::kErase);
  TakeOver();
  EXPECT_EQ(States(), Strings{"b:new"});
}

TEST_F(RegisterTest, CompactionOfLoadedFilesIsNoWork) {
  Commit("j1", {Path("a"), Path("b")});
  TakeOver();
  Load({Path("a"), Path("b")});
  Commit("j2", {Path("c")}, {Path("a"), Path("b")}, JobKind::kCompact);
  const RegisterCounts counts = TakeOver();
  EXPECT_EQ(counts.added, 0U);
  EXPECT_EQ(counts.unchanged, 1U);
  EXPECT_EQ(States(), Strings{"c:loaded"});
}

TEST_F(RegisterTest, CompactionOfAWaitingFileIsLoaded) {
  Commit("j1", {Path("a"), Path("b")});
  TakeOver();
  Load({Path("a")});
  Commit("j2", {Path("c")}, {Path("a"), Path("b")}, JobKind::kCompact);
  TakeOver();
  EXPECT_EQ(States(), Strings{"c:new"});
}

// A crash after some of the inputs were forgotten.
TEST_F(RegisterTest, RepeatedTakeOverOfACompactionDecidesAsBefore) {
  Commit("j1", {Path("a"), Path("b")});
  TakeOver();
  Load({Path("a"), Path("b")});
  Commit("j2", {Path("c")}, {Path("a"), Path("b")}, JobKind::kCompact);
  LoadItem loaded = ledger_->load_items().Find(Path("a")).value();
  loaded.path = Path("c");
  ledger_->load_items().Register(std::vector{loaded});
  ledger_->load_items().Forget(Strings{Path("a")}, 0);
  TakeOver();
  EXPECT_EQ(States(), Strings{"c:loaded"});
}

TEST_F(RegisterTest, ScanFindsFilesOfOthersAndForgetsThoseThatAreGone) {
  Write(Path("part-0.snappy"));
  Write(Path("part-1.snappy", "session"));
  Write(Path("other", "rejects"));
  Write("shop/event_v2/_SUCCESS");
  EXPECT_EQ(Scan().added, 2U);
  EXPECT_EQ(States(), (Strings{"part-0.snappy:new", "part-1.snappy:new"}));
  EXPECT_EQ(ledger_->load_items().Find(Path("part-0.snappy"))->rows, -1);
  fs::remove(lake_ + "/" + Path("part-0.snappy"));
  const RegisterCounts counts = Scan();
  EXPECT_EQ(counts.added, 0U);
  EXPECT_EQ(counts.forgotten, 1U);
  EXPECT_EQ(States(), Strings{"part-1.snappy:new"});
}

TEST_F(RegisterTest, ScanLeavesFilesOfJobsThatAreNotCommittedOrWereRetired) {
  Write(Path("j1-0001"));
  Write(Path("j2-0001"));
  ledger_->jobs().Begin({.id = "j1", .started_ns = 1, .host = "h", .counters = {}, .error = {}});
  Commit("j3", {}, {Path("j2-0001")}, JobKind::kExpire);
  EXPECT_EQ(Scan().added, 0U);
  EXPECT_TRUE(States().empty());
}

TEST_F(RegisterTest, AppsThatAreNotConfiguredWaitUntilTheyAre) {
  configured_ = {"other"};
  Commit("j1", {Path("a")});
  TakeOver();
  EXPECT_EQ(States(), Strings{"a:unknown_app"});
  EXPECT_EQ(ledger_->load_items().Find(Path("a"))->error, "the app is not one of `apps`");
  configured_ = {"other", "web"};
  TakeOver();
  EXPECT_EQ(States(), Strings{"a:new"});
}

TEST_F(RegisterTest, InventedAppsAreLimited) {
  max_apps_ = 1;
  LoadApps apps(*ledger_, 0, {}, max_apps_);
  LoadItem item;
  for (const auto& [app, error] : std::vector<std::pair<std::string, std::string>>{
           {"a", ""}, {"b", "`warehouse.max_apps` apps are registered already"}, {"", "the app id is reserved"}}) {
    item.app = app;
    item.error.clear();
    apps.Admit(item);
    EXPECT_EQ(item.error, error);
    EXPECT_EQ(item.state, error.empty() ? LoadState::kNew : LoadState::kUnknownApp);
  }
}

TEST_F(RegisterTest, NameOfASchemaIsGivenOnce) {
  const LoadApps apps(*ledger_, 0, {"a.b", std::string(300, 'x')}, 100);
  EXPECT_EQ(*apps.SchemaOf("a.b"), "a_b");
  EXPECT_EQ(apps.all().size(), 2U);
  EXPECT_THROW(LoadApps(*ledger_, 0, {"A-B"}, 100), UserError);
  EXPECT_THROW(LoadApps(*ledger_, 0, {"Public"}, 100), UserError);
  EXPECT_NO_THROW(LoadApps(*ledger_, 0, {"a.b"}, 100));
}

}  // namespace
}  // namespace millrace
