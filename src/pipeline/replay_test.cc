#include "pipeline/replay.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <arrow/json/from_string.h>

#include "pipeline/replay_sink.h"
#include "pipeline/testing/project_fixture.h"
#include "raw/testing/gzip_fixture.h"
#include "schema/arrow_schema.h"

namespace millrace {
namespace {

class ReplayTest : public ::testing::Test {
 protected:
  RunReport RunReplay(std::vector<RejectReason> reasons, size_t per_job = 1'000'000) {
    ReplayOptions options;
    options.filter = filter_;
    options.filter.reasons = std::move(reasons);
    options.max_rejects_per_job = per_job;
    return Replay(LocalFileSystem(), *OpenSqliteLedger(project_.LedgerFileName()), project_.options, options);
  }

  TestProject project_;
  RejectFilter filter_;
};

TEST_F(ReplayTest, CorrectedRejectsReachTheTablesOnce) {
  project_.AddFile("a", 3);
  project_.AddFile("b", 2);
  project_.Run();
  project_.options.kernel.apps = {};
  const RunReport report = RunReplay({RejectReason::unknown_app});
  EXPECT_EQ(report.replay.selected, 5U);
  EXPECT_EQ(report.replay.replayed, 5U);
  EXPECT_EQ(report.replay.still_rejected, 0U);
  EXPECT_EQ(report.counters.rows_written[static_cast<size_t>(TableId::kEvent)], 5U);
  project_.ExpectUnknownAppReplayed();
  project_.Check();

  const RunReport again = RunReplay({RejectReason::unknown_app});
  EXPECT_EQ(again.replay.selected, 0U);
  EXPECT_EQ(again.runs, 0U) << "no job without work";
  project_.Check();
}

TEST_F(ReplayTest, RejectedAgainStaysAsItIs) {
  project_.AddFile("a", 2);
  project_.Run();
  const RunReport report = RunReplay({});
  EXPECT_EQ(report.replay.selected, 3U) << "two events and the line that is no JSON";
  EXPECT_EQ(report.replay.still_rejected, 3U);
  EXPECT_EQ(report.counters.rows_written[static_cast<size_t>(TableId::kReject)], 0U);
  project_.Check();
  project_.options.kernel.apps = {};
  EXPECT_EQ(RunReplay({}).replay.replayed, 2U) << "it can be chosen again when the config is right";
  project_.ExpectUnknownAppReplayed();
  project_.Check();
}

TEST_F(ReplayTest, ManyRejectsGoInSeveralJobs) {
  project_.AddFile("a", 7);
  project_.Run();
  project_.options.kernel.apps = {};
  const RunReport report = RunReplay({RejectReason::unknown_app}, 3);
  EXPECT_EQ(report.runs, 3U);
  EXPECT_EQ(report.replay.replayed, 7U);
  project_.ExpectUnknownAppReplayed();
  project_.Check();
}

TEST_F(ReplayTest, ReasonAndIngestWindowChoose) {
  project_.AddFile("a", 1);
  project_.Run();
  project_.options.kernel.apps = {};
  EXPECT_EQ(RunReplay({RejectReason::bot, RejectReason::late}).replay.selected, 0U);
  const int64_t ingest_ns = TestProject::kIngestTime * 1'000'000;
  filter_.from_ns = ingest_ns;
  EXPECT_EQ(RunReplay({}).replay.selected, 0U)
      << "the start is excluded, and lines without ingest time are in no window";
  filter_.from_ns = ingest_ns - 1;
  filter_.to_ns = ingest_ns;
  EXPECT_EQ(RunReplay({}).replay.selected, 1U) << "the end is included";
}

// A line may be an array of requests: their events have equal places in their bundles.
TEST_F(ReplayTest, SeveralRequestsOfOneLineAreToldApart) {
  const std::string first = TestProject::Line(TestProject::Event("x", "other"));
  const std::string second = TestProject::Line(TestProject::Event("y", "other2"));
  project_.Write("a", "[" + first.substr(0, first.size() - 1) + "," + second.substr(0, second.size() - 1) + "]\n");
  project_.Run();
  project_.options.kernel.apps = {"other"};
  EXPECT_EQ(RunReplay({}).replay.replayed, 1U);
  project_.options.kernel.apps = {"other2"};
  EXPECT_EQ(RunReplay({}).replay.replayed, 1U);
  EXPECT_EQ(project_.Read().events, (std::multiset<std::string>{"x", "y"}));
}

// The ids of GTM events hold their place in the request.
TEST_F(ReplayTest, AnEventKeepsItsPlaceInTheRequest) {
  project_.options.kernel.clients.client = "gtm";
  project_.options.kernel.apps = {"other"};
  const std::string event = R"({\"event_name\":\"a\",\"client_id\":\"c\"})";
  project_.Write("a", TestProject::Line(event + "," + event));
  project_.Run();
  project_.options.kernel.apps = {};
  EXPECT_EQ(RunReplay({}).replay.replayed, 2U);
  EXPECT_EQ(project_.Read().events, (std::multiset<std::string>{"r-0-null-x", "r-1-null-x"}));
}

// The line at which a file broke off may hold whole rows.
TEST_F(ReplayTest, WholeRowsOfABrokenLineAreTakenOnce) {
  const std::string first = TestProject::Line(TestProject::Event("x", "shop"));
  const std::string second = TestProject::Line(TestProject::Event("y", "shop"));
  const std::string line = first.substr(0, first.size() - 1) + second.substr(0, second.size() - 1) + "{\"rid\":";
  project_.Write("a.gz", GzipOf(line) + "garbage");
  EXPECT_EQ(project_.Run().counters.rejected[static_cast<size_t>(RejectReason::truncated_file)], 1U);
  const RunReport report = RunReplay({});
  EXPECT_EQ(report.replay.replayed, 1U);
  EXPECT_EQ(report.counters.rows_written[static_cast<size_t>(TableId::kEvent)], 2U);
  EXPECT_EQ(report.counters.rows_written[static_cast<size_t>(TableId::kReject)], 1U) << "what is left of the line";
  const RunReport again = RunReplay({});
  EXPECT_EQ(again.replay.selected, 1U);
  EXPECT_EQ(again.replay.still_rejected, 1U);
  EXPECT_EQ(project_.Read().events, (std::multiset<std::string>{"x", "y"}));
}

// Of such a line only the beginning is kept, which must not pass for the whole.
TEST_F(ReplayTest, ALineBeyondTheLimitStaysAReject) {
  const std::string row = TestProject::Line(TestProject::Event("x", "shop"));
  project_.Write("a", row.substr(0, row.size() - 1) + std::string((64U << 20) + 1, ' ') + "\n" +
                          TestProject::Line(TestProject::Event("y", "shop")));
  EXPECT_EQ(project_.Run().counters.rejected[static_cast<size_t>(RejectReason::line_too_long)], 1U);
  EXPECT_EQ(RunReplay({}).replay.still_rejected, 1U);
  EXPECT_EQ(project_.Read().events, (std::multiset<std::string>{"y"}));
}

TEST_F(ReplayTest, TextsOfTheEventSurviveTheRoundTrip) {
  std::string event = TestProject::Event("x", "other");
  event.insert(event.rfind('}'), R"(,\"os_version\":\"a\\\"b\\\\c ü \\u0001 \\n\")");
  project_.Write("a", TestProject::Line(event));
  std::string same = event;
  same.replace(same.find("other"), 5, "shop");
  same.replace(same.find(R"(\"x\")"), 5, R"(\"w\")");
  project_.Write("b", TestProject::Line(same));
  project_.Run();
  project_.options.kernel.apps = {};
  EXPECT_EQ(RunReplay({}).replay.replayed, 1U);
  std::set<std::string> versions;
  const std::vector<TableId> tables = {TableId::kEvent};
  const auto ledger = OpenSqliteLedgerToRead(project_.LedgerFileName());
  const auto lists = CommittedFiles(LocalFileSystem(), *ledger, project_.options.lake, "shop", tables);
  for (const CommittedFile& file : lists[0]) {
    auto input = arrow::io::ReadableFile::Open(file.file.path).ValueOrDie();
    auto reader = parquet::arrow::OpenFile(input, arrow::default_memory_pool()).ValueOrDie();
    const auto table = reader->ReadTable().ValueOrDie();
    for (int64_t row = 0; row < table->num_rows(); ++row) {
      versions.insert(
          table->GetColumnByName("device_operating_system_version")->GetScalar(row).ValueOrDie()->ToString());
    }
  }
  EXPECT_EQ(versions.size(), 1U) << *versions.begin();
}

// A batch of rejects as the kernel writes it: (line, bundle index; -1: a whole row).
std::shared_ptr<arrow::RecordBatch> Rejects(const std::vector<std::pair<int64_t, int32_t>>& rows) {
  auto batch = arrow::RecordBatch::MakeEmpty(ArrowSchema(TableId::kReject)).ValueOrDie();
  arrow::ArrayVector columns;
  for (const auto& field : batch->schema()->fields()) {
    columns.push_back(arrow::MakeArrayOfNull(field->type(), static_cast<int64_t>(rows.size())).ValueOrDie());
  }
  arrow::Int64Builder lines;
  arrow::Int32Builder places;
  for (const auto& [line, place] : rows) {
    EXPECT_TRUE(lines.Append(line).ok());
    EXPECT_TRUE((place < 0 ? places.AppendNull() : places.Append(place)).ok());
  }
  columns[static_cast<size_t>(RejectColumn::line)] = lines.Finish().ValueOrDie();
  columns[static_cast<size_t>(RejectColumn::bundle_index)] = places.Finish().ValueOrDie();
  return arrow::RecordBatch::Make(batch->schema(), static_cast<int64_t>(rows.size()), columns);
}

struct KeptBatches : BatchSink {
  void Write(TableId, const Partition&, const std::shared_ptr<arrow::RecordBatch>& batch) override {
    batches.push_back(batch);
  }
  std::vector<std::shared_ptr<arrow::RecordBatch>> batches;
};

TEST(ReplaySink, EventRejectedAgainIsDroppedAndRowsThatNowGiveEventsAreSettled) {
  KeptBatches lake;
  ReplaySink sink(lake);
  EXPECT_EQ(sink.AddUnit(70, true), 1U);   // an event, rejected again
  EXPECT_EQ(sink.AddUnit(70, true), 2U);   // an event of the same line, written
  EXPECT_EQ(sink.AddUnit(80, false), 3U);  // a row that gives events now, two of them rejected
  EXPECT_EQ(sink.AddUnit(90, false), 4U);  // a row, rejected again
  sink.Write(TableId::kReject, {}, Rejects({{1, 0}, {3, 4}, {4, -1}, {3, 9}}));
  std::vector<bool> again;
  for (const ReplayUnit& unit : sink.units()) again.push_back(unit.rejected_again);
  EXPECT_EQ(again, (std::vector<bool>{true, false, false, true}));
  EXPECT_EQ(sink.rejects_kept(), 2U);
  ASSERT_EQ(lake.batches.size(), 1U);
  const auto& kept = *lake.batches[0];
  EXPECT_TRUE(kept.column(static_cast<int>(RejectColumn::line))
                  ->Equals(arrow::json::ArrayFromJSONString(arrow::int64(), "[80, 80]").ValueOrDie()));
  EXPECT_TRUE(kept.column(static_cast<int>(RejectColumn::bundle_index))
                  ->Equals(arrow::json::ArrayFromJSONString(arrow::int32(), "[4, 9]").ValueOrDie()));
}

}  // namespace
}  // namespace millrace
