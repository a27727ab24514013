#include "project/daily_cost.h"

#include <gtest/gtest.h>

#include "core/time.h"
#include "pipeline/report_json.h"
#include "pipeline/testing/report_fixture.h"

namespace millrace {
namespace {

constexpr int64_t kNoonNs = (20'000 * int64_t{86'400} + 43'200) * kNanosecondsPerSecond;

LedgerJob JobOfReport(int64_t started_ns, const RunReport& report, JobState state = JobState::kCommitted) {
  return {.id = "j",
          .kind = JobKind::kProcess,
          .state = state,
          .started_ns = started_ns,
          .finished_ns = started_ns + 3 * kNanosecondsPerSecond,
          .host = {},
          .counters = ReportJson(report, JobKind::kProcess),
          .error = {}};
}

TEST(DailyCostTest, ReportsOfADayAddUp) {
  RunReport larger = ReportOfARun();
  larger.peak_memory_bytes = 5 << 20;
  larger.seconds = 1;
  larger.threads = 4;
  LedgerJob failed{.id = "f", .state = JobState::kFailed, .host = {}, .counters = {}, .error = {}};
  failed.started_ns = kNoonNs - 1;
  failed.finished_ns = kNoonNs - 1 + 7 * kNanosecondsPerSecond;
  const std::vector<LedgerJob> jobs = {JobOfReport(kNoonNs + 86'400 * kNanosecondsPerSecond, ReportOfARun()),
                                       JobOfReport(kNoonNs, larger), failed};
  const auto days = DailyCostsOf(jobs, {}, {});
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days[0].day, 20'001);
  EXPECT_EQ(days[0].jobs, 1U);
  EXPECT_EQ(days[0].raw_files, 2U);
  EXPECT_EQ(days[0].raw_bytes, 100U);
  EXPECT_EQ(days[0].events, 9000U);
  EXPECT_DOUBLE_EQ(days[0].core_seconds, 6);
  EXPECT_NEAR(days[0].usd, 6.0 / 3600 * 0.04, 1e-8);
  EXPECT_EQ(days[1].day, 20'000);
  EXPECT_EQ(days[1].jobs, 2U);
  EXPECT_EQ(days[1].jobs_failed, 1U);
  EXPECT_EQ(days[1].peak_memory_bytes, 5U << 20);
  EXPECT_DOUBLE_EQ(days[1].seconds, 8) << "the time of the failed one, too";
  EXPECT_DOUBLE_EQ(days[1].core_seconds, 4);
}

TEST(DailyCostTest, WorkInTheWarehouseIsAddedAndToldApart) {
  const auto attempt = [](const char* workflow, int seconds, AttemptOutcome outcome = AttemptOutcome::kDone) {
    return AttemptOfWorkflow{
        .workflow = workflow,
        .attempt = {
            .outcome = outcome, .started_ns = kNoonNs, .finished_ns = kNoonNs + seconds * kNanosecondsPerSecond}};
  };
  std::vector<AttemptOfWorkflow> attempts = {attempt("load", 10), attempt("models", 20, AttemptOutcome::kFailed),
                                             attempt("metadata", 3), attempt("expiry", 2),
                                             attempt("process", 1'000)};  // its jobs count
  attempts.push_back({.workflow = "load", .attempt = {.outcome = AttemptOutcome::kRunning, .started_ns = kNoonNs}});
  const std::vector<LedgerJob> jobs = {JobOfReport(kNoonNs, ReportOfARun())};
  const auto days = DailyCostsOf(jobs, attempts, {.threads = 4, .usd_per_core_hour = 0.04});
  ASSERT_EQ(days.size(), 1U);
  EXPECT_EQ(days[0].jobs, 1U);
  EXPECT_EQ(days[0].warehouse_tasks, 5U);
  EXPECT_EQ(days[0].warehouse_failed, 1U);
  EXPECT_DOUBLE_EQ(days[0].warehouse_core_seconds, 35 * 4);
  EXPECT_DOUBLE_EQ(days[0].core_seconds, 6 + 35 * 4);
  EXPECT_DOUBLE_EQ(days[0].warehouse_usd, 140.0 / 3600 * 0.04);
  EXPECT_NEAR(days[0].usd, 146.0 / 3600 * 0.04, 1e-8);
}

}  // namespace
}  // namespace millrace
