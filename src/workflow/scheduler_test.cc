#include "workflow/scheduler.h"

#include <gtest/gtest.h>

#include "workflow/testing/fake_clock.h"

#include "core/time.h"
#include "ledger/sqlite_ledger.h"

namespace millrace {
namespace {

constexpr int64_t kNs = 1'000'000'000;

class SchedulerTest : public ::testing::Test {
 protected:
  void At(const std::string& time) { clock_.now_ns = *ParseInstant(time); }
  Scheduler Make(const std::string& text, const std::string& zone = "UTC") {
    return {*ledger_, clock_, ParseSchedule(text, "test"), TimeZone(zone), "process"};
  }
  // The next run, or «due» when its time has come.
  std::string Next(const Scheduler& scheduler) const {
    const auto next = scheduler.Next();
    if (!next) return "never";
    return *next <= clock_.now_ns / kNs ? "due" : FormatInstant(*next * kNs).substr(0, 16);
  }

  std::unique_ptr<Ledger> ledger_ = OpenSqliteLedger(":memory:");
  FakeClock clock_;
};

TEST_F(SchedulerTest, CronWaitsForItsFirstTime) {
  At("2025-03-10T12:00");
  Scheduler scheduler = Make("cron(0 1 * * ? *)");
  EXPECT_EQ(Next(scheduler), "2025-03-11T01:00");
  At("2025-03-11T01:00");
  EXPECT_EQ(Next(scheduler), "due");
  scheduler.Handled(clock_.now_ns / kNs);
  EXPECT_EQ(Next(scheduler), "2025-03-12T01:00");
}

TEST_F(SchedulerTest, RateBeginsAtOnceAndKeepsItsBeat) {
  At("2025-03-10T12:03");
  Scheduler scheduler = Make("rate(10 minutes)");
  EXPECT_EQ(Next(scheduler), "due");
  scheduler.Handled(clock_.now_ns / kNs);
  At("2025-03-10T12:05");
  EXPECT_EQ(Next(scheduler), "2025-03-10T12:13") << "whatever the run took";
}

TEST_F(SchedulerTest, MissedTimesGiveOneRun) {
  At("2025-03-10T12:00");
  Make("cron(0 1 * * ? *)");
  At("2025-03-14T09:00");  // nobody ran for three of its times
  Scheduler later = Make("cron(0 1 * * ? *)");
  EXPECT_EQ(Next(later), "due");
  later.Handled(clock_.now_ns / kNs);
  EXPECT_EQ(Next(later), "2025-03-15T01:00");
}

TEST_F(SchedulerTest, TimesThatPassWhileTheJobIsAtWorkGiveOneRunBehindIt) {
  At("2025-03-10T12:00");
  Scheduler scheduler = Make("rate(10 minutes)");
  scheduler.Handled(clock_.now_ns / kNs);
  At("2025-03-10T12:10");
  EXPECT_EQ(Next(scheduler), "due");
  scheduler.Handled(clock_.now_ns / kNs);
  At("2025-03-10T12:45");
  EXPECT_EQ(Next(scheduler), "due") << "12:20, 12:30 and 12:40 are over";
  scheduler.Handled(clock_.now_ns / kNs);
  EXPECT_EQ(Next(scheduler), "2025-03-10T12:50");
}

TEST_F(SchedulerTest, RestartKeepsTheBeatOfARate) {
  At("2025-03-10T12:03");
  Make("rate(10 minutes)").Handled(clock_.now_ns / kNs);
  At("2025-03-10T12:09");
  EXPECT_EQ(Next(Make("rate(10 minutes)")), "2025-03-10T12:13");
}

TEST_F(SchedulerTest, AnotherExpressionOrZoneBeginsAnew) {
  At("2025-03-10T12:00");
  Make("cron(0 1 * * ? *)");
  At("2025-03-14T09:00");
  EXPECT_EQ(Next(Make("cron(0 2 * * ? *)")), "2025-03-15T02:00");
  EXPECT_EQ(Next(Make("cron(0 2 * * ? *)", "Europe/Berlin")), "2025-03-15T01:00");
  EXPECT_EQ(Next(Make("rate(1 day)")), "due");
  EXPECT_EQ(Next(Make("cron(0 0 1 1 ? 2020)")), "never");
}

}  // namespace
}  // namespace millrace
