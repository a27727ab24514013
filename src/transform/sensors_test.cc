#include "transform/sensors.h"

#include <gtest/gtest.h>

#include "transform/testing/client_fixture.h"

namespace millrace {
namespace {

using E = EventColumn;

// One record of user d1: keys of the record, then of its properties.
TransformedRequest Sensors(const std::string& more, const std::string& properties = "",
                           const TransformOptions& options = {}) {
  return TransformedRequest(
      kClientSensors,
      R"([{"event":"Buy","distinct_id":"d1","time":1726000000000,"properties":{)" + properties + "}" + more + "}]",
      options);
}

std::string Properties(const EventRow& event) {
  std::string all;
  for (const UserProperty& property : event.user_properties) {
    all += std::string(property.key) + "=" + std::string(property.value) + " ";
  }
  return all;
}

TEST(Sensors, TheWorkedExampleE4) {
  const TransformedRequest request(
      kClientSensors,
      R"({"event":"click","time":1726000001000,"distinct_id":"d-1","properties":{"$os":"iOS","$title":"Home"}})");
  ASSERT_TRUE(request.ok);
  const EventRow& event = request[0];
  EXPECT_EQ(event.Text(E::event_id), "r1-0-d-1");
  EXPECT_EQ(event.Text(E::event_name), "_click");
  EXPECT_EQ(event.Text(E::platform), "iOS");
  EXPECT_EQ(event.Text(E::device_operating_system), "iOS");
  EXPECT_EQ(event.Text(E::device_network_type), "CELLULAR");
  EXPECT_FALSE(event.Has(E::device_screen_width));
  EXPECT_EQ(event.Int(E::session_start_time_msec), 1726000001000);
  EXPECT_EQ(event.Int(E::user_engagement_time_msec), 0);
}

TEST(Sensors, DurationsAreRoundedToMillisecondsAndBounded) {
  const auto milliseconds = [](const std::string& value) {
    const auto request = Sensors("", R"("$event_duration":)" + value);
    if (!request.Reason().empty()) return request.Reason();
    const auto time = request[0].Int(E::user_engagement_time_msec);
    return time ? std::to_string(*time) : "null, odd " + std::to_string(request.bundle.lenient_fields.size());
  };
  EXPECT_EQ(milliseconds("1.001"), "1001");
  EXPECT_EQ(milliseconds("0.0004"), "0");
  EXPECT_EQ(milliseconds("-2"), "-2000");
  EXPECT_EQ(milliseconds("null"), "0");
  EXPECT_EQ(milliseconds(R"("")"), "0");
  EXPECT_EQ(milliseconds("1e300"), "null, odd 1");
  EXPECT_EQ(milliseconds("9223372036854775.807"), "null, odd 1");
  EXPECT_EQ(milliseconds(R"("NaN")"), "null, odd 1");
  EXPECT_EQ(milliseconds("1e400"), "null, odd 1");
  EXPECT_EQ(milliseconds("[1]"), "bad_event");
}

TEST(Sensors, PropertiesOfAUserAreThoseThatSaySo) {
  const auto request = Sensors("", R"("user_tag":"a","$user_id":"7","_user_level":8,"plan":"gold","USER":1)");
  EXPECT_EQ(Properties(request[0]), "user_tag=a _user_level=8 ");
  EXPECT_EQ(request[0].user_properties_json,
            R"({"user_tag":{"set_time_msec":null,"value":"a"},"_user_level":{"set_time_msec":null,"value":8}})");
}

TEST(Sensors, ProfileRecords) {
  const auto properties = [](const std::string& type) {
    const TransformedRequest request(
        kClientSensors, R"({"type":")" + type + R"(","distinct_id":"d1","properties":{"plan":"gold","$os":"iOS"}})");
    return request.Reason().empty() ? std::string(request[0].Text(E::event_name)) + " " + Properties(request[0])
                                    : request.Reason();
  };
  EXPECT_EQ(properties("profile_set"), "_profile_set plan=gold $os=iOS ");
  EXPECT_EQ(properties("profile_set_once"), "_profile_set plan=gold $os=iOS ");
  EXPECT_EQ(properties("profile_increment"), "_profile_set ");
  EXPECT_EQ(properties("profile_unset"), "_profile_set ");
  EXPECT_EQ(properties("item_set"), "other_record");
  EXPECT_EQ(properties("track"), "missing_name");
  EXPECT_EQ(properties(""), "missing_name");
}

TEST(Sensors, TheNameMapComesFirst) {
  TransformOptions options;
  options.sensors_event_names = {{"Buy", "purchase"}};
  EXPECT_EQ(Sensors("", "", options)[0].Text(E::event_name), "purchase");
  EXPECT_EQ(Sensors("")[0].Text(E::event_name), "Buy");
}

TEST(Sensors, ARepeatedObjectTakesThePlaceOfTheFirstWholly) {
  const auto request = Sensors(R"(,"properties":{"b":1},"identities":{"$identity_login_id":"x"},"identities":null)",
                               R"("a":1,"$os":"iOS","$wifi":true,"$is_first_time":true,"$session_id":"s",)"
                               R"("$timezone_offset":60,"$event_duration":2,"user":1,"$city":"Rome")");
  const EventRow& event = request[0];
  EXPECT_EQ(request.Custom(), R"({"b":1,"$time":1726000000000,"$distinct_id":"d1","$anonymous_id":null})");
  EXPECT_EQ(event.Text(E::platform), "Web");
  EXPECT_EQ(event.Text(E::device_network_type), "CELLULAR");
  EXPECT_EQ(event.Int(E::device_time_zone_offset_seconds), 0);
  EXPECT_EQ(event.Int(E::user_engagement_time_msec), 0);
  EXPECT_EQ(event.derived_count, 0);
  EXPECT_TRUE(event.user_properties.empty());
  for (const E column : {E::session_id, E::geo_city, E::user_id}) EXPECT_FALSE(event.Has(column));
}

TEST(Sensors, TimesThatAreNone) {
  for (const char* time : {"null", "0", "-5", R"("")"}) {
    const TransformedRequest request(
        kClientSensors, R"({"event":"a","distinct_id":"d1","properties":{},"time":)" + std::string(time) + "}");
    EXPECT_EQ(request[0].Int(E::event_time_msec), kClientTestIngest) << time;
    const bool is_time = std::string(time) == "0" || std::string(time) == "-5";
    EXPECT_EQ(request[0].clock.adjusted, is_time) << time;
    EXPECT_EQ(request[0].Int(kSlotFirstTouch), is_time ? kClientTestIngest : 0) << time;
  }
  const TransformedRequest far(kClientSensors,
                               R"({"event":"a","distinct_id":"d1","properties":{},"time":9223372036854775807})");
  EXPECT_EQ(far[0].Int(E::event_time_msec), kClientTestIngest);
  EXPECT_EQ(far[0].Int(kSlotFirstTouch), kClientTestIngest);
}

TEST(Sensors, WhatIsNoJsonGivesNothing) {
  for (const char* text : {"[{]", R"([{"event":"a","properties":{"x":01}}])", R"([{"lib":{"$lib":"a}])"}) {
    EXPECT_FALSE(TransformedRequest(kClientSensors, text).ok) << text;
  }
}

TEST(Sensors, TheStoryTellsWhichRulesFired) {
  const auto request = Sensors("", R"("$is_first_time":true)");
  ASSERT_EQ(request.story.size(), 1u);
  EXPECT_EQ(request.story[0].second, "_first_open is derived: $is_first_time is true");
}

}  // namespace
}  // namespace millrace
