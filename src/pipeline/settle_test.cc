#include "pipeline/settle.h"

#include <chrono>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>

#include "core/cancelled.h"
#include "core/error.h"
#include "core/time.h"
#include "pipeline/job_id.h"
#include "pipeline/testing/project_fixture.h"

namespace millrace {
namespace {

using SteadyClock = std::chrono::steady_clock;

std::vector<PlannedFile> Files(const std::vector<int64_t>& times) {
  std::vector<PlannedFile> files;
  for (const int64_t time : times) files.push_back({.name = "f", .info = {.path = "f", .modified_ns = time}});
  return files;
}

TEST(Settle, TheWaitIsThatOfTheYoungestFileAndNeverLongerThanSettle) {
  const SettleOptions by_hand{.age_ns = 10 * kNanosecondsPerSecond, .wait = true};
  const SettleOptions scheduled{.age_ns = 10 * kNanosecondsPerSecond, .wait = false};
  const auto wait = [](const std::vector<int64_t>& times, const SettleOptions& options) {
    return TimeToSettle(Files(times), options, 1000 * kNanosecondsPerSecond);
  };
  EXPECT_EQ(wait({}, by_hand), 0);
  EXPECT_EQ(wait({993 * kNanosecondsPerSecond, 997 * kNanosecondsPerSecond}, by_hand), 7 * kNanosecondsPerSecond);
  EXPECT_EQ(wait({1000 * kNanosecondsPerSecond}, by_hand), 10 * kNanosecondsPerSecond);
  // A clock was wrong, here or where the file was written.
  EXPECT_EQ(wait({1001 * kNanosecondsPerSecond}, by_hand), 10 * kNanosecondsPerSecond);
  EXPECT_EQ(wait({INT64_MAX}, by_hand), 10 * kNanosecondsPerSecond);
  EXPECT_EQ(wait({INT64_MIN}, by_hand), 0);
  EXPECT_EQ(wait({997 * kNanosecondsPerSecond}, scheduled), 0);
  EXPECT_EQ(wait({997 * kNanosecondsPerSecond, INT64_MAX}, scheduled), 10 * kNanosecondsPerSecond);
}

class SettleRunTest : public ::testing::Test {
 protected:
  SettleRunTest() {
    project_.options.settle.age_ns = kNanosecondsPerSecond / 2;
    project_.options.settle.wait = true;
    project_.options.settle.on_wait = [this](uint64_t files, int64_t) { waits_.push_back(files); };
  }
  void Touch(const std::string& name, int64_t modified_ns) const {
    const timespec time{.tv_sec = modified_ns / kNanosecondsPerSecond, .tv_nsec = modified_ns % kNanosecondsPerSecond};
    const timespec times[2] = {time, time};
    ASSERT_EQ(::utimensat(AT_FDCWD, project_.Raw(name).c_str(), times, 0), 0);
  }

  TestProject project_{/*two_apps=*/false};
  std::vector<uint64_t> waits_;
};

TEST_F(SettleRunTest, ARunByHandWaitsForYoungFilesAndTakesThem) {
  project_.AddFile("old", 1);
  project_.AddFile("young", 1);
  Touch("old", WallClockNs() - 60 * kNanosecondsPerSecond);
  const auto begin = SteadyClock::now();
  const RunReport report = project_.Run();
  EXPECT_GE(SteadyClock::now() - begin, std::chrono::milliseconds(400));
  EXPECT_EQ(report.counters.files, 2U);
  EXPECT_EQ(waits_, std::vector<uint64_t>{1});
  project_.Check();
  EXPECT_EQ(project_.Run().runs, 0U);
  EXPECT_EQ(waits_.size(), 1U) << "what is read need not settle";
}

TEST_F(SettleRunTest, AFileThatChangesDuringTheWaitStaysForTheNextRun) {
  project_.AddFile("young", 1);
  // The wait begins after it, and is as long as the age of a file that has settled: by its time this one never has.
  project_.options.settle.on_wait = [&](uint64_t, int64_t) {
    std::ofstream(project_.Raw("young"), std::ios::app) << "\n";
    Touch("young", WallClockNs() + 3600 * kNanosecondsPerSecond);
  };
  const RunReport report = project_.Run();
  EXPECT_EQ(report.runs, 0U);
  EXPECT_EQ(report.unsettled, 1U);
  ASSERT_EQ(report.still_written.size(), 1U);
  EXPECT_TRUE(report.still_written[0].starts_with("young (")) << report.still_written[0];
  project_.options.settle.on_wait = [](uint64_t, int64_t) {};  // nobody writes any more
  EXPECT_EQ(project_.Run().counters.files, 1U);
  project_.Check();
}

TEST_F(SettleRunTest, AScheduledRunLeavesYoungFiles) {
  project_.options.settle.age_ns = 3600 * kNanosecondsPerSecond;
  project_.options.settle.wait = false;
  project_.AddFile("young", 1);
  const RunReport report = project_.Run();
  EXPECT_EQ(report.runs, 0U);
  EXPECT_EQ(report.unsettled, 1U);
  EXPECT_TRUE(waits_.empty());
}

TEST_F(SettleRunTest, AScheduledRunWaitsOnceForAFileFromTheFuture) {
  project_.options.settle.wait = false;
  project_.AddFile("future", 1);
  Touch("future", WallClockNs() + 3600 * kNanosecondsPerSecond);
  EXPECT_EQ(project_.Run().counters.files, 1U);
  EXPECT_EQ(waits_.size(), 1U);
  project_.Check();
}

TEST_F(SettleRunTest, TheWaitEndsWhenTheRunIsToStop) {
  project_.options.settle.age_ns = 3600 * kNanosecondsPerSecond;
  project_.AddFile("young", 1);
  const auto begin = SteadyClock::now();
  std::stop_source stop;
  project_.options.stop = stop.get_token();
  const std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop.request_stop();
  });
  EXPECT_THROW(project_.Run(), Cancelled);
  EXPECT_LT(SteadyClock::now() - begin, std::chrono::seconds(30));
}

TEST_F(SettleRunTest, TheReportTellsTheEndOfTheDataWindow) {
  project_.options.settle.age_ns = 0;
  project_.AddFile("a", 1);
  project_.AddFile("b", 1);
  Touch("a", 1'700'000'000 * kNanosecondsPerSecond);
  Touch("b", 1'700'000'100 * kNanosecondsPerSecond);
  const RunReport report = project_.Run();
  EXPECT_EQ(report.newest_file_ns, 1'700'000'100 * kNanosecondsPerSecond);
  const auto ledger = OpenSqliteLedgerToRead(project_.LedgerFileName());
  EXPECT_NE(ledger->jobs().Recent(1)[0].counters.find(R"("data_window_end":"2023-11-14T22:15:00Z")"),
            std::string::npos);
}

}  // namespace
}  // namespace millrace
