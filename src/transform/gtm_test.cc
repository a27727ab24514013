#include "transform/gtm.h"

#include <gtest/gtest.h>

#include "transform/testing/client_fixture.h"

namespace millrace {
namespace {

using E = EventColumn;

// One event of user c1 with these keys more.
TransformedRequest Gtm(const std::string& more, const TransformOptions& options = {}) {
  return TransformedRequest(kClientGtm, R"([{"event_name":"page_view","client_id":"c1")" + more + "}]", options);
}

TEST(Gtm, TheWorkedExampleE3) {
  const auto request = Gtm(R"(,"ga_session_id":"171","ga_session_number":1,"page_location":"https://shop.example/a",)"
                           R"("ip_override":"192.0.2.7","user_agent":"UA-1","screen_resolution":"390x844",)"
                           R"("x-ga-system_properties":{"fv":"1","ss":"1"})");
  ASSERT_TRUE(request.ok);
  const EventRow& event = request[0];
  EXPECT_EQ(event.Text(E::event_id), "r1-0-171-1");
  EXPECT_EQ(event.Text(E::event_name), "_page_view");
  ASSERT_EQ(event.derived_count, 2);
  EXPECT_EQ(event.derived[0].event_id, "r1-0-171-1-first-open");
  EXPECT_EQ(event.derived[0].event_name, "_first_open");
  EXPECT_EQ(event.derived[1].event_id, "r1-0-171-1-session-start");
  EXPECT_EQ(event.derived[1].event_name, "_session_start");
  EXPECT_FALSE(event.Has(E::event_value));
  EXPECT_EQ(event.Int(E::device_screen_width), 390);
  EXPECT_EQ(event.Int(E::event_time_msec), kClientTestIngest);
  EXPECT_EQ(event.ip, "192.0.2.7");
  EXPECT_EQ(event.user_agent, "UA-1");
}

TEST(Gtm, TheIndexGoesOnWhereTheRequestOfARejectBegan) {
  const TransformedRequest request(
      kClientGtm, R"([{"event_name":"a","client_id":"c1"},{"event_name":"b","client_id":"c1"}])", {}, 4);
  EXPECT_EQ(request[0].Text(E::event_id), "r1-4-null-x");
  EXPECT_EQ(request[1].Text(E::event_id), "r1-5-null-x");
}

TEST(Gtm, ARequestWithoutRid) {
  TransformedRequest request(kClientGtm, "[]");
  request.row.rid = {};
  std::string json = R"({"event_name":"a","client_id":"c1"})";
  const size_t size = json.size();
  json.append(kJsonPadding, ' ');
  ASSERT_TRUE(request.transformer->Transform(request.row, std::string_view(json).substr(0, size), request.bundle,
                                             request.error));
  EXPECT_EQ(request[0].Text(E::event_id), "null-0-null-x");
}

TEST(Gtm, AFlagIsTrueFalseOneOrZero) {
  const auto mobile = [](const std::string& value) {
    const auto request = Gtm(R"(,"client_hints":{"mobile":)" + value + "}");
    return request.Reason().empty() ? std::string(request[0].Text(E::platform)) : request.Reason();
  };
  for (const char* value : {"true", "1", R"("true")", R"("TRUE")", R"("1")"}) EXPECT_EQ(mobile(value), "Mobile");
  for (const char* value : {"false", "0", R"("False")", R"("0")", "null", R"("")"}) EXPECT_EQ(mobile(value), "Web");
  for (const char* value : {"2", R"("yes")", "[]", "{}", "1.0"}) {
    EXPECT_EQ(mobile(value), "Web") << value;
    EXPECT_EQ(Gtm(R"(,"client_hints":{"mobile":)" + std::string(value) + "}").bundle.lenient_fields.size(), 1U);
  }
}

TEST(Gtm, FirstVisits) {
  const auto derived = [](const std::string& value) {
    return int{Gtm(R"(,"x-ga-system_properties":{"fv":)" + value + "}")[0].derived_count};
  };
  for (const char* value : {R"("1")", "1", "true", R"("no")", R"("2")"}) EXPECT_EQ(derived(value), 1) << value;
  for (const char* value : {R"("0")", "0", "false", R"("FALSE")", R"("")", "null"}) EXPECT_EQ(derived(value), 0);
}

TEST(Gtm, NormalisedObjectsKeepWhatIsUnknownWithItsType) {
  const auto request = Gtm(
      R"(,"x-ga-system_properties":{"z":1.50,"y":null,"x":"\"q\"","w":[1,{"a":2.0}],"v":true,"u":12345678901234567890})");
  const std::string custom = request.Custom();
  EXPECT_NE(custom.find(R"("x-ga-system_properties":{"dbg":null,"fid":null,"ee":false,"fv":null,"ss":null,"z":1.5,)"
                        R"("y":null,"x":"\"q\"","w":[1,{"a":2.0}],"v":true,"u":12345678901234567890})"),
            std::string::npos)
      << custom;
}

TEST(Gtm, AnEmptyListOfBrandsIsOne) {
  const auto request = Gtm(R"(,"client_hints":{"brands":[],"model":"M"})");
  EXPECT_NE(request.Custom().find(R"("brands":[]})"), std::string::npos) << request.Custom();
  EXPECT_FALSE(request[0].Has(E::device_mobile_model_name));
}

TEST(Gtm, TheAddressIsHiddenWhereItIsStoredAndKeptForTheLookUp) {
  TransformOptions options;
  options.hide_ip = [](std::string_view ip, std::string& buffer) -> NullableText {
    buffer = "hidden:" + std::string(ip.substr(0, 1));
    return buffer;
  };
  const auto request = Gtm(R"(,"ip_override":"8.8.8.8")", options);
  EXPECT_EQ(request[0].ip, "8.8.8.8");
  EXPECT_NE(request.Custom().find(R"("ip_override":"hidden:8")"), std::string::npos);
  options.hide_ip = [](std::string_view, std::string&) { return NullableText(); };
  EXPECT_NE(Gtm(R"(,"ip_override":"8.8.8.8")", options).Custom().find(R"("ip_override":null)"), std::string::npos);
}

TEST(Gtm, TheStoryTellsWhichRulesFired) {
  const auto request = Gtm(R"(,"x-ga-system_properties":{"ss":1},"event_location":{"country":"DE"})");
  std::string all;
  for (const auto& [event, text] : request.story) all += std::to_string(event) + " " + text + "\n";
  EXPECT_EQ(all,
            "0 the name page_view becomes _page_view\n0 event_location supplies country and region where the address "
            "does not\n0 _session_start is derived: x-ga-system_properties.ss is 1\n");
}

TEST(Gtm, WhatIsNoJsonGivesNothing) {
  for (const char* text :
       {"[{]", R"([{"event_name":"a"},{"b":01}])", R"([{"event_name":"a","client_hints":{"x":tru}}])",
        R"([{"event_name":"a","items":[{"item_id":1,}]}])"}) {
    const TransformedRequest request(kClientGtm, text);
    EXPECT_FALSE(request.ok) << text;
    EXPECT_EQ(request.bundle.size, 0u);
    EXPECT_FALSE(request.error.empty());
  }
}

TEST(Gtm, OneTransformerForgetsTheEventBefore) {
  const TransformedRequest request(
      kClientGtm,
      R"([{"event_name":"a","client_id":"c1","x-ga-ur":"US-TX","client_hints":{"platform":"iOS"},)"
      R"("x-sst-system_properties":{"uc":"FR","request_start_time_ms":5},"x-ga-mp2-user_properties":{"age":3},)"
      R"("screen_resolution":"1x2","x-ga-system_properties":{"fv":"1"},"items":[{"item_id":"i"}],"u":1},)"
      R"({"event_name":"a","client_id":"c1"}])");
  const EventRow& second = request[1];
  EXPECT_EQ(request.Custom(1), R"({"client_id":"c1","ip_override":null,"screen_resolution":null,"user_agent":null})");
  EXPECT_EQ(second.Text(E::platform), "Web");
  for (const E column : {E::geo_country, E::geo_region, E::session_start_time_msec, E::device_screen_width}) {
    EXPECT_FALSE(second.Has(column));
  }
  EXPECT_EQ(second.Int(kSlotFirstTouch), kClientTestIngest);
  EXPECT_TRUE(second.user_properties.empty());
  EXPECT_EQ(second.derived_count, 0);
  EXPECT_EQ(second.items.size(), 0u);
}

}  // namespace
}  // namespace millrace
