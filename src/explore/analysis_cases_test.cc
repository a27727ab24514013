// The cases of tests/explore/*.test: events, a description, and the rows that it gives, on both engines and by the
// plain evaluator.
//
//     ## TITLE
//       zone ZONE             of the app; UTC without it
//       event {…}             see ReadPlainEvent; without `id` it gets its number
//       analysis {…}          a description with `from` and `to`
//       = a|b|-               one row of the result, in any order; `-` is NULL
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "explore/testing/plain_analysis.h"

#include "warehouse/testing/postgres_server.h"
#include "warehouse/warehouse.h"

namespace millrace {
namespace {

struct AnalysisCase {
  std::string title;
  std::string zone = "UTC";
  std::vector<PlainEvent> events = {};
  std::string analysis = {};
  std::vector<std::string> rows = {};
};

std::vector<AnalysisCase> CasesOf(const std::filesystem::path& path) {
  std::vector<AnalysisCase> cases;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) cases.push_back({.title = path.filename().string() + ": " + line.substr(3)});
    if (!line.starts_with("  ") || cases.empty()) continue;
    AnalysisCase& current = cases.back();
    const std::string word = line.substr(2, line.find(' ', 2) - 2);
    const std::string rest = line.substr(std::min(line.size(), 3 + word.size()));
    if (word == "zone") {
      current.zone = rest;
    } else if (word == "event") {
      current.events.push_back(ReadPlainEvent(rest));
      if (current.events.back().id.empty()) current.events.back().id = "e" + std::to_string(current.events.size());
    } else if (word == "analysis") {
      current.analysis = rest;
    } else if (word == "=") {
      current.rows.push_back(rest);
    } else {
      ADD_FAILURE() << current.title << ": unknown word " << word;
    }
  }
  return cases;
}

std::vector<std::string> InOrder(std::vector<std::string> rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

class AnalysisCasesTest : public ::testing::TestWithParam<Dialect> {};

TEST_P(AnalysisCasesTest, GiveTheirRows) {
  WarehouseOptions options;
  options.uri = GetParam() == Dialect::kDuckDb ? "duckdb:" : PostgresServer::Shared().uri();
  const auto connection = OpenWarehouse(options)->Connect();
  size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator(MILLRACE_SOURCE_DIR "/tests/explore")) {
    for (const AnalysisCase& each : CasesOf(file.path())) {
      ++count;
      StoreEvents(*connection, each.events);
      const Analysis analysis = ParseAnalysis(each.analysis);
      const AnalysisDays range = analysis.range.Resolve(0);
      const AnalysisStatement statement =
          BuildAnalysis(analysis, {.schema = "explore", .timezone = each.zone, .dialect = GetParam()}, range);
      EXPECT_EQ(InOrder(RowsOfStatement(*connection, statement)), InOrder(each.rows)) << each.title;
      EXPECT_EQ(InOrder(PlainRows(analysis, each.zone, range, each.events)), InOrder(each.rows)) << each.title;
    }
  }
  EXPECT_GE(count, 25u);
}

INSTANTIATE_TEST_SUITE_P(Engines, AnalysisCasesTest, ::testing::Values(Dialect::kDuckDb, Dialect::kPostgres),
                         [](const auto& info) { return std::string(NameOf(info.param)); });

}  // namespace
}  // namespace millrace
