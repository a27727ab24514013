// The SQL of every kind of analysis against the plain evaluator, on random histories and both engines.
#include "explore/analysis_sql.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "explore/testing/plain_analysis.h"
#include "explore/testing/random_analysis.h"

#include "warehouse/testing/postgres_server.h"
#include "warehouse/warehouse.h"

namespace millrace {
namespace {

class AnalysisSqlTest : public ::testing::TestWithParam<Dialect> {
 protected:
  AnalysisSqlTest() {
    WarehouseOptions options;
    options.uri = GetParam() == Dialect::kDuckDb ? "duckdb:" : PostgresServer::Shared().uri();
    connection_ = OpenWarehouse(options)->Connect();
  }

  std::vector<std::string> Sorted(std::vector<std::string> rows) {
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  std::unique_ptr<Connection> connection_;
};

TEST_P(AnalysisSqlTest, EqualsThePlainEvaluatorOnRandomHistories) {
  constexpr int kHistories = 25;
  constexpr int kAnalyses = 3;  // of each kind
  for (uint64_t seed = 1; seed <= kHistories; ++seed) {
    RandomAnalysis random(seed);
    const std::vector<PlainEvent> events = random.Events();
    StoreEvents(*connection_, events);
    for (size_t i = 0; i < kAnalyses * kAnalysisKindNames.size(); ++i) {
      const AnalysisDays range = random.Range();
      const AnalysisTarget target{.schema = "explore", .timezone = random.Timezone(), .dialect = GetParam()};
      const Analysis analysis = random.Make(i % kAnalysisKindNames.size(), range);
      const std::string json = AnalysisJson(analysis);
      // Through JSON and back, as every description comes.
      const Analysis read = ParseAnalysis(json);
      ASSERT_EQ(AnalysisJson(read), json);
      const AnalysisStatement statement = BuildAnalysis(read, target, range);
      ASSERT_EQ(Sorted(RowsOfStatement(*connection_, statement)),
                Sorted(PlainRows(analysis, target.timezone, range, events)))
          << "seed " << seed << ", " << target.timezone << "\n"
          << json << "\n"
          << statement.sql.text();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, AnalysisSqlTest, ::testing::Values(Dialect::kDuckDb, Dialect::kPostgres),
                         [](const auto& info) { return std::string(NameOf(info.param)); });

}  // namespace
}  // namespace millrace
