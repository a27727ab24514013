#include "serve/arguments.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "http/problem.h"

namespace millrace {
namespace {

const Route kRoute = {
    .method = "GET",
    .path = "/apps/{app}",
    .name = "test",
    .summary = "Test",
    .parameters = {{.name = "app", .place = ParameterPlace::kPath, .description = "App"},
                   {.name = "from", .type = ParameterType::kDay, .description = "First day"},
                   {.name = "at", .type = ParameterType::kInstant, .description = "Time"},
                   {.name = "top",
                    .type = ParameterType::kInteger,
                    .description = "Rows",
                    .default_value = "10",
                    .least = 1,
                    .greatest = 100},
                   {.name = "platform", .description = "Platform", .may_repeat = true},
                   {.name = "wait", .type = ParameterType::kDuration, .description = "Time", .greatest = 10'000},
                   {.name = "exact", .type = ParameterType::kBoolean, .description = "Exact"},
                   {.name = "by", .description = "Unit", .is_required = true, .choices = {"day", "week"}}},
};

Arguments Parsed(std::vector<http::QueryPair> query, const Route& route = kRoute) {
  const std::vector<std::pair<std::string, std::string>> path = {{"app", "shop"}};
  return {route, path, query};
}

// `parameter: detail` of the problem.
std::string FaultOf(const std::vector<http::QueryPair>& query) {
  try {
    Parsed(query);
    return "none";
  } catch (const http::ProblemError& error) {
    EXPECT_EQ(error.problem().status, 400U);
    return error.problem().parameter + " | " + error.problem().detail;
  }
}

TEST(ArgumentsTest, GivesValuesByTheirTypes) {
  const Arguments arguments = Parsed({{"from", "1970-01-03"},
                                      {"at", "1970-01-01T00:00:01Z"},
                                      {"platform", "Web"},
                                      {"platform", "iOS"},
                                      {"wait", "2s"},
                                      {"exact", "true"},
                                      {"by", "week"}});
  EXPECT_EQ(arguments.Text("app"), "shop");
  EXPECT_EQ(arguments.Day("from"), 2);
  EXPECT_EQ(arguments.Instant("at"), 1'000'000'000);
  EXPECT_EQ(arguments.Integer("top"), 10);
  EXPECT_EQ(arguments.Texts("platform"), (std::vector<std::string>{"Web", "iOS"}));
  EXPECT_EQ(arguments.DurationMs("wait"), 2000);
  EXPECT_TRUE(arguments.Boolean("exact"));
}

TEST(ArgumentsTest, WhatWasNotSentIsMissing) {
  const Arguments arguments = Parsed({{"by", "day"}});
  EXPECT_FALSE(arguments.Has("from"));
  EXPECT_EQ(arguments.Day("from"), std::nullopt);
  EXPECT_TRUE(arguments.Texts("platform").empty());
  EXPECT_EQ(arguments.TextOr("from", "x"), "x");
  EXPECT_THROW(arguments.Text("from"), InternalError);
  EXPECT_THROW(static_cast<void>(arguments.Has("nothing")), InternalError);
}

TEST(ArgumentsTest, FaultsNameTheParameter) {
  const http::QueryPair by{"by", "day"};
  EXPECT_EQ(FaultOf({}), "by | `by`: is required");
  EXPECT_EQ(FaultOf({by, {"form", "2026-11-01"}}), "form | `form`: there is no such parameter; did you mean from?");
  EXPECT_EQ(FaultOf({by, {"from", "2026-02-30"}}), "from | `from`: expected a day like 2026-11-14");
  EXPECT_EQ(FaultOf({by, {"from", "2026-11-01T00:00"}}), "from | `from`: expected a day like 2026-11-14");
  EXPECT_EQ(FaultOf({by, {"top", "101"}}), "top | `top`: expected an integer from 1 to 100");
  EXPECT_EQ(FaultOf({by, {"top", "1.5"}}), "top | `top`: expected an integer from 1 to 100");
  EXPECT_EQ(FaultOf({by, {"top", "1"}, {"top", "2"}}), "top | `top`: may be given only once");
  EXPECT_EQ(FaultOf({by, {"wait", "1h"}}), "wait | `wait`: expected a duration from 0ms to 10s, like 2s");
  EXPECT_EQ(FaultOf({by, {"exact", "yes"}}), "exact | `exact`: expected true or false");
  EXPECT_EQ(FaultOf({{"by", "weak"}}), "by | `by`: expected one of `day`, `week`; did you mean week?");
  EXPECT_EQ(FaultOf({by, {"platform", std::string(1001, 'x')}}), "platform | `platform`: longer than 1000 bytes");
  // A parameter of the path is none of the query.
  EXPECT_EQ(FaultOf({by, {"app", "other"}}), "app | `app`: there is no such parameter");
}

TEST(ArgumentsTest, OpenParametersArePassedOn) {
  Route route = kRoute;
  route.open_parameters = "Selectors of the chart";
  const Arguments arguments = Parsed({{"by", "day"}, {"traffic", "medium"}}, route);
  ASSERT_EQ(arguments.open().size(), 1U);
  EXPECT_EQ(arguments.open()[0], (http::QueryPair{"traffic", "medium"}));
}

}  // namespace
}  // namespace millrace
