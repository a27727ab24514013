#include "charts/chart_request.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

constexpr int32_t kLast = 20025;  // 2024-10-29

ChartRequest Good(const char* chart, const ChartParameters& parameters) {
  auto read = ReadChartRequest(*FindChart(chart), parameters, kLast);
  if (const auto* fault = std::get_if<ParameterFault>(&read)) {
    ADD_FAILURE() << fault->parameter << ": " << fault->detail;
    return {};
  }
  return std::get<ChartRequest>(read);
}

std::string Fault(const char* chart, const ChartParameters& parameters) {
  const auto read = ReadChartRequest(*FindChart(chart), parameters, kLast);
  const auto* fault = std::get_if<ParameterFault>(&read);
  return fault == nullptr ? "none" : fault->parameter + ": " + fault->detail;
}

TEST(ChartRequestTest, TheDefaultIsThirtyDaysUpToTheLastCompleteOne) {
  const ChartRequest request = Good("overview.users_by_day", {});
  EXPECT_EQ(FirstOf(request.range), "2024-09-30");
  EXPECT_EQ(LastOf(request.range), "2024-10-29");
  EXPECT_EQ(request.limit, kMostChartRows);
  EXPECT_FALSE(request.comparison);
  EXPECT_EQ(FirstOf(Good("overview.users_by_day", {{"to", "2024-10-10"}}).range), "2024-09-11");
  EXPECT_GT(request.limit, 366 * 367 / 2) << "a year of cohorts is drawn whole";
  EXPECT_EQ(Good("details.events", {}).limit, kTableRows);
  EXPECT_EQ(Fault("details.events", {{"limit", "10001"}}), "limit: `10001` is no integer from 1 to 10000");
}

TEST(ChartRequestTest, AKpiIsComparedWithThePeriodBefore) {
  const ChartRequest request = Good("acquisition.new_users", {{"from", "2024-10-20"}, {"to", "2024-10-22"}});
  EXPECT_EQ(FirstOf(*request.comparison), "2024-10-17");
  EXPECT_EQ(LastOf(*request.comparison), "2024-10-19");
}

TEST(ChartRequestTest, TablesOfEventsTakeMinutes) {
  const ChartRequest request = Good("details.events", {{"from", "2024-10-20T12:30"}, {"to", "2024-10-20T12:30"}});
  EXPECT_EQ(request.range.end_us - request.range.begin_us, 60'000'000);
  EXPECT_EQ(FirstOf(request.range), "2024-10-20T12:30");
  EXPECT_EQ(LastOf(request.range), "2024-10-20T12:30");
  EXPECT_EQ(Fault("device.crash_rate", {{"from", "2024-10-20T12:30"}}),
            "from: `2024-10-20T12:30` is no day; write it as `2025-03-10`");
}

TEST(ChartRequestTest, SelectorsHaveDefaults) {
  const ChartRequest request = Good("acquisition.new_users_by_traffic", {});
  EXPECT_EQ(request.Chosen("user_traffic"), (std::vector<ChosenValue>{"User First Traffic Source"}));
  EXPECT_EQ(request.top, 10);
  EXPECT_TRUE(Good("engagement.events_by_name_over_time", {}).Chosen("event_name").empty());
}

TEST(ChartRequestTest, NotSetIsNull) {
  const ChartRequest request = Good("device.crash_rate", {{"platform", "(not set)"}, {"platform", "iOS"}});
  EXPECT_EQ(request.platforms, (std::vector<ChosenValue>{std::nullopt, "iOS"}));
}

TEST(ChartRequestTest, FaultsNameTheirParameter) {
  EXPECT_EQ(Fault("device.crash_rate", {{"from", "2024-02-30"}}),
            "from: `2024-02-30` is no day; write it as `2025-03-10`");
  EXPECT_EQ(Fault("device.crash_rate", {{"to", "yesterday"}}), "to: `yesterday` is no day; write it as `2025-03-10`");
  EXPECT_EQ(Fault("device.crash_rate", {{"from", "2024-10-02"}, {"to", "2024-10-01"}}), "to: it lies before `from`");
  EXPECT_EQ(Fault("device.crash_rate", {{"from", "2000-01-01"}}), "from: the range is longer than 1100 days");
  EXPECT_EQ(Fault("device.crash_rate", {{"from", "2024-10-01"}, {"from", "2024-10-01"}}), "from: it was given twice");
  EXPECT_EQ(Fault("device.crash_rate", {{"plattform", "Web"}}),
            "plattform: the chart `device.crash_rate` has no such parameter; did you mean platform?");
  EXPECT_EQ(Fault("device.crash_rate", {{"average", "Plain"}}),
            "average: the chart `device.crash_rate` has no such parameter");
  EXPECT_EQ(Fault("device.crash_rate", {{"country", "France"}}).substr(0, 9), "country: ");
  EXPECT_EQ(Fault("device.crash_rate", {{"limit", "0"}}), "limit: `0` is no integer from 1 to 100000");
  EXPECT_EQ(Fault("device.crash_rate", {{"limit", "1e3"}}), "limit: `1e3` is no integer from 1 to 100000");
  EXPECT_EQ(Fault("device.crash_rate", {{"offset", "-1"}}), "offset: `-1` is no integer from 0 to 10000000");
  EXPECT_EQ(Fault("device.users_by_screen", {{"top", "101"}}), "top: `101` is no integer from 1 to 100");
  EXPECT_EQ(Fault("device.crash_rate", {{"compare_from", "2024-10-01"}}),
            "compare_to: a comparison needs both `compare_from` and `compare_to`");
  EXPECT_EQ(Fault("details.events", {{"compare_from", "2024-10-01"}, {"compare_to", "2024-10-02"}}),
            "compare_from: a table is not compared");
  EXPECT_EQ(Fault("engagement.exit_pages", {{"page_type", "Page title"}}),
            "page_type: `Page title` is none of its values; did you mean Page Title?");
  EXPECT_EQ(Fault("engagement.exit_pages", {{"page_type", "Page Title"}, {"page_type", "Screen Name"}}),
            "page_type: it was given twice");
  EXPECT_EQ(Fault("device.crash_rate", {{"platform", "\xff"}}),
            "platform: the value is no UTF-8 text, or has a NUL in it");
  EXPECT_EQ(Fault("device.crash_rate", {{"platform", std::string("a\0b", 3)}}),
            "platform: the value is no UTF-8 text, or has a NUL in it");
  EXPECT_EQ(Fault("device.crash_rate", {{"platform", std::string(2001, 'x')}}),
            "platform: the value is longer than 2000 bytes");
  EXPECT_EQ(Fault("device.crash_rate", ChartParameters(101, {"platform", "x"})),
            "platform: more than 100 values were given");
}

}  // namespace
}  // namespace millrace
