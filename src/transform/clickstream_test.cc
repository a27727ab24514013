#include "transform/clickstream.h"

#include <gtest/gtest.h>

#include "transform/testing/client_fixture.h"

namespace millrace {
namespace {

using E = EventColumn;

struct Transformed : TransformedRequest {
  explicit Transformed(const std::string& payload, const TransformOptions& options = {})
      : TransformedRequest("clickstream", payload, options, 0,
                           "/collect?appId=shop&event_bundle_sequence_id=7&event_bundle_sequence_id=8") {}
};

std::string EventPayload(const std::string& more, const std::string& name = "click") {
  return R"([{"event_type":")" + name +
         R"(","event_id":"e","app_id":"shop","timestamp":1726000000000,"unique_id":"u-17")" + more + "}]";
}

TEST(Clickstream, TheWorkedExampleE1) {
  const Transformed events(EventPayload(
      R"(,"platform":"Web","zone_offset":7200000,"screen_width":1440,"screen_height":900,"host_name":"shop.example",)"
      R"("locale":"it-IT","attributes":{"_session_id":"u-17-20240910","_session_start_timestamp":1725999990000,)"
      R"("_session_number":3,"_page_url":"https://shop.example/caff%C3%A8?utm_source=news&size=",)"
      R"("_page_title":"Caff%C3%A8 + latte","_entrances":"1","_engagement_time_msec":4200,"theme":"dark","score":1.50})",
      "_page_view"));
  ASSERT_TRUE(events.ok);
  const EventRow& event = events[0];
  EXPECT_EQ(events.Reason(), "");
  EXPECT_EQ(event.Int(E::event_time_msec), 1726000000000);
  EXPECT_EQ(event.Int(E::device_time_zone_offset_seconds), 7200);
  EXPECT_EQ(event.Text(E::geo_locale), "it-IT");
  EXPECT_EQ(event.Text(E::page_view_page_url), "https://shop.example/caffè?utm_source=news&size=");
  EXPECT_EQ(event.Text(E::page_view_page_url_path), "/caffè");
  ASSERT_EQ(event.query.size(), 2u);
  EXPECT_EQ(event.query[1], (std::pair<std::string_view, std::string_view>("size", "")));  // lake-tables difference 5
  EXPECT_EQ(event.Text(E::page_view_hostname), "shop.example");
  EXPECT_EQ(event.Text(E::page_view_page_title), "Caffè   latte");
  EXPECT_EQ(event.Int(E::page_view_entrances), 1);
  EXPECT_EQ(event.Int(E::screen_view_entrances), 1);
  EXPECT_EQ(event.Int(E::page_view_engagement_time_msec), 4200);
  EXPECT_EQ(event.Int(E::session_number), 3);
  EXPECT_EQ(event.Int(E::session_start_time_msec), 1725999990000);
  EXPECT_EQ(event.Int(E::event_bundle_sequence_id), 7);
  EXPECT_EQ(events.Custom(), R"({"theme":"dark","score":1.5})");
}

TEST(Clickstream, TheLaterOfKeyAndAliasWinsAlsoWhenItIsNull) {
  const Transformed events(
      EventPayload(R"(,"user_pseudo_id":"u-18","currency":"EUR","event_value_currency":null,)"
                   R"("event_value":"12.5","attributes":{"_app_install_source":"a","_install_channel":"b"})"));
  EXPECT_EQ(events[0].Text(E::user_pseudo_id), "u-18");
  EXPECT_EQ(events[0].Text(E::event_value_currency), "USD");
  EXPECT_EQ(events[0].Double(E::event_value), 12.5);
  EXPECT_EQ(events[0].Text(E::app_install_source), "b");
}

TEST(Clickstream, CurrencyIsNullWithoutAValueAndPlatformDefaultsToWeb) {
  const Transformed events(EventPayload(R"(,"currency":"EUR")"));
  EXPECT_FALSE(events[0].Has(E::event_value_currency));
  EXPECT_EQ(events[0].Text(E::platform), "Web");
  EXPECT_FALSE(events[0].Has(E::device_operating_system));
  EXPECT_EQ(Transformed(EventPayload(R"(,"platform":"WeChatMP")"))[0].Text(E::device_operating_system), "WeChatMP");
}

TEST(Clickstream, CustomParametersAreUnknownKeysOfBothAndTheAttributeWins) {
  const Transformed events(
      EventPayload(R"(,"x":1,"y":"event","attributes":{"y":"attribute","z":null,"x2":[1,{"a":true}]},"x":2)"));
  EXPECT_EQ(events.Custom(), R"({"x":2,"y":"attribute","z":null,"x2":[1,{"a":true}]})");
  EXPECT_EQ(events[0].custom[2].type, TypeTag::kObject);
}

TEST(Clickstream, WhatTheNameLeavesUnusedStaysACustomParameter) {
  const std::string attributes =
      R"(,"attributes":{"_engagement_time_msec":5,"_previous_timestamp":6,"_is_first_time":"true"})";
  EXPECT_EQ(Transformed(EventPayload(attributes)).Custom(),
            R"({"_previous_timestamp":6,"_engagement_time_msec":5,"_is_first_time":"true"})");
  const Transformed screen(EventPayload(attributes, "_screen_view"));
  EXPECT_EQ(screen[0].Int(E::screen_view_engagement_time_msec), 5);
  EXPECT_EQ(screen[0].Int(E::screen_view_previous_time_msec), 6);
  EXPECT_EQ(screen.Custom(), R"({"_is_first_time":"true"})");
  EXPECT_EQ(Transformed(EventPayload(attributes, "_scroll"))[0].Int(E::scroll_engagement_time_msec), 5);
  EXPECT_EQ(Transformed(EventPayload(attributes, "_user_engagement"))[0].Int(E::user_engagement_time_msec), 5);
  EXPECT_EQ(Transformed(EventPayload(attributes, "_app_start"))[0].Int(E::app_start_is_first_time), 1);
}

TEST(Clickstream, WithoutAttributesThePageHasNoHost) {
  EXPECT_FALSE(Transformed(EventPayload(R"(,"host_name":"h")"))[0].Has(E::page_view_hostname));
  EXPECT_TRUE(Transformed(EventPayload(R"(,"host_name":"h","attributes":{})"))[0].Has(E::page_view_hostname));
  EXPECT_EQ(
      Transformed(EventPayload(R"(,"attributes":{"_page_url":"https://a-b.c:8/x"})"))[0].Text(E::page_view_hostname),
      "a-b.c");
}

TEST(Clickstream, LatestReferrerHostIsDerivedWhenItWasNotSent) {
  const Transformed derived(EventPayload(R"(,"attributes":{"_latest_referrer":"https://www.bing.com/x"})"));
  EXPECT_EQ(derived[0].Text(E::page_view_latest_referrer_host), "www.bing.com");
}

TEST(Clickstream, CountersOfWhatCannotBeBound) {
  EXPECT_EQ(Transformed(EventPayload(R"(,"locale":{"a":1})")).Reason(), "bad_event");
  EXPECT_EQ(Transformed(EventPayload(R"(,"user":"")")).Reason(), "bad_event");
  EXPECT_EQ(Transformed(EventPayload(R"(,"items":{})")).Reason(), "bad_event");
  EXPECT_EQ(Transformed(EventPayload(R"(,"items":[null])")).Reason(), "bad_event");
  EXPECT_EQ(Transformed(EventPayload(R"(,"items":null,"user":null,"attributes":null)")).Reason(), "");
  EXPECT_EQ(Transformed(EventPayload(R"(,"attributes":{"_engagement_time_msec":"abc"})")).Reason(), "bad_event");
  EXPECT_EQ(Transformed(EventPayload(R"(,"attributes":{"_session_number":{}})")).Reason(), "");
  EXPECT_EQ(Transformed(EventPayload(R"(,"timestamp":"1726000000000")")).Reason(), "bad_event");
  EXPECT_EQ(Transformed(EventPayload(R"(,"event_id":null)")).Reason(), "missing_field");
  EXPECT_EQ(Transformed(EventPayload(R"(,"event_id":"")")).Reason(), "");
  EXPECT_EQ(Transformed(EventPayload(R"(,"app_id":" ")")).Reason(), "unknown_app");
  EXPECT_EQ(Transformed(EventPayload(R"(,"event_name":null)")).Reason(), "missing_name");
}

TEST(Clickstream, AnyScalarIsAText) {
  const Transformed events(EventPayload(R"(,"event_id":12,"model":true,"locale":1.50)"));
  EXPECT_EQ(events[0].Text(E::event_id), "12");
  EXPECT_EQ(events[0].Text(E::device_mobile_model_name), "true");
  EXPECT_EQ(events[0].Text(E::geo_locale), "1.5");
}

TEST(Clickstream, AnElementMayBeTheTextOfAnEvent) {
  const Transformed events(
      R"(["{\"event_type\":\"a\",\"event_id\":\"1\",\"app_id\":\"s\",\"timestamp\":1726000000000,\"unique_id\":\"u\"}",)"
      R"("{\"event_type\":\"b\",\"event_id\":\"2\",\"app_id\":\"s\",\"timestamp\":1726000000000,\"unique_id\":\"u\"}",)"
      R"("plain text", 5])");
  ASSERT_EQ(events.bundle.size, 4u);
  EXPECT_EQ(events[0].Text(E::event_name), "a");
  EXPECT_EQ(events[1].Text(E::event_name), "b");
  EXPECT_EQ(events.Reason(2), "not_an_event");
  EXPECT_EQ(events[2].original, "\"plain text\"");
  EXPECT_EQ(events[3].original, "5");
}

TEST(Clickstream, OneObjectIsABundleOfOneAndAScalarIsNone) {
  EXPECT_EQ(Transformed(R"({"event_id":1})").bundle.size, 1u);
  EXPECT_EQ(Transformed("[]").bundle.size, 0u);
  EXPECT_FALSE(Transformed("[{]").ok);
  EXPECT_FALSE(Transformed(R"([{"a":1},{"a":01}])").ok);
}

TEST(Clickstream, KeysWithEscapesAreFoundToo) {
  EXPECT_EQ(
      Transformed(EventPayload(R"(,"mod\u0065l":"x","attr\u0069butes":{"_search_ke\u0079":"k","\u00e9":1})")).Custom(),
      "{\"é\":1}");
}

TEST(UserProperties, FixedOnesAreStrict) {
  const auto reason = [](const std::string& user) { return Transformed(EventPayload(",\"user\":" + user)).Reason(); };
  EXPECT_EQ(reason(R"({"_user_id":"bare"})"), "bad_event");
  EXPECT_EQ(reason(R"({"_user_id":{"value":"a","extra":1}})"), "bad_event");
  EXPECT_EQ(reason(R"({"_user_age":{"value":"abc"}})"), "bad_event");
  EXPECT_EQ(reason(R"({"_user_age":{"value":"30"}})"), "");
  EXPECT_EQ(reason(R"({"_user_first_touch_timestamp":{"value":1.5}})"), "bad_event");
  EXPECT_EQ(reason(R"({"_user_name":{"value":null}})"), "");
}

TEST(UserProperties, OthersTakeWhatTheyAreGiven) {
  const Transformed events(EventPayload(
      R"(,"user":{"a":{"value":1.5,"set_timestamp":7.9},"b":{"no":"value"},"c":{"value":null,"x":1},"d":[1],"e":null,)"
      R"("f":{"value":{"k":1}},"_user_name":{"value":null,"set_timestamp":3}})",
      "_profile_set"));
  EXPECT_EQ(events[0].user_properties_json,
            R"({"a":{"set_time_msec":7,"value":1.5},"b":{"set_time_msec":null,"value":{"no":"value"}},)"
            R"("c":{"set_time_msec":null,"value":{"value":null,"x":1}},"d":{"set_time_msec":null,"value":[1]},)"
            R"("e":{"set_time_msec":null,"value":null},"f":{"set_time_msec":null,"value":{"k":1}},)"
            R"("_user_name":{"set_time_msec":3,"value":null}})");
}

TEST(CustomJson, WholeKeysAreLeftOutWhereTheLimitIsReached) {
  const Transformed events(EventPayload(R"(,"long":")" + std::string(65'600, 'x') + R"(","short":1)"));
  EXPECT_EQ(events.Custom(), R"({"short":1})");
  EXPECT_EQ(events[0].custom.size(), 2u);  // the map keeps it
}

}  // namespace
}  // namespace millrace
