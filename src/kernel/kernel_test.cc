#include "kernel/kernel.h"

#include <map>
#include <set>

#include "kernel/testing/kernel_fixture.h"

namespace millrace {
namespace {

TEST(Kernel, APayloadThatIsNoJsonIsOneReject) {
  KernelRun run;
  run.Request(TestEvent("e1", "click") + "}," + TestEvent("e2", "click"));  // one brace too many
  run.Finish();
  EXPECT_EQ(run.Rows(TableId::kEvent).size(), 0u);
  EXPECT_EQ(run.Rejected(RejectReason::bad_payload), 1u);
}

// 400 KB from a few hundred bytes of gzip: only one block at a time is bound.
TEST(Kernel, ABundleOf200000ElementsIsWrittenBlockByBlock) {
  KernelRun run;
  std::string zeros = TestEvent("e1", "click");
  for (int i = 0; i < 200'000; ++i) zeros += ",0";
  run.Request(zeros + "," + TestEvent("e2", "click"));
  run.Finish();
  EXPECT_EQ(run.Rows(TableId::kEvent).size(), 2u);
  EXPECT_EQ(run.Rejected(RejectReason::not_an_event), 200'000u);
  ASSERT_EQ(run.Rows(TableId::kReject).size(), 200'000u);
  EXPECT_EQ(run.Rows(TableId::kReject).back().at("bundle_index"), "200000");
  EXPECT_EQ(run.counters.events_read, 200'002u);
}

TEST(Kernel, ALargeBundleThatIsNoJsonAtItsEndWritesNoEvent) {
  KernelRun run;
  std::string events = TestEvent("e1", "click");
  for (int i = 0; i < 1000; ++i) events += "," + TestEvent("e2", "click");
  run.Request(events + ",{");
  run.Finish();
  EXPECT_EQ(run.Rows(TableId::kEvent).size(), 0u);
  EXPECT_EQ(run.Rejected(RejectReason::bad_payload), 1u);
}

TEST(Kernel, WhatFollowsAPayloadIsARejectBesideItsEvents) {
  KernelRun run;
  run.Line(R"({"appId":"shop","ingest_time":1741608000000,"data":)" +
           Quoted(TestEvent("e1", "a") + TestEvent("e2", "a") + "[7] tail") + "}");
  run.Finish();
  EXPECT_EQ(run.Rows(TableId::kEvent).size(), 2u);
  ASSERT_EQ(run.Rows(TableId::kReject).size(), 2u);
  EXPECT_EQ(run.Rows(TableId::kReject)[1].at("reason"), "not_json");
  EXPECT_EQ(run.Rows(TableId::kReject)[1].at("original"), "tail");
  EXPECT_EQ(run.counters.rows_read, 2u);
  EXPECT_EQ(run.counters.requests, 1u);
}

TEST(Kernel, ColumnsOfOneEvent) {
  KernelRun run;
  run.Request(
      TestEvent("e1", "click", kTestIngest - 1000,
                R"(,"platform":"Android","brand":"vivo","zone_offset":-19801000,"hash":"x","attributes":{)"
                R"("_session_id":"s1","_session_number":"3","theme":"dark","score":1.50,"n":{"a": [1, 2.0]}})"));
  run.Finish();
  ASSERT_EQ(run.Rows(TableId::kEvent).size(), 1u);
  const TextRow& row = run.Rows(TableId::kEvent)[0];
  const TextRow expected = {
      {"partition", "shop/20157"},
      {"event_timestamp", "1741607999000000"},
      {"event_id", "e1"},
      {"event_time_msec", "1741607999000"},
      {"event_name", "click"},
      {"event_bundle_sequence_id", "7"},
      {"ingest_time_msec", "1741608000000"},
      {"device_mobile_brand_name", "vivo"},
      {"device_operating_system", "Android"},
      {"device_time_zone_offset_seconds", "-19801"},
      {"platform", "Android"},
      {"project_id", "demo"},
      {"app_id", "shop"},
      {"user_pseudo_id", "u1"},
      {"session_id", "s1"},
      {"session_number", "3"},
      {"custom_parameters_json_str", R"({"hash":"x","theme":"dark","score":1.5,"n":{"a":[1,2.0]}})"},
      {"custom_parameters", R"(hash=x:string;n={"a":[1,2.0]}:object;score=1.5:number;theme=dark:string)"},
      {"process_info",
       "ingest_time=2025-03-10T12:00:00Z;input_file_name=file:///raw/a.gz;process_job_id=job-1;"
       "process_time=2025-03-11T13:33:20.123456000Z;rid=r0;source_ip=8.8.8.8, 10.0.0.1"},
      {"created_time", "1741700000123456"}};
  EXPECT_EQ(row, expected);
}

TEST(Kernel, EveryReasonIsCountedAndKeepsItsOriginal) {
  KernelOptions options;
  options.apps = {"shop", "sensors"};
  options.clients.of_app = {{"sensors", "sensors"}};
  KernelRun run(options);
  run.Line("{not json");
  run.Line(R"({"appId":"shop","data":"[]"})");
  run.Line(R"({"appId":"shop","ingest_time":1741608000000,"data":null})");
  run.Line(R"({"appId":"shop","ingest_time":1741608000000,"data":"!!"})");
  run.Request("7");
  run.Request(R"({"event_id":"x","app_id":"shop"})");
  run.Request(TestEvent("e1", "click", kTestIngest, R"(,"locale":{})"));
  run.Request(TestEvent("e2", "click", kTestIngest - 72 * 3'600'000L - 1));
  run.Request(R"({"event_type":"a","event_id":"e3","app_id":"other","timestamp":1741608000000,"unique_id":"u"})");
  run.Line(R"({"ingest_time":1741608000000,"data":)" + Quoted("[" + TestEvent("e4", "a") + "]") + "}");
  run.Request(TestEvent("e5", ""));
  run.Line(R"({"appId":"sensors","ingest_time":1741608000000,"data":)" + Quoted(R"([{"type":"item_set"}])") + "}");
  run.Request(R"({"event_type":"a","event_id":"e6","app_id":"shop","timestamp":1741608000000})");
  run.Request(std::string(1025, '[') + std::string(1025, ']'));
  run.kernel().RejectBrokenFile({"{\"half", 13}, "the gzip stream ends early at byte 5");
  run.kernel().ProcessLine({.text = "{\"begin", .number = 14, .too_long_bytes = 1 << 27});
  run.Finish();
  for (int i = 0; i < kRejectReasonCount; ++i) {
    const auto reason = static_cast<RejectReason>(i);
    EXPECT_EQ(run.Rejected(reason), reason >= RejectReason::bot ? 0u : 1u) << RejectReasonName(reason);
  }
  const auto& rejects = run.Rows(TableId::kReject);
  ASSERT_EQ(rejects.size(), 16u);
  const auto of = [&](const std::string& reason) {
    return *std::find_if(rejects.begin(), rejects.end(),
                         [&](const TextRow& row) { return row.at("reason") == reason; });
  };
  EXPECT_EQ(of("not_json").at("original"), "{not json");
  EXPECT_EQ(of("not_json").at("line"), "1");
  EXPECT_EQ(of("not_an_event").at("original"), "7");
  EXPECT_EQ(of("late").at("original"), TestEvent("e2", "click", kTestIngest - 72 * 3'600'000L - 1));
  EXPECT_EQ(of("late").at("request"),
            R"({"ingest_time":1741608000000,"appId":"shop","ip":"8.8.8.8, 10.0.0.1","rid":"r7",)"
            R"("uri":"/c?event_bundle_sequence_id=7"})");
  EXPECT_EQ(of("bad_event").at("detail"), "locale: expected a string, found an object");
  EXPECT_EQ(of("truncated_file").at("original"), "{\"half");
  EXPECT_EQ(of("line_too_long").at("original"), "{\"begin");
  EXPECT_EQ(of("line_too_long").at("detail"), "the line has 134217728 bytes");
  EXPECT_EQ(run.counters.events_read, 10u);
}

TEST(Kernel, OneBadEventDoesNotCostItsNeighbours) {
  KernelRun run;
  run.Request(TestEvent("e1", "a") + ", null ," + TestEvent("e2", "b", kTestIngest, R"(,"user":[])") + ",[1]," +
              TestEvent("e3", "c"));
  run.Finish();
  ASSERT_EQ(run.Rows(TableId::kEvent).size(), 2u);
  ASSERT_EQ(run.Rows(TableId::kReject).size(), 3u);
  EXPECT_EQ(run.Rows(TableId::kReject)[0].at("original"), "null");
  EXPECT_EQ(run.Rows(TableId::kReject)[2].at("original"), "[1]");
  EXPECT_EQ(run.Rows(TableId::kReject)[2].at("bundle_index"), "3");
}

TEST(Kernel, AnAgeOfExactlyTheLimitIsKeptAndSomeNamesAreExempt) {
  KernelRun run;
  const int64_t limit = kTestIngest - 72 * 3'600'000L;
  run.Request(TestEvent("e1", "a", limit) + "," + TestEvent("e2", "a", limit - 1) + "," +
              TestEvent("e3", "_first_open", limit - 1) + "," + TestEvent("e4", "_profile_set", limit - 1));
  run.Finish();
  EXPECT_EQ(run.Rows(TableId::kEvent).size(), 3u);
  EXPECT_EQ(run.Rejected(RejectReason::late), 1u);
}

TEST(Kernel, NoTimeOfAClientMakesAPartitionThatIsFarOff) {
  KernelRun run;
  const int64_t oldest = kTestIngest - 400 * 86'400'000L;
  std::string events = TestEvent("e0", "_first_open", oldest);
  for (const int64_t time : {INT64_MIN, int64_t{-86'400'001}, int64_t{5}, oldest - 1, INT64_MAX}) {
    events += "," + TestEvent("e" + std::to_string(time), "_first_open", time);
  }
  run.Request(events);
  run.Finish();
  EXPECT_EQ(run.Rejected(RejectReason::late), 1u);
  std::set<std::string> partitions;
  for (const TextRow& row : run.Rows(TableId::kEvent)) partitions.insert(row.at("partition"));
  EXPECT_EQ(partitions, (std::set<std::string>{"shop/19757", "shop/20157"}));
}

TEST(Kernel, WrongTypesOfTypedFieldsBecomeNullAndAreCounted) {
  KernelRun run;
  run.Request(
      TestEvent("e1", "a", kTestIngest,
                R"(,"screen_height":"800","screen_width":800.5,"viewport_width":700,"event_value_in_usd":true)"));
  run.Finish();
  ASSERT_EQ(run.Rows(TableId::kEvent).size(), 1u);
  const TextRow& row = run.Rows(TableId::kEvent)[0];
  EXPECT_FALSE(row.contains("device_screen_height"));
  EXPECT_EQ(row.at("device_screen_width"), "800");
  EXPECT_EQ(row.at("device_viewport_width"), "700");
  EXPECT_FALSE(row.contains("event_value"));
  using Fields = std::map<std::string, uint64_t, std::less<>>;
  EXPECT_EQ(run.counters.lenient_fields, (Fields{{"event_value_in_usd", 1}, {"screen_height", 1}}));
}

TEST(Kernel, NumbersThatNoColumnHoldsAndJsonThatDoesNotFitAreCounted) {
  KernelRun run;
  run.Request(TestEvent("e1", "_scroll", kTestIngest,
                        R"(,"event_value":1e400,"attributes":{"_engagement_time_msec":1e30,"_session_number":5.5,)"
                        R"("_session_duration":99999999999999999999,"_gclid":")" +
                            std::string(2100, 'g') + R"(","a":")" + std::string(65'530, 'a') + R"("})"));
  run.Finish();
  ASSERT_EQ(run.Rows(TableId::kEvent).size(), 1u);
  const TextRow& row = run.Rows(TableId::kEvent)[0];
  for (const char* column :
       {"event_value", "scroll_engagement_time_msec", "session_number", "session_duration", "traffic_source_clid"}) {
    EXPECT_FALSE(row.contains(column)) << column;
  }
  EXPECT_EQ(row.at("custom_parameters_json_str"), "{}");
  using Fields = std::map<std::string, uint64_t, std::less<>>;
  EXPECT_EQ(run.counters.lenient_fields, (Fields{{"_engagement_time_msec", 1},
                                                 {"_session_duration", 1},
                                                 {"_session_number", 1},
                                                 {"custom_parameters_json_str", 1},
                                                 {"event_value", 1},
                                                 {"traffic_source_clid", 1}}));
}

TEST(Kernel, TextsAreCutAtWholeCodePoints) {
  KernelRun run;
  std::string smileys;
  for (int i = 0; i < 100; ++i) smileys += "😀";
  run.Request(TestEvent("e1", "a", kTestIngest, R"(,"locale":")" + smileys + "\""));
  run.Finish();
  EXPECT_EQ(run.Rows(TableId::kEvent)[0].at("geo_locale"), smileys.substr(0, 252));
  EXPECT_EQ(run.counters.texts_truncated, 1u);
}

TEST(Kernel, ItemsAreWrittenOnceARun) {
  KernelRun run;
  const std::string items =
      R"(,"items":[{"id":"sku1","name":"Mug","price":"9.90","color":"red"},{"name":"no id"},{"item_id":"sku1"}])";
  run.Request(TestEvent("e1", "add_to_cart", kTestIngest, items));
  run.Request(TestEvent("e1", "add_to_cart", kTestIngest, items));
  run.Finish();
  EXPECT_EQ(run.Rows(TableId::kEvent).size(), 2u);  // events are not deduplicated
  ASSERT_EQ(run.Rows(TableId::kItem).size(), 1u);
  const TextRow& item = run.Rows(TableId::kItem)[0];
  EXPECT_EQ(item.at("name"), "Mug");
  EXPECT_EQ(item.at("price"), "9.9");
  EXPECT_EQ(item.at("custom_parameters"), "color=red:string");
  EXPECT_EQ(item.at("custom_parameters_json_str"), R"({"color":"red"})");
  EXPECT_EQ(run.counters.items_read, 6u);
  EXPECT_EQ(run.counters.items_without_id, 2u);
  EXPECT_EQ(run.counters.items_duplicate, 3u);
}

TEST(Kernel, UsersAndSessionsAreOneRowEach) {
  KernelRun run;
  const std::string user = R"(,"user":{"_user_id":{"value":"id1","set_timestamp":5},"age":{"value":30},)"
                           R"("_user_first_touch_timestamp":{"value":1741500000000,"set_timestamp":1}})";
  run.Request(TestEvent("e1", "_session_start", kTestIngest - 50,
                        R"(,"attributes":{"_session_id":"s1","_session_number":2,"_traffic_source_source":"Direct"})") +
              "," + TestEvent("e2", "_profile_set", kTestIngest - 40, user) + "," +
              TestEvent("e3", "_page_view", kTestIngest - 30,
                        R"(,"attributes":{"_session_id":"s1","_traffic_source_source":"Bing"})"));
  run.Finish();
  ASSERT_EQ(run.Rows(TableId::kUser).size(), 1u);
  const TextRow& row = run.Rows(TableId::kUser)[0];
  EXPECT_EQ(row.at("user_id"), "id1");
  EXPECT_EQ(row.at("user_id_time_msec"), "1741607999960");
  EXPECT_EQ(row.at("event_timestamp"), "1741607999970000");
  EXPECT_EQ(row.at("first_traffic_source"), "Direct");
  EXPECT_EQ(row.at("user_properties"),
            "_user_first_touch_timestamp=1741500000000:number:1;_user_id=id1:string:5;age=30:number:null");
  EXPECT_EQ(row.at("user_properties_json_str"),
            R"({"_user_id":{"set_time_msec":5,"value":"id1"},"age":{"set_time_msec":null,"value":30},)"
            R"("_user_first_touch_timestamp":{"set_time_msec":1,"value":1741500000000}})");
  EXPECT_FALSE(row.contains("first_touch_time_msec"));  // the first event had no user
  EXPECT_TRUE(row.at("process_info").starts_with("first_event_name=_session_start;latest_event_name=_profile_set;"));
  ASSERT_EQ(run.Rows(TableId::kSession).size(), 1u);
  const TextRow& session = run.Rows(TableId::kSession)[0];
  EXPECT_EQ(session.at("session_source"), "Bing");
  EXPECT_EQ(session.at("session_number"), "2");  // kept, although another event supplies the source
  EXPECT_EQ(session.at("event_timestamp"), "1741607999970000");
}

TEST(Kernel, AFutureEventIsShiftedByTheUploadClockOrSetToItsIngestTime) {
  KernelRun run;
  const int64_t future = kTestIngest + 3'600'000;
  run.Request(TestEvent("e1", "a", future), ",\"client_timestamp\":\"" + std::to_string(future + 500) + "\"");
  run.Request(TestEvent("e2", "a", future));
  run.Request(TestEvent("e3", "a", kTestIngest + 600'000));
  run.Finish();
  const auto& rows = run.Rows(TableId::kEvent);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].at("event_time_msec"), std::to_string(kTestIngest - 500));
  EXPECT_NE(rows[0]
                .at("process_info")
                .find("event_timestamp_adjusted_reason=ingestTimestamp is -3600500 millis ahead of "
                      "uploadTimestamp, isFutureEvent: true"),
            std::string::npos);
  EXPECT_NE(rows[0].at("process_info").find("upload_time=2025-03-10T13:00:00.500Z"), std::string::npos);
  EXPECT_EQ(rows[1].at("event_time_msec"), std::to_string(kTestIngest));
  EXPECT_NE(rows[1].at("process_info").find("reason=|eventTimestamp is in the future, set to ingestTimestamp"),
            std::string::npos);
  EXPECT_EQ(rows[2].at("event_time_msec"), std::to_string(kTestIngest + 600'000));
  EXPECT_EQ(run.counters.events_clock_corrected, 2u);
}

TEST(Kernel, ALittleMemoryGivesPartialRowsThatMergeToTheSame) {
  KernelOptions small;
  small.memory_bytes = 64u << 10;
  KernelRun run(small);
  KernelRun large;
  for (int i = 0; i < 3000; ++i) {
    const std::string event = TestEvent("e" + std::to_string(i), "_page_view", kTestIngest - i,
                                        R"(,"attributes":{"_session_id":"s)" + std::to_string(i % 700) + R"("})");
    run.Request(event);
    large.Request(event);
  }
  run.Finish();
  large.Finish();
  EXPECT_EQ(run.Rows(TableId::kEvent).size(), 3000u);
  EXPECT_EQ(large.Rows(TableId::kSession).size(), 700u);
  EXPECT_GT(run.Rows(TableId::kSession).size(), 700u);
}

// A row of a GTM request: fields of the row, then its payload.
std::string GtmLine(const std::string& events, const std::string& app = "shop") {
  return R"({"appId":")" + app + R"(","rid":"r","ip":"8.8.8.8","ua":"of the row","ingest_time":)" +
         std::to_string(kTestIngest) + ",\"data\":" + Quoted("[" + events + "]") + "}";
}
constexpr const char* kGtmVisit =
    R"({"event_name":"page_view","client_id":"c1","ga_session_id":"s1","user_agent":"agent",)"
    R"("x-ga-system_properties":{"fv":"1","ss":"1"},"items":[{"item_id":"i"}]})";

TEST(Kernel, DerivedEventsAreCountedSoThatTheLawHolds) {
  KernelOptions options;
  options.clients.client = "gtm";
  KernelRun run(options);
  run.Line(GtmLine(std::string(kGtmVisit) + R"(,{"event_name":""})"));
  run.Finish();
  EXPECT_EQ(run.counters.events_read, 2u);
  EXPECT_EQ(run.counters.events_derived, 2u);
  EXPECT_EQ(run.Rejected(RejectReason::missing_name), 1u);
  EXPECT_EQ(run.Rows(TableId::kEvent).size(), 3u);
  EXPECT_EQ(run.Rows(TableId::kItem).size(), 1u);
  EXPECT_EQ(run.Rows(TableId::kUser).size(), 1u);
  ASSERT_EQ(run.Rows(TableId::kSession).size(), 1u);
  EXPECT_EQ(run.Rows(TableId::kSession)[0].at("process_info").find("source_ip"), std::string::npos);
  const TextRow& event = run.Rows(TableId::kEvent)[0];
  EXPECT_EQ(event.at("device_ua"), "string=agent");
  EXPECT_EQ(event.at("process_info"),
            "ingest_time=2025-03-10T12:00:00Z;input_file_name=file:///raw/a.gz;process_job_id=job-1;"
            "process_time=2025-03-11T13:33:20.123456000Z;rid=r");
}

TEST(Kernel, AnEventOfARejectKeepsItsPlaceInTheRequest) {
  KernelOptions options;
  options.clients.client = "gtm";
  KernelRun run(options);
  run.Line(GtmLine(R"({"event_name":"a","client_id":"c1"},{})"), 3);
  run.Finish();
  EXPECT_EQ(run.Rows(TableId::kEvent)[0].at("event_id"), "r-3-null-x");
  EXPECT_EQ(run.Rows(TableId::kReject)[0].at("bundle_index"), "4");
}

TEST(Kernel, EachRequestIsReadAsItsAppsClientSendsIt) {
  KernelOptions options;
  options.clients.of_app = {{"web", "gtm"}};
  KernelRun run(options);
  run.Line(GtmLine(kGtmVisit, "web"));
  run.Request(TestEvent("e1", "click"));
  run.Line(GtmLine(kGtmVisit, "shop"));  // an SDK's event has other fields
  run.Finish();
  EXPECT_EQ(run.Rows(TableId::kEvent).size(), 4u);
  EXPECT_EQ(run.Rejected(RejectReason::missing_field), 1u);
  EXPECT_EQ(run.Rows(TableId::kUser).size(), 2u);
}

TEST(Kernel, DerivedIdsAreCutLikeOthers) {
  KernelOptions options;
  options.clients.client = "gtm";
  KernelRun run(options);
  std::string visit = kGtmVisit;
  visit.replace(visit.find("\"s1\""), 4, "\"" + std::string(300, 's') + "\"");
  run.Line(GtmLine(visit));
  run.Finish();
  for (const TextRow& row : run.Rows(TableId::kEvent)) EXPECT_EQ(row.at("event_id").size(), 255u);
}

TEST(Kernel, APrivateAddressOfAnEventIsInNoTable) {
  KernelOptions options;
  options.clients.client = "gtm";
  options.ip_privacy = IpPrivacy::kDrop;
  KernelRun run(options);
  run.Line(GtmLine(R"({"event_name":"a","client_id":"c1","ip_override":"9.9.9.9"},)"
                   R"({"event_name":"","client_id":"c1","ip_override":"9.9.9.9","note":"9.9.9.9"})"));
  run.Finish();
  for (const TableId table : {TableId::kEvent, TableId::kReject}) {
    for (const TextRow& row : run.Rows(table)) {
      for (const auto& [column, text] : row) EXPECT_EQ(text.find("9.9.9.9"), std::string::npos) << column;
    }
  }
  EXPECT_EQ(run.Rows(TableId::kReject)[0].at("original"),
            R"({"event_name":"","client_id":"c1","ip_override":"","note":""})");
}

}  // namespace
}  // namespace millrace
