#include "pipeline/run_report.h"

#include <gtest/gtest.h>

#include "pipeline/testing/report_fixture.h"

namespace millrace {
namespace {

TEST(RunReport, CostAndRates) {
  const RunReport report = ReportOfARun();
  EXPECT_DOUBLE_EQ(report.EventsPerSecond(), 3000);
  EXPECT_DOUBLE_EQ(report.CostUsd(), 2 * 3.0 / 3600 * 0.04);
  EXPECT_EQ(report.EventsRejected(), 10U);
  EXPECT_EQ(report.RowsRejected(), 5U);
  EXPECT_EQ(RunReport().EventsPerSecond(), 0);
}

TEST(RunReport, RunsOfOneCommandAddUp) {
  RunReport total;
  total.already_done = 3;
  total.changed_files = {{"x", "size 1 → 2"}};
  total.Add(ReportOfARun());
  RunReport second = ReportOfARun();
  second.job_id = "20260131T120003-000000";
  second.peak_memory_bytes = 5;
  second.stage_seconds["read_and_gunzip"] = 1.5;
  total.Add(second);
  EXPECT_EQ(total.job_id, second.job_id);
  EXPECT_EQ(total.runs, 2U);
  EXPECT_EQ(total.counters.events_read, 18000U);
  EXPECT_EQ(total.counters.lenient_fields.at("zone_offset"), 8U);
  EXPECT_DOUBLE_EQ(total.seconds, 6);
  EXPECT_EQ(total.threads, 2);
  EXPECT_EQ(total.peak_memory_bytes, 1U << 20);
  EXPECT_EQ(total.already_done, 3U);
  ASSERT_EQ(total.changed_files.size(), 1U);
  EXPECT_EQ(total.changed_files[0].name, "x");
  EXPECT_DOUBLE_EQ(total.stage_seconds.at("read_and_gunzip"), 1.5);
}

TEST(RunReport, PeakMemoryIsKnown) {
  EXPECT_GT(PeakMemoryBytes(), 1U << 20);
}

}  // namespace
}  // namespace millrace
