// Segments against the plain evaluator, and their rows in `segment_user`, on both engines.
#include "explore/segment_sql.h"

#include <gtest/gtest.h>

#include "explore/description_error.h"
#include "explore/testing/plain_analysis.h"
#include "explore/testing/random_analysis.h"

#include "warehouse/testing/postgres_server.h"
#include "warehouse/warehouse.h"

namespace millrace {
namespace {

class SegmentSqlTest : public ::testing::TestWithParam<Dialect> {
 protected:
  SegmentSqlTest() {
    WarehouseOptions options;
    options.uri = GetParam() == Dialect::kDuckDb ? "duckdb:" : PostgresServer::Shared().uri();
    connection_ = OpenWarehouse(options)->Connect();
    target_.schema = "explore";
    target_.dialect = GetParam();
  }
  std::set<std::string> UsersOf(const SegmentStatement& statement) {
    const ResultRows rows = connection_->QueryRows(statement.sql.text(), statement.values.Bound());
    std::set<std::string> users;
    for (int64_t row = 0; row < rows.row_count(); ++row) {
      EXPECT_TRUE(users.insert(rows.Text(row, 0)).second) << "twice: " << rows.Text(row, 0);
    }
    return users;
  }
  void Execute(const SegmentStatement& statement) {
    connection_->Execute(statement.sql.text(), statement.values.Bound());
  }

  std::unique_ptr<Connection> connection_;
  AnalysisTarget target_;
};

TEST_P(SegmentSqlTest, EqualsThePlainEvaluatorOnRandomHistories) {
  constexpr int32_t kLastDay = 20'026;
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    RandomAnalysis random(seed);
    const std::vector<PlainEvent> events = random.Events();
    const std::multimap<std::string, std::string> segments = {{"s1", "anna"}, {"s1", "d3"}, {"s2", "gone"}};
    StoreEvents(*connection_, events, segments);
    for (int i = 0; i < 6; ++i) {
      target_.timezone = random.Timezone();
      const Segment segment = random.MakeSegment();
      const std::string json = SegmentJson(segment);
      ASSERT_EQ(SegmentJson(ParseSegment(json)), json);
      // Users of a segment that have no event are users only where a condition names them.
      std::set<std::string> wanted = PlainSegment(segment, target_.timezone, kLastDay, events, segments);
      const bool asks_for_gone = json.find(R"("segment":"s2","is_member":true)") != std::string::npos;
      const bool asks_for_s1 = json.find(R"("segment":"s1","is_member":true)") != std::string::npos;
      std::set<std::string> present;
      for (const PlainEvent& event : events) present.insert(event.user);
      std::erase_if(wanted, [&](const std::string& user) {
        return !present.contains(user) && !(user == "gone" ? asks_for_gone : asks_for_s1);
      });
      const SegmentStatement statement = BuildSegment(ParseSegment(json), target_, kLastDay);
      ASSERT_EQ(UsersOf(statement), wanted) << "seed " << seed << ", " << target_.timezone << "\n"
                                            << json << "\n"
                                            << statement.sql.text();
    }
  }
}

TEST_P(SegmentSqlTest, ASegmentIsReplacedAsAWhole) {
  StoreEvents(*connection_,
              {ReadPlainEvent(R"({"at":"2024-10-10 12:00:00","user":"u1","id":"1","name":"a"})"),
               ReadPlainEvent(R"({"at":"2024-10-10 12:00:00","user":"u2","id":"2","name":"b"})")},
              {{"s", "old"}, {"other", "old"}});
  const Segment segment =
      ParseSegment(R"({"groups":[{"range":{"last_days":1},"conditions":[{"kind":"done","event":"a"}]}]})");
  const int32_t day = 20'006;  // 2024-10-10
  {
    Transaction transaction(*connection_);
    Execute(ClearSegment("s", target_));
    Execute(FillSegment("s", segment, target_, day));
    transaction.Commit();
  }
  const ResultRows rows = connection_->QueryRows("SELECT segment_id, user_id FROM explore.segment_user ORDER BY 1");
  ASSERT_EQ(rows.row_count(), 2);
  EXPECT_EQ(rows.Text(0, 0) + rows.Text(0, 1) + rows.Text(1, 0) + rows.Text(1, 1),
            "otherolds"
            "u1");
  const SegmentStatement summary = SegmentSummary("s", target_);
  const ResultRows sizes = connection_->QueryRows(summary.sql.text(), summary.values.Bound());
  EXPECT_EQ(sizes.Integer(0, 0), 1);
  EXPECT_EQ(sizes.Integer(0, 1), 2);
}

INSTANTIATE_TEST_SUITE_P(Engines, SegmentSqlTest, ::testing::Values(Dialect::kDuckDb, Dialect::kPostgres),
                         [](const auto& info) { return std::string(NameOf(info.param)); });

TEST(SegmentTest, RefusesWhatItDoesNotKnow) {
  const auto error_of = [](const std::string& condition) -> std::string {
    try {
      ParseSegment(R"({"groups":[{"range":{"last_days":1},"conditions":[)" + condition + "]}]}");
    } catch (const DescriptionError& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(error_of(R"({"kind":"done","event":"a"})"), "no error");
  EXPECT_EQ(error_of(R"({"kind":"done","operator":"="})"), "/groups/0/conditions/0/value: is missing");
  EXPECT_EQ(error_of(R"({"kind":"done","operator":"between","value":3,"to":2})"),
            "/groups/0/conditions/0/to: expected a number that is not less than `value`, found 2");
  EXPECT_EQ(error_of(R"({"kind":"not_done","measure":"count"})"),
            "/groups/0/conditions/0/measure: unknown key; allowed are kind, event, filter");
  EXPECT_EQ(error_of(R"({"kind":"sequence","steps":[{"event":"a"}]})"),
            "/groups/0/conditions/0/steps: expected a list of 2 to 10 elements, found [{\"event\":\"a\"}]");
}

}  // namespace
}  // namespace millrace
