#include "cli/run_history.h"

#include <gtest/gtest.h>

#include "pipeline/report_json.h"

namespace millrace {
namespace {

LedgerJob Committed() {
  RunReport report;
  report.job_id = "j1";
  report.threads = 1;
  report.price_per_core_hour = 0.04;
  report.seconds = 90;
  report.counters.files = 3;
  report.counters.rows_read = 105;
  report.counters.requests = 100;
  report.counters.events_read = 1200;
  report.counters.rows_written[static_cast<size_t>(TableId::kEvent)] = 1190;
  report.counters.rejected[static_cast<size_t>(RejectReason::late)] = 7;
  report.counters.rejected[static_cast<size_t>(RejectReason::bot)] = 3;
  report.counters.rejected[static_cast<size_t>(RejectReason::not_json)] = 5;
  report.counters.rows_written[static_cast<size_t>(TableId::kReject)] = 15;
  report.runs = 1;
  report.estimate = Estimate();
  report.estimate->seconds = 80;
  return {.id = "j1",
          .state = JobState::kCommitted,
          .started_ns = 0,
          .finished_ns = 90'000'000'000,
          .host = "h",
          .counters = ReportJson(report, JobKind::kProcess),
          .error = {}};
}

TEST(RunHistory, HasEveryCounterAndTheLaw) {
  TableStyle style;
  style.format = OutputFormat::kCsv;
  const std::string csv = RenderHistory({Committed()}, style);
  EXPECT_EQ(csv,
            "job,kind,state,started,time,files,in,rows read,rows rejected,events read,events written,events rejected,"
            "late,unknown app,bot,items,users,sessions,out,memory,estimated time,estimated memory,cost,law,error\n"
            "j1,process,committed,1970-01-01T00:00:00Z,1m 30s,3,0 B,105,5,\"1,200\",\"1,190\",10,7,0,3,0,0,0,0 B,0 B,"
            "1m 20s,0 B,$0.001,holds,\n");
}

TEST(RunHistory, ShowsRunsWithoutAReport) {
  LedgerJob failed = Committed();
  failed.state = JobState::kFailed;
  failed.counters.clear();
  failed.error = "disk full";
  LedgerJob old = Committed();
  old.counters = R"({"files":2})";
  TableStyle style;
  style.format = OutputFormat::kCsv;
  style.header = false;
  EXPECT_EQ(RenderHistory({failed, old}, style),
            "j1,process,failed,1970-01-01T00:00:00Z,1m 30s,,,,,,,,,,,,,,,,,,,,disk full\n"
            "j1,process,committed,1970-01-01T00:00:00Z,1m 30s,2,,,,,,,,,,,,,,,,,,,\n");
}

}  // namespace
}  // namespace millrace
