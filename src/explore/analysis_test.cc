// Descriptions: what is refused and how the error says so, and the canonical JSON.
#include "explore/analysis.h"

#include <gtest/gtest.h>

#include "explore/description_error.h"

namespace millrace {
namespace {

std::string ErrorOf(const std::string& json) {
  try {
    ParseAnalysis(json);
  } catch (const DescriptionError& error) {
    return error.what();
  }
  return "no error";
}

// An event analysis with these members besides.
std::string EventJson(const std::string& more) {
  return R"({"kind":"event","range":{"last_days":7},"metrics":[{"event":"a"}])" + (more.empty() ? "" : "," + more) +
         "}";
}

TEST(AnalysisTest, CanonicalJsonHasDefaultsAndNoSpaces) {
  EXPECT_EQ(
      AnalysisJson(ParseAnalysis(EventJson(""))),
      R"({"kind":"event","range":{"last_days":7},"granularity":"day","metrics":[{"event":"a","aggregation":"count"}]})");
  const std::string funnel =
      R"({"kind":"funnel","range":{"from":"2026-11-01","to":"2026-11-14"},"compare":{"previous":true},)"
      R"("granularity":"week","filter":{"property":{"source":"column","name":"platform","type":"text"},"operator":"in",)"
      R"("values":["Web","it's"]},"group":{"property":{"source":"parameter","name":"plan","type":"text"},"top":5},)"
      R"("steps":[{"event":"a"},{"filter":{"property":{"source":"column","name":"event_value","type":"number"},)"
      R"("operator":">=","value":1.5}}],"entity":"users","window":{"kind":"duration","seconds":3600},)"
      R"("group_first_step_only":false})";
  EXPECT_EQ(AnalysisJson(ParseAnalysis(funnel)), funnel);
}

TEST(AnalysisTest, NullCountsAsMissing) {
  EXPECT_EQ(AnalysisJson(ParseAnalysis(EventJson(R"("filter":null,"group":null,"compare":null,"granularity":null)"))),
            AnalysisJson(ParseAnalysis(EventJson(""))));
}

TEST(AnalysisTest, ErrorsNameTheKeyTheValueAndWhatIsAllowed) {
  EXPECT_EQ(ErrorOf("{}"), "/kind: is missing");
  EXPECT_EQ(ErrorOf(R"({"kind":"funel"})"),
            "/kind: expected one of event, funnel, path, retention, attribution, found \"funel\"");
  EXPECT_EQ(
      ErrorOf(EventJson(R"("granularty":"day")")),
      "/granularty: unknown key; allowed are kind, range, compare, granularity, filter, group, metrics; did you mean "
      "granularity?");
  EXPECT_EQ(ErrorOf(R"({"kind":"event","range":{"from":"2026-11-02","to":"2026-11-01"}})"),
            "/range/to: expected a day that is not before `from`, found \"2026-11-01\"");
  EXPECT_EQ(ErrorOf(R"({"kind":"event","range":{"from":"2026-02-30","to":"2026-11-01"}})"),
            "/range/from: expected a day like 2026-11-01, found \"2026-02-30\"");
  EXPECT_EQ(ErrorOf(R"({"kind":"event","range":{"last_days":0}})"),
            "/range/last_days: expected an integer from 1 to 1100, found 0");
  EXPECT_EQ(ErrorOf(R"({"kind":"event","range":{"last_days":7},"metrics":[]})"),
            "/metrics: expected a list of 1 to 10 elements, found []");
  EXPECT_EQ(ErrorOf(R"({"kind":"event","range":{"last_days":7},"metrics":[{"event":""}]})"),
            "/metrics/0/event: expected a text that is not empty, found \"\"");
  EXPECT_EQ(ErrorOf(R"({"kind":"event","range":{"last_days":7},"metrics":[{"aggregation":"sum"}]})"),
            "/metrics/0/property: is missing");
  EXPECT_EQ(
      ErrorOf(EventJson(R"("filter":{"property":{"source":"column","name":"platfrm"},"operator":"is_null"})")),
      "/filter/property/name: expected a column of the event view that holds a text, a number or a boolean; did you "
      "mean platform?, found \"platfrm\"");
  EXPECT_EQ(ErrorOf(EventJson(R"("filter":{"and":[{"property":{"source":"column","name":"event_value"},)"
                              R"("operator":"=","value":"1"}]})")),
            "/filter/and/0/value: expected a number, found \"1\"");
  EXPECT_EQ(ErrorOf(EventJson(R"("filter":{"property":{"source":"column","name":"event_value"},)"
                              R"("operator":"contains","value":"1"})")),
            "/filter/operator: only texts contain something, found \"contains\"");
  EXPECT_EQ(ErrorOf(EventJson(R"("filter":{"or":[]})")), "/filter/or: expected a list of 1 to 100 elements, found []");
  EXPECT_EQ(ErrorOf(EventJson(R"("group":{"property":{"source":"parameter","name":"a\u0000b"}})")),
            "/group/property/name: expected a text without U+0000, found \"a\\u0000b\"");
  EXPECT_EQ(
      ErrorOf(R"({"kind":"event","kind":"funnel"})"),
      "the description: expected each key once; kind occurs twice, found {\"kind\":\"event\",\"kind\":\"funnel\"}");
  EXPECT_EQ(ErrorOf(R"({"kind":"path","range":{"last_days":7},"nodes":["a"],"start":"b"})"),
            "/start: expected one of the `nodes`, found \"b\"");
}

TEST(AnalysisTest, SizeAndDepthAreBounded) {
  EXPECT_EQ(ErrorOf(std::string(kMaxDescriptionBytes + 1, ' ')), "the description: has 65537 bytes; allowed are 65536");
  std::string nested = R"({"property":{"source":"column","name":"platform"},"operator":"is_null"})";
  for (int i = 0; i < 4; ++i) nested = R"({"and":[)" + nested + "]}";
  EXPECT_EQ(ErrorOf(EventJson("\"filter\":" + nested)), "no error");
  EXPECT_EQ(ErrorOf(EventJson(R"("filter":{"or":[)" + nested + "]}")),
            "/filter/or/0/and/0/and/0/and/0/and/0: groups of filters nest at most 5 deep");
  std::string deep(200, '[');
  EXPECT_EQ(ErrorOf(deep).substr(0, 58), "the description: is no JSON object of at most 24 levels: T");
  EXPECT_EQ(ErrorOf("[1]"), "the description: expected an object, found [1]");
  EXPECT_NE(ErrorOf(""), "no error");
  std::string many;
  for (int i = 0; i < 101; ++i) many += (i == 0 ? "" : ",") + std::string("{\"and\":[]}");
  EXPECT_NE(ErrorOf(EventJson("\"filter\":{\"and\":[" + many + "]}")), "no error");
}

TEST(AnalysisTest, RelativeRangesEndWithTheLastCompleteDay) {
  const Analysis analysis = ParseAnalysis(EventJson(R"("compare":{"previous":true})"));
  const AnalysisDays range = analysis.range.Resolve(20'000);
  EXPECT_EQ(range, (AnalysisDays{.first = 19'994, .last = 20'000}));
  EXPECT_EQ(analysis.compare->Resolve(range), (AnalysisDays{.first = 19'987, .last = 19'993}));
}

TEST(PropertyTest, NumbersAreThoseOfTheDialects) {
  for (const char* number : {"0", "-1", "+1.5", "1e5", "1E-99", "007"}) EXPECT_TRUE(IsPropertyNumber(number)) << number;
  for (const char* other : {"", "-", "1.", ".5", "1e", "1e100", "NaN", " 1", "1 "}) {
    EXPECT_FALSE(IsPropertyNumber(other)) << other;
  }
}

TEST(PropertyTest, ColumnsAreThoseOfTheEventView) {
  EXPECT_EQ(FindViewColumn("geo_country")->type, PropertyType::kText);
  EXPECT_EQ(FindViewColumn("session_number")->type, PropertyType::kNumber);
  EXPECT_EQ(FindViewColumn("page_view_entrances")->type, PropertyType::kBoolean);
  EXPECT_EQ(FindViewColumn("first_visit_date")->type, PropertyType::kText);
  EXPECT_EQ(FindViewColumn("event_timestamp"), nullptr);
  EXPECT_EQ(FindViewColumn("custom_parameters"), nullptr);
}

}  // namespace
}  // namespace millrace
