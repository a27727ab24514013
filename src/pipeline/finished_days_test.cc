#include "pipeline/finished_days.h"

#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "core/testing/temporary_folder.h"
#include "core/time.h"
#include "ledger/sqlite_ledger.h"
#include "pipeline/plan.h"
#include "storage/testing/fake_file_system.h"

namespace millrace {
namespace {

constexpr int64_t kHour = 3600 * kNanosecondsPerSecond;

// A raw directory that is only listed.
class ListedDirectory : public FakeFileSystem {
 public:
  std::vector<FileInfo> List(const std::string& root) override {
    std::vector<FileInfo> all;
    for (const auto& [name, size] : sizes) all.push_back({.path = root + "/" + name, .size = size, .modified_ns = 1});
    return all;
  }
  std::optional<FileInfo> Stat(const std::string& path) override { return FileInfo{.path = path}; }

  std::map<std::string, uint64_t> sizes;  // by name
};

std::string DayName(int day, int month = 3) {
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return "year=2025/month=" + two(month) + "/day=" + two(day);
}

// An hour of March 2025, counted from its first day.
int64_t InMarch(int day, int hour = 0) {
  return int64_t{*DaysFromCivil({.year = 2025, .month = 3, .day = 1}) + day - 1} * 24 * kHour + hour * kHour;
}

class FinishedDaysTest : public ::testing::Test {
 protected:
  void Arrive(const std::string& name, uint64_t size = 1) { raw_.sizes[name] = size; }
  Plan Look(int64_t now_ns, PlanOptions options = {}) {
    options.raw = "/raw";
    options.now_ns = now_ns;
    return MakePlan(raw_, *ledger_, options);
  }
  void Read(const Plan& plan) {
    std::vector<LedgerFile> files;
    for (const auto& run : plan.runs) {
      for (const PlannedFile& file : run) files.push_back({file.name, file.info.size, file.info.modified_ns});
    }
    if (files.empty()) return;
    const std::string id = "job-" + std::to_string(++jobs_);
    ledger_->jobs().Begin({.id = id, .host = {}, .counters = {}, .error = {}});
    ledger_->raw_files().Claim({id}, files);
    ledger_->jobs().BeginPublish({id}, "{}");
    ledger_->jobs().Commit({id}, 1);
  }
  // Reads everything that a scheduled run finds.
  Plan Run(int64_t now_ns, PlanOptions options = {}) {
    Plan plan = Look(now_ns, std::move(options));
    NoteListing(*ledger_, plan.listing);
    Read(plan);
    return plan;
  }
  // Files of the first three days, which are read and finished at `InMarch(20)`.
  void FinishThreeDays() {
    for (int day = 1; day <= 3; ++day) Arrive(DayName(day) + "/hour=05/a.gz");
    for (const int hour : {0, 2, 30}) Run(InMarch(18, hour));
    ASSERT_EQ(Look(InMarch(20)).days_not_listed, 3U);
  }

  const TemporaryFolder temporary_;
  std::unique_ptr<Ledger> ledger_ = OpenSqliteLedger(temporary_.path() + "/shop.db");
  ListedDirectory raw_;
  int jobs_ = 0;
};

TEST_F(FinishedDaysTest, DayIsFinishedWhenItIsOverAndNothingNewWasFoundForADay) {
  Arrive(DayName(10) + "/a.gz");
  EXPECT_EQ(Run(InMarch(12, 1)).files, 1U);
  EXPECT_EQ(Run(InMarch(12, 23)).days_not_listed, 0U);
  EXPECT_EQ(Run(InMarch(13, 1)).days_not_listed, 0U) << "this listing finds that it is finished";
  EXPECT_EQ(Run(InMarch(13, 2)).days_not_listed, 1U);
  EXPECT_EQ(Run(InMarch(13, 2)).already_done, 0U);
}

TEST_F(FinishedDaysTest, DayThatEndedLessThanADayAgoIsListed) {
  Arrive(DayName(10) + "/a.gz");
  Run(InMarch(10, 1));
  Run(InMarch(11, 23));
  EXPECT_EQ(Run(InMarch(11, 23)).days_not_listed, 0U);
  Run(InMarch(12));
  EXPECT_EQ(Run(InMarch(12, 1)).days_not_listed, 1U);
}

TEST_F(FinishedDaysTest, WhatIsNotReadKeepsADayOpen) {
  Arrive(DayName(10) + "/a.gz");
  // A listing alone changes nothing.
  for (const int hour : {0, 30, 31}) EXPECT_EQ(Look(InMarch(12, hour)).days_not_listed, 0U);
  // A job that died: its claim is of a job at work until the next start.
  ledger_->jobs().Begin({.id = "dead", .host = {}, .counters = {}, .error = {}});
  ledger_->raw_files().Claim({"dead"}, std::vector<LedgerFile>{{DayName(10) + "/a.gz", 1, 1}});
  for (const int hour : {0, 30, 31}) EXPECT_EQ(Run(InMarch(15, hour)).days_not_listed, 0U);
  ledger_->jobs().Release({"dead"}, JobState::kAbandoned, "", 1);
  EXPECT_EQ(Run(InMarch(18)).files, 1U);
  // A changed file stays in sight.
  Arrive(DayName(10) + "/a.gz", 2);
  for (const int hour : {0, 30, 31}) EXPECT_EQ(Run(InMarch(20, hour)).changed.size(), 1U);
}

TEST_F(FinishedDaysTest, FileThatIsOutsideTheWindowKeepsADayOpen) {
  Arrive(DayName(10) + "/a.gz");
  for (const int hour : {0, 30, 60}) {
    EXPECT_EQ(Run(InMarch(12, hour), {.from_ns = InMarch(9), .full_scan = true}).outside_window, 1U);
  }
  ASSERT_EQ(ledger_->listings().Days("/raw", "", 10).size(), 1U);
  EXPECT_EQ(ledger_->listings().Days("/raw", "", 10)[0].finished_ns, 0);
}

TEST_F(FinishedDaysTest, QuarantinedFileIsReadAsSoonAsItIsFreed) {
  const std::string name = DayName(10) + "/bad.gz";
  Arrive(name);
  Arrive(DayName(10) + "/good.gz");
  for (int failure = 0; failure < kFailuresToQuarantine; ++failure) {
    const std::string id = "failing-" + std::to_string(failure);
    ledger_->jobs().Begin({.id = id, .host = {}, .counters = {}, .error = {}});
    ledger_->failing_files().Record({id}, {name, 1, 1}, "bad", 1);
    ledger_->jobs().Release({id}, JobState::kFailed, "", 1);
  }
  for (const int hour : {0, 30, 31, 60}) EXPECT_EQ(Run(InMarch(12, hour)).quarantined, 1U);
  ledger_->failing_files().Forget(name);
  EXPECT_EQ(Run(InMarch(15)).files, 1U);
}

// Its job was committed, but the process died before it forgot the failure.
TEST_F(FinishedDaysTest, DayOfAFailureThatIsOverIsListed) {
  FinishThreeDays();
  ledger_->jobs().Begin({.id = "failing", .host = {}, .counters = {}, .error = {}});
  ledger_->failing_files().Record({"failing"}, {DayName(2) + "/hour=05/a.gz", 1, 1}, "bad", 1);
  const Plan plan = Look(InMarch(20));
  EXPECT_EQ(plan.days_not_listed, 2U);
  EXPECT_TRUE(plan.failing.empty()) << "it is read";
}

TEST_F(FinishedDaysTest, LateFileIsFoundByTheNextFullListing) {
  FinishThreeDays();
  ASSERT_EQ(Run(InMarch(20, 6)).days_not_listed, 0U) << "the last one was a day ago";
  Arrive(DayName(2) + "/late.gz");
  EXPECT_EQ(Run(InMarch(20, 7)).files, 0U);
  EXPECT_EQ(Run(InMarch(21, 5)).files, 0U);
  const Plan full = Look(InMarch(21, 6));
  EXPECT_EQ(full.files, 1U);
  // Killed after the listing was noted: the day is open again.
  NoteListing(*ledger_, full.listing);
  const Plan next = Run(InMarch(21, 7));
  EXPECT_EQ(next.files, 1U);
  EXPECT_EQ(next.days_not_listed, 2U);
  EXPECT_EQ(Run(InMarch(21, 8)).days_not_listed, 2U) << "open for a day";
}

TEST_F(FinishedDaysTest, FullListingIsMadeWhenItIsAskedFor) {
  FinishThreeDays();
  Arrive(DayName(2) + "/late.gz");
  EXPECT_EQ(Look(InMarch(20)).files, 0U);
  EXPECT_EQ(Look(InMarch(20), {.full_scan = true}).files, 1U);
  EXPECT_EQ(Look(InMarch(20), {.full_scan = true}).days_not_listed, 0U);
  // Of some days it is none.
  EXPECT_EQ(Run(InMarch(20), {.from_ns = InMarch(3), .full_scan = true}).listing.full_ns, 0);
}

TEST_F(FinishedDaysTest, AnotherRawDirectoryIsListed) {
  FinishThreeDays();
  EXPECT_EQ(MakePlan(raw_, *ledger_, {.raw = "/other", .now_ns = InMarch(20)}).days_not_listed, 0U);
  EXPECT_EQ(MakePlan(raw_, *ledger_, {.raw = "s3://bucket/raw", .now_ns = InMarch(20)}).days_not_listed, 0U);
}

TEST_F(FinishedDaysTest, ClockThatWasAheadCostsListingsOnly) {
  FinishThreeDays();
  EXPECT_EQ(Look(InMarch(10)).days_not_listed, 0U) << "records of the future";
  EXPECT_EQ(Run(InMarch(10)).listing.full_ns, InMarch(10));
  EXPECT_EQ(Run(InMarch(10, 1)).days_not_listed, 0U) << "quiet since the clock was set";
  Run(InMarch(11));
  EXPECT_EQ(Run(InMarch(11, 1)).days_not_listed, 3U);
}

// A directory that is asked about costs a request in a store.
class AskedFolders : public FileVisitor {
 public:
  explicit AskedFolders(FinishedDays& days) : days_(days) {}
  Descent Enter(std::string_view folder) override {
    const Descent descent = days_.Enter(folder);
    if (descent != Descent::kSkip) listed.emplace(folder);
    return descent;
  }
  void Visit(FileInfo /*file*/) override {}
  std::set<std::string> listed;

 private:
  FinishedDays& days_;
};

TEST_F(FinishedDaysTest, MonthsAndYearsThatAreOverAreLeftOutAsAWhole) {
  for (const int month : {1, 2, 3}) {
    for (int day = 1; day <= 20; ++day) Arrive(DayName(day, month) + "/a.gz");
  }
  Arrive("loose.gz");
  Arrive("year=2024/month=12/day=31/a.gz");
  Arrive("year=2024/month=12/of-a-month.gz");
  for (const int hour : {0, 1, 26}) Run(InMarch(19, hour));
  const auto listed = [&](int64_t now_ns) {
    FinishedDays days(ledger_->listings(), {.raw = "/raw", .now_ns = now_ns});
    AskedFolders asked(days);
    raw_.Walk("/raw", asked);
    EXPECT_EQ(days.not_listed(), 1U + 20U + 20U + 18U);
    return asked.listed;
  };
  // February ended less than 31 days ago.
  EXPECT_EQ(listed(InMarch(20, 3)), (std::set<std::string>{"", "year=2025", "year=2025/month=02", "year=2025/month=03",
                                                           DayName(19), DayName(20)}));
  // A file directly in the month that is not read keeps the month from being left out.
  Arrive("year=2024/month=12/of-a-month-2.gz");
  EXPECT_EQ(Run(InMarch(20, 3), {.full_scan = true}).files, 1U);
  EXPECT_TRUE(listed(InMarch(20, 4)).contains("year=2024/month=12"));
}

TEST_F(FinishedDaysTest, DirectoriesThatAreGoneAreForgottenByAFullListing) {
  FinishThreeDays();
  raw_.sizes.erase(DayName(2) + "/hour=05/a.gz");
  EXPECT_EQ(Run(InMarch(20)).days_not_listed, 2U) << "there are no more";
  EXPECT_EQ(ledger_->listings().Days("/raw", "", 10).size(), 3U);
  Run(InMarch(20), {.to_ns = InMarch(1), .full_scan = true});
  EXPECT_EQ(ledger_->listings().Days("/raw", "", 10).size(), 2U);
  EXPECT_EQ(Run(InMarch(20)).days_not_listed, 2U);
}

TEST_F(FinishedDaysTest, RunsWithoutNewFilesWriteNothing) {
  FinishThreeDays();
  EXPECT_TRUE(Look(InMarch(20)).listing.days.empty());
  Arrive(DayName(20) + "/a.gz");
  Run(InMarch(20));
  Arrive(DayName(20) + "/b.gz");
  EXPECT_TRUE(Run(InMarch(20)).listing.days.empty()) << "new since less than an hour ago";
  Arrive(DayName(20) + "/c.gz");
  EXPECT_EQ(Run(InMarch(20, 1)).listing.days.size(), 1U);
}

// Files arrive in any order, some of them late; processes die between listing and noting, and between noting and
// reading; clocks go wrong. Whatever happens, a file waits no longer than for the first run a day later.
TEST_F(FinishedDaysTest, EveryFileIsReadWithinADay) {
  std::mt19937 random(1);
  const auto below = [&](int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random); };
  int64_t now = InMarch(1);
  std::map<std::string, int64_t> unread;  // since when
  uint64_t not_listed = 0;
  for (int tick = 0; tick < 600; ++tick) {
    now += (1 + below(3)) * kHour;
    const int today = static_cast<int>((now - InMarch(1)) / (24 * kHour)) + 1;
    for (int file = below(3); file > 0; --file) {
      const int day = below(10) == 0 ? 1 + below(today) : today;
      const std::string name =
          DayName(1 + (day - 1) % 31, 3 + (day - 1) / 31) + "/" + std::to_string(tick) + "-" + std::to_string(file);
      Arrive(name);
      unread[name] = now;
    }
    const bool wrong_clock = below(40) == 0;
    const Plan plan = Look(wrong_clock ? now + (below(2) == 0 ? -1 : 1) * (100 + below(100)) * kHour : now);
    not_listed += plan.days_not_listed;
    const int killed = below(6);
    if (killed == 0) continue;
    NoteListing(*ledger_, plan.listing);
    if (killed == 1) continue;
    Read(plan);
    for (const auto& run : plan.runs) {
      for (const PlannedFile& file : run) unread.erase(file.name);
    }
    if (wrong_clock) continue;
    for (const auto& [name, since] : unread) EXPECT_LT(now - since, 24 * kHour) << name;
  }
  EXPECT_GT(not_listed, 1000U);
}

}  // namespace
}  // namespace millrace
