#include "cli/report_print.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

RunReport Example() {
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

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(ReportPrint, EndsWithTheLaw) {
  const std::string text = RenderReport(Example(), false);
  EXPECT_TRUE(text.ends_with("200 events read = 190 written + 10 rejected\n")) << text;
  EXPECT_TRUE(Contains(text, "  rows rejected       5\n    not_json          5 (5 %)\n")) << text;
  EXPECT_TRUE(Contains(text, "    late              8 (4 %)\n    bot               2 (1 %)\n")) << text;
  EXPECT_TRUE(Contains(text, "2s on 2 threads, 100 events/s")) << text;
}

TEST(ReportPrint, LeavesOutWhatDidNotHappen) {
  const std::string text = RenderReport(Example(), false);
  EXPECT_FALSE(Contains(text, "duplicate items"));
  EXPECT_FALSE(Contains(text, "rejects chosen"));
  EXPECT_FALSE(Contains(text, "unknown_app"));
}

TEST(ReportPrint, NamesTheStagesOfAProfile) {
  RunReport report = Example();
  report.stage_seconds = {{"read_and_gunzip", 1.0}, {"write_parquet", 3.0}};
  EXPECT_TRUE(Contains(RenderReport(report, false), "read_and_gunzip     1 s (25 %)"));
}

TEST(ReportPrint, RejectedRowsCountLikeEventsForTheShare) {
  EXPECT_DOUBLE_EQ(RejectedShare(Example()), 15.0 / 205);
  EXPECT_DOUBLE_EQ(RejectedShare(RunReport()), 0);
}

TEST(ReportPrint, APlanSaysWhatIsLeftOutAndWhy) {
  Plan plan;
  plan.runs = {{{.name = "a.gz", .info = {.path = "raw/a.gz", .size = 1024, .modified_ns = 0}}}};
  plan.files = 1;
  plan.bytes = 1024;
  plan.already_done = 2;
  plan.outside_window = 1;
  plan.changed = {{.name = "b.gz", .info = {.path = "", .size = 20, .modified_ns = 0}, .known = {"b.gz", 10, 0}}};
  EXPECT_EQ(RenderPlan(plan, false),
            "would read 1 file, 1 KiB, in 1 run\n"
            "  run 1  1970-01-01T00:00:00Z  1 KiB  a.gz\n"
            "left out: 2 files, read by an earlier run\n"
            "left out: 1 file, modified outside --from and --to\n"
            "left out: b.gz, which was read when it had 10 bytes and has 20 now; give new content a new name\n");
  EXPECT_TRUE(Contains(PlanJson(plan), "\"files_changed\":[{\"file\":\"b.gz\",\"bytes\":20,\"bytes_when_read\":10}]"));
}

}  // namespace
}  // namespace millrace
