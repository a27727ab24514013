// Days of apps that send nothing.
#include "load/data_windows.h"

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

using Strings = std::vector<std::string>;

class DataWindowsTest : public ::testing::Test {
 protected:
  DataWindowsTest() { project_.options().scan = false; }
  // A process run whose raw files end then; it wrote at most one file, of a table.
  void Process(const std::string& id, const std::string& end, const std::string& table = "user_v2",
               const Strings& files = {}) {
    project_.CommitReplacement(id, JobKind::kProcess, table, files, {}, R"({"data_window_end":")" + end + R"("})");
  }
  bool HasWork() { return LoadHasWork(LocalFileSystem(), project_.ledger(), project_.options()); }
  Strings Recorded() {
    return project_.Rows(
        "SELECT strftime(make_timestamp(window_end_msec * 1000), '%Y-%m-%d %H:%M:%S') FROM shop.load_end WHERE "
        "window_end_msec > 0 "
        "ORDER BY load_sequence");
  }

  LoadProject project_{"", LoadProject::WithSchema()};
};

TEST_F(DataWindowsTest, WindowThatPassesMidnightCompletesTheDayOfAnAppThatSendsNothing) {
  const std::string changes = project_.ledger().load_items().LoadMark();
  Process("20241010T130000-aaaa0001", "2024-10-10T12:00:00Z");
  project_.Load();
  EXPECT_EQ(Recorded(), Strings{"2024-10-10 12:00:00"});
  Process("20241010T230000-aaaa0002", "2024-10-10T21:55:00Z");
  project_.Load();
  EXPECT_EQ(Recorded().size(), 1U) << "the same day in Berlin";
  Process("20241010T234500-aaaa0003", "2024-10-10T22:05:00Z");
  project_.Load();
  EXPECT_EQ(Recorded(), (Strings{"2024-10-10 12:00:00", "2024-10-10 22:05:00"}));
  EXPECT_NE(project_.ledger().load_items().LoadMark(), changes) << "the models follow";
  EXPECT_FALSE(HasWork());
}

TEST_F(DataWindowsTest, FileOfAnyTableHoldsTheWindowOfItsRunBack) {
  const std::string name = "20241011T230000-aaaa0001-0001";
  project_.Write(LoadProject::PathOf("user_v2", name),
                 "SELECT * FROM read_parquet(" + SqlText(SampleFile("b1", "user_v2")) + ")");
  Process("20241011T230000-aaaa0001", "2024-10-11T22:05:00Z", "user_v2", {name});
  const std::string file = project_.lake() + "/" + LoadProject::PathOf("user_v2", name);
  std::filesystem::rename(file, file + ".kept");
  std::ofstream(file) << "broken";
  for (int attempt = 0; attempt < kLoadAttempts; ++attempt) project_.Load();
  EXPECT_EQ(Recorded(), Strings{});
  EXPECT_FALSE(HasWork()) << "the file is given up";
  Process("20241012T230000-aaaa0002", "2024-10-12T22:05:00Z");
  project_.Load();
  EXPECT_EQ(Recorded(), Strings{"2024-10-12 22:05:00"}) << "a later run is not held back";
}

TEST_F(DataWindowsTest, FilesOfAnotherJobHoldEarlierRunsBack) {
  Process("20241011T230000-aaaa0001", "2024-10-11T22:05:00Z");
  LoadItem item{.path = LoadProject::PathOf("event_v2", "20241012T010000-aaaa0002-0001"),
                .table = "event_v2",
                .app = "shop",
                .version = {}};
  EXPECT_EQ(WindowsToRecord(project_.ledger(), project_.options()).size(), 0U) << "not registered yet";
  project_.ledger().load_items().MarkRegistered("20241011T230000-aaaa0001",
                                                project_.ledger().leases().Find(kLoadLease).fence);
  EXPECT_EQ(WindowsToRecord(project_.ledger(), project_.options()).size(), 1U);
  project_.ledger().load_items().Register(std::vector{item});
  EXPECT_EQ(WindowsToRecord(project_.ledger(), project_.options()).size(), 0U) << "compaction made it of any file";
}

TEST_F(DataWindowsTest, AppWithoutDataGetsNoSchema) {
  project_.options().apps = {"shop", "quiet"};
  Process("20241010T130000-aaaa0001", "2024-10-10T12:00:00Z");
  project_.Load();
  EXPECT_EQ(Recorded().size(), 1U);
  EXPECT_EQ(project_.Rows("SELECT 1 FROM information_schema.schemata WHERE schema_name = 'quiet'"), Strings{});
  EXPECT_FALSE(HasWork());
}

}  // namespace
}  // namespace millrace
