#include "explore/board.h"

#include <gtest/gtest.h>

#include "explore/description_error.h"

namespace millrace {
namespace {

bool IsTestChart(std::string_view id) {
  return id == "overview.users_by_day";
}

std::string TestParameterFault(const BoardItem& item) {
  return item.parameters.contains("nosuch") ? "there is no such parameter" : "";
}

constexpr BoardCharts kTestCharts = {.is_chart = IsTestChart, .parameter_fault = TestParameterFault};

std::string BoardError(const std::string& json) {
  try {
    ParseBoard(json, kTestCharts);
  } catch (const DescriptionError& error) {
    return error.what();
  }
  return "no error";
}

TEST(BoardTest, HoldsAnalysesAndChartsInTheirOrder) {
  const std::string json = R"({"items":[{"analysis":"a1","wide":true},{"chart":"overview.users_by_day","parameters":)"
                           R"({"platform":["Web","iOS"],"top":["5"]},"wide":false}],"text":"About"})";
  EXPECT_EQ(BoardJson(ParseBoard(json, kTestCharts)), json);
  EXPECT_EQ(
      BoardJson(ParseBoard(R"({"items":[{"chart":"overview.users_by_day","parameters":{"top":"5"}}]})", kTestCharts)),
      R"({"items":[{"chart":"overview.users_by_day","parameters":{"top":["5"]},"wide":false}],"text":""})");
}

TEST(BoardTest, RefusesWhatIsNoItem) {
  EXPECT_EQ(BoardError("{}"), "/items: is missing");
  EXPECT_EQ(BoardError(R"({"items":[{}]})"), "/items/0/chart: is missing");
  EXPECT_EQ(BoardError(R"({"items":[{"chart":"nosuch"}]})"),
            "/items/0/chart: expected the id of a chart, found \"nosuch\"");
  EXPECT_EQ(BoardError(R"({"items":[{"analysis":"a","chart":"overview.users_by_day"}]})"),
            "/items/0/chart: unknown key; allowed are analysis, wide");
  EXPECT_EQ(BoardError(R"({"items":[{"chart":"overview.users_by_day","parameters":{"a/b":1}}]})"),
            "/items/0/parameters/a~1b: expected a list of 1 to 50 elements, found 1");
  EXPECT_EQ(BoardError(R"({"items":[{"chart":"overview.users_by_day","parameters":{"nosuch":"1"}}]})"),
            "/items/0/parameters: there is no such parameter");
}

}  // namespace
}  // namespace millrace
