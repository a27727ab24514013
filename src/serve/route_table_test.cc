// Rules for every row of the table of routes, and the document that is made from it.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "http/router.h"
#include "serve/metric_table.h"
#include "serve/openapi.h"
#include "serve/route.h"

namespace millrace {
namespace {

std::vector<Route> Routes() {
  std::vector<Route> routes;
  for (const Topic& topic : AllTopics()) routes.insert(routes.end(), topic.routes.begin(), topic.routes.end());
  return routes;
}

std::set<std::string> NamesInPath(std::string_view path) {
  std::set<std::string> names;
  for (size_t begin = 0; (begin = path.find('{', begin)) != std::string_view::npos; ++begin) {
    names.emplace(path.substr(begin + 1, path.find('}', begin) - begin - 1));
  }
  return names;
}

bool IsJson(std::string_view text) {
  simdjson::dom::parser parser;
  return parser.parse(text).error() == simdjson::SUCCESS;
}

bool IsSentence(std::string_view text) {
  return !text.empty() && !text.ends_with('.');
}

TEST(RouteTableTest, EveryRouteIsComplete) {
  std::set<std::string_view> names;
  http::Router router;
  for (const Route& route : Routes()) {
    SCOPED_TRACE(std::string(route.method) + " " + std::string(route.path));
    EXPECT_NO_THROW(router.Add(route.method, route.path));
    EXPECT_TRUE(names.insert(route.name).second) << "another route has this name";
    EXPECT_TRUE(IsSentence(route.summary));
    EXPECT_TRUE(IsSentence(route.answer.description));
    EXPECT_NE(route.handle, nullptr);
    std::set<std::string> in_path;
    std::set<std::string_view> parameters;
    for (const RouteParameter& each : route.parameters) {
      EXPECT_TRUE(IsSentence(each.description)) << each.name;
      EXPECT_TRUE(parameters.insert(each.name).second) << each.name;
      if (each.place == ParameterPlace::kPath) in_path.emplace(each.name);
    }
    EXPECT_EQ(in_path, NamesInPath(route.path));
    EXPECT_TRUE(route.body_schema.empty() || IsJson(route.body_schema));
    EXPECT_TRUE(route.answer.schema.empty() || IsJson(route.answer.schema));
  }
}

TEST(RouteTableTest, WhatChangesSomethingNeedsMoreThanRead) {
  for (const Route& route : Routes()) {
    const bool reads = route.method == "GET";
    // A session is the caller's own, and so are its queries.
    const bool is_own = route.path == "/api/v1/session" || route.scope >= Scope::kOperate ||
                        route.path.find("/analyses") != std::string_view::npos ||
                        route.path.starts_with("/api/v1/queries/");
    EXPECT_TRUE(reads || is_own) << route.name;
  }
}

TEST(RouteTableTest, OnlyHealthAndLogInAreForEverybody) {
  std::set<std::string_view> open;
  for (const Route& route : Routes()) {
    if (route.scope == Scope::kNone) open.insert(route.name);
  }
  EXPECT_EQ(open, (std::set<std::string_view>{"getHealth", "getReadiness", "beginSession", "getSignIn", "beginSignIn",
                                              "finishSignIn"}));
}

// A token for some apps shows nothing of the others.
TEST(RouteTableTest, EveryRouteIsOfAnAppOrNeedsAllApps) {
  // These answer with what the caller may see.
  const std::set<std::string_view> own = {"getSession",  "endSession", "getApps",   "getSheets", "getQuery",
                                          "cancelQuery", "getOpenApi", "getModels", "getSchemas"};
  for (const Route& route : Routes()) {
    const bool is_of_app = route.path.find("{app}") != std::string_view::npos;
    const bool is_own = route.scope == Scope::kNone || own.contains(route.name);
    EXPECT_EQ(int{is_of_app} + int{is_own} + int{route.needs_all_apps}, 1) << route.name;
  }
}

// Every `$ref` of the document leads somewhere.
void CheckReferences(const simdjson::dom::element& all, const simdjson::dom::element& value) {
  if (value.is_array()) {
    for (const auto each : simdjson::dom::array(value)) CheckReferences(all, each);
  }
  if (!value.is_object()) return;
  for (const auto field : simdjson::dom::object(value)) {
    if (field.key == "$ref") {
      const std::string_view to = field.value;
      ASSERT_TRUE(to.starts_with("#/")) << to;
      EXPECT_EQ(all.at_pointer(to.substr(1)).error(), simdjson::SUCCESS) << to;
    } else {
      CheckReferences(all, field.value);
    }
  }
}

TEST(RouteTableTest, TheDocumentHasEveryRoute) {
  const std::string text = OpenApiDocument(AllTopics());
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  ASSERT_EQ(parser.parse(text).get(document), simdjson::SUCCESS);
  EXPECT_EQ(std::string_view(document["openapi"]), "3.1.0");
  size_t operations = 0;
  for (const auto path : simdjson::dom::object(document["paths"])) {
    for (const auto operation : simdjson::dom::object(path.value)) {
      ++operations;
      EXPECT_EQ(operation.value["operationId"].error(), simdjson::SUCCESS);
      EXPECT_EQ(operation.value["responses"]["default"].error(), simdjson::SUCCESS);
    }
  }
  EXPECT_EQ(operations, Routes().size());
  CheckReferences(document, document);
}

// Equal but for the order of members.
bool AreEqual(const simdjson::dom::element& left, const simdjson::dom::element& right) {
  if (left.is_object() && right.is_object()) {
    const simdjson::dom::object of_left(left), of_right(right);
    return of_left.size() == of_right.size() && std::ranges::all_of(of_left, [&](const auto& member) {
             simdjson::dom::element other;
             return of_right[member.key].get(other) == simdjson::SUCCESS && AreEqual(member.value, other);
           });
  }
  if (left.is_array() && right.is_array()) {
    const simdjson::dom::array of_left(left), of_right(right);
    return of_left.size() == of_right.size() &&
           std::equal(of_left.begin(), of_left.end(), of_right.begin(),
                      [](const auto& one, const auto& other) { return AreEqual(one, other); });
  }
  return simdjson::minify(left) == simdjson::minify(right);
}

// The types of the console's client are made from it.
TEST(RouteTableTest, TheDocumentOfTheConsoleIsCurrent) {
  std::ifstream file(MILLRACE_SOURCE_DIR "/web/openapi.json");
  const std::string kept{std::istreambuf_iterator<char>(file), {}};
  const std::string text = OpenApiDocument(AllTopics());
  simdjson::dom::parser of_kept, of_program;
  const simdjson::dom::element before = of_kept.parse(kept), now = of_program.parse(text);
  for (const char* part : {"/paths", "/components/schemas"}) {
    const simdjson::dom::element listed = before.at_pointer(part), made = now.at_pointer(part);
    for (const auto member : simdjson::dom::object(made)) {
      simdjson::dom::element other;
      const bool is_same =
          simdjson::dom::object(listed)[member.key].get(other) == simdjson::SUCCESS && AreEqual(member.value, other);
      EXPECT_TRUE(is_same) << "not in web/openapi.json as it is now: " << member.key;
    }
  }
  EXPECT_TRUE(AreEqual(before, now)) << "get /api/v1/openapi.json of `millrace serve`, and keep it as web/openapi.json";
}

TEST(RouteTableTest, MetricsHaveTheNamesOfPrometheus) {
  std::set<std::string_view> names;
  for (const MetricInfo& each : MetricTable()) {
    EXPECT_TRUE(names.insert(each.name).second) << each.name;
    EXPECT_TRUE(each.name.starts_with("millrace_") || each.name.starts_with("process_")) << each.name;
    EXPECT_EQ(each.type == MetricType::kCounter, each.name.ends_with("_total")) << each.name;
    EXPECT_FALSE(each.meaning.empty());
  }
}

}  // namespace
}  // namespace millrace
