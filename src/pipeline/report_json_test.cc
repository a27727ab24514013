#include "pipeline/report_json.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include "pipeline/testing/report_fixture.h"

namespace millrace {
namespace {

TEST(ReportJson, HoldsTheCountersOfAProcess) {
  RunReport report = ReportOfARun();
  report.changed_files = {{"a\"b", "size 1 → 2"}};
  report.stage_seconds["read_and_gunzip"] = 1.25;
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  ASSERT_EQ(parser.parse(ReportJson(report, JobKind::kProcess)).get(json), simdjson::SUCCESS)
      << ReportJson(report, JobKind::kProcess);
  const auto integer = [&](const char* pointer) { return json.at_pointer(pointer).get_int64().value(); };
  EXPECT_EQ(std::string_view(json["job_id"]), report.job_id);
  EXPECT_EQ(integer("/files"), 2);
  EXPECT_EQ(integer("/bytes_in"), 100);
  EXPECT_EQ(integer("/bytes_raw"), 1000);
  EXPECT_EQ(integer("/requests"), 0);
  EXPECT_EQ(integer("/events_read"), 9000);
  EXPECT_EQ(integer("/events_rejected"), 10);
  EXPECT_EQ(integer("/rows_written/event_v2"), 8990);
  EXPECT_EQ(integer("/rows_written/rejects"), 0);
  EXPECT_EQ(integer("/rejected/late"), 7);
  EXPECT_EQ(integer("/rejected/missing_user"), 0) << "every reason is there";
  EXPECT_EQ(integer("/lenient_fields/zone_offset"), 4);
  EXPECT_EQ(integer("/peak_memory_bytes"), 1 << 20);
  EXPECT_DOUBLE_EQ(json["seconds"].get_double().value(), 3);
  EXPECT_DOUBLE_EQ(json["events_per_second"].get_double().value(), 3000);
  EXPECT_NEAR(json["cost_usd"].get_double().value(), 0.000066667, 1e-9);
  EXPECT_EQ(std::string_view(json.at_pointer("/databases/geoip/version")), "2026-01-01");
  EXPECT_DOUBLE_EQ(json.at_pointer("/databases/geoip/age_days").get_double().value(), 30);
  EXPECT_EQ(std::string_view(json.at_pointer("/files_changed/0/file")), "a\"b");
  EXPECT_DOUBLE_EQ(json.at_pointer("/stage_seconds/read_and_gunzip").get_double().value(), 1.25);
  EXPECT_TRUE(json["law_holds"].is_bool());
  EXPECT_TRUE(json["again"].is_null());
}

bool Has(const RunReport& report, JobKind kind, const char* key) {
  simdjson::dom::parser parser;
  const std::string text = ReportJson(report, kind);
  const simdjson::dom::element json = parser.parse(text);
  return json[key].error() == simdjson::SUCCESS;
}

TEST(ReportJson, HasTheKeysOfItsKindOnly) {
  const RunReport report = ReportOfARun();
  for (const JobKind kind :
       {JobKind::kReplay, JobKind::kCompact, JobKind::kErase, JobKind::kExpire, JobKind::kReenrich, JobKind::kLoad}) {
    EXPECT_FALSE(Has(report, kind, "law_holds")) << JobKindName(kind) << " checks no law of events";
    EXPECT_FALSE(Has(report, kind, "events_read")) << JobKindName(kind);
    EXPECT_TRUE(Has(report, kind, "job_id")) << JobKindName(kind);
  }
  EXPECT_TRUE(Has(report, JobKind::kAgain, "law_holds"));
  EXPECT_TRUE(Has(report, JobKind::kErase, "proof"));
  EXPECT_TRUE(Has(report, JobKind::kExpire, "lake_files_removed"));
  EXPECT_FALSE(Has(report, JobKind::kExpire, "rows_written"));
}

TEST(ReportJson, SaysNothingOfTheLawWhenNoJobRan) {
  simdjson::dom::parser parser;
  const std::string text = ReportJson(RunReport(), JobKind::kProcess);
  const simdjson::dom::element json = parser.parse(text);
  EXPECT_TRUE(json["law_holds"].is_null());
  EXPECT_TRUE(json["job_id"].is_null());
}

}  // namespace
}  // namespace millrace
