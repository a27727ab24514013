#include "cli/report_print.h"

#include <gtest/gtest.h>

#include "cli/testing/printed_text.h"

namespace millrace {
namespace {

RunReport ExampleReport() {
  RunReport report;
  report.job_id = "20250310T120000-0a1b2c";
  report.runs = 1;
  report.threads = 2;
  report.seconds = 2;
  report.price_per_core_hour = 0.05;
  report.counters.files = 3;
  report.counters.requests = 95;
  report.counters.events_read = 200;
  report.counters.rows_written[static_cast<size_t>(TableId::kEvent)] = 190;
  report.counters.rejected[static_cast<size_t>(RejectReason::late)] = 8;
  report.counters.rejected[static_cast<size_t>(RejectReason::bot)] = 2;
  report.counters.rejected[static_cast<size_t>(RejectReason::not_json)] = 5;
  return report;
}

TEST(ReportPrint, EndsWithTheLaw) {
  const std::string text = RenderReport(ExampleReport(), false);
  EXPECT_TRUE(text.ends_with("200 events read = 190 written + 10 rejected\n")) << text;
  EXPECT_TRUE(Contains(text, "  rows rejected       5\n    not_json          5 (5 %)\n")) << text;
  EXPECT_TRUE(Contains(text, "    late              8 (4 %)\n    bot               2 (1 %)\n")) << text;
  EXPECT_TRUE(Contains(text, "2s on 2 threads, 100 events/s")) << text;
}

TEST(ReportPrint, LeavesOutWhatDidNotHappen) {
  const std::string text = RenderReport(ExampleReport(), false);
  EXPECT_FALSE(Contains(text, "duplicate items"));
  EXPECT_FALSE(Contains(text, "unknown_app"));
}

TEST(ReportPrint, NamesTheStagesOfAProfile) {
  RunReport report = ExampleReport();
  report.stage_seconds = {{"read_and_gunzip", 1.0}, {"write_parquet", 3.0}};
  EXPECT_TRUE(Contains(RenderReport(report, false), "read_and_gunzip     1 s (25 %)"));
}

TEST(ReportPrint, AReplayTellsWhatBecameOfTheRejects) {
  RunReport report = ExampleReport();
  report.replay = {.selected = 200, .replayed = 190, .still_rejected = 10};
  const std::string text = RenderReplay(report, false);
  EXPECT_TRUE(Contains(text, "  rejects chosen      200\n    replayed          190\n    still rejected    10\n"))
      << text;
  EXPECT_TRUE(Contains(text, "    late              8\n")) << text;
  EXPECT_FALSE(Contains(text, "requests")) << text;
  report.replay = {.selected = 10, .replayed = 0, .still_rejected = 10};
  EXPECT_FALSE(Contains(RenderReplay(report, false), "written"));
}

TEST(ReportPrint, EstimateStandsBesideWhatItTook) {
  RunReport report = ExampleReport();
  EXPECT_FALSE(Contains(RenderReport(report, false), "estimated"));
  report.estimate = Estimate();
  report.estimate->seconds = 2.5;
  report.estimate->peak_memory_bytes = 200 << 20;
  report.estimate->cost_usd = 0.001;
  EXPECT_TRUE(Contains(RenderReport(report, false), "  estimated           2.5s, 200 MiB, $0.001\n"))
      << RenderReport(report, false);
}

TEST(ReportPrint, TinyCostIsNotWrittenWithManyZeros) {
  RunReport report = ExampleReport();
  report.estimate = Estimate();
  report.estimate->cost_usd = 0.00000288;
  EXPECT_TRUE(Contains(RenderReport(report, false), ", less than $0.0001\n")) << RenderReport(report, false);
  report.estimate->cost_usd = 0;
  EXPECT_TRUE(Contains(RenderReport(report, false), ", $0\n")) << RenderReport(report, false);
}

TEST(ReportPrint, RejectedRowsCountLikeEventsForTheShare) {
  EXPECT_DOUBLE_EQ(RejectedShare(ExampleReport()), 15.0 / 205);
  EXPECT_DOUBLE_EQ(RejectedShare(RunReport()), 0);
}

}  // namespace
}  // namespace millrace
