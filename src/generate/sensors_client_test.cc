#include "generate/sensors_client.h"

#include "core/error.h"
#include "generate/testing/client_fixture.h"

namespace millrace::generate {
namespace {

using simdjson::dom::element;

class SensorsClientTest : public ClientTest {
 protected:
  void Begin(Platform platform, int64_t number = 1) {
    visitor_ = FindVisitor(platform);
    visitor_.device_id = 1;
    visitor_.user_number = 7654321;
    SessionFacts facts = Facts(number);
    facts.referrer = "https://www.google.com/";
    facts.clock_shift_ms = 500;
    client_.BeginSession(visitor_, facts);
    client_.SetProfile(0, 0);
    client_.Open({.url = "https://shop.example.com/c/new",
                  .title = "New",
                  .previous_url = "https://www.google.com/",
                  .previous_title = "",
                  .screen = 2,
                  .previous_screen = 1});
  }

  std::string Data(std::string_view payload, size_t events, bool gzip) {
    const RequestFacts facts{
        .visitor = &visitor_, .address = "192.0.2.7", .arrival_ms = kStartMs + 8123, .events = events, .gzip = gzip};
    const element row = ParsedRow(client_, payload, facts);
    EXPECT_TRUE(row["platform"].is_null());
    EXPECT_EQ(std::string_view(row["ua"]), visitor_.user_agent);
    return std::string(std::string_view(row["data"]));
  }

  Visitor visitor_;
  SensorsClient client_;
};

TEST_F(SensorsClientTest, RecordsHaveWhatTheSdkAlwaysSends) {
  for (const Platform platform : {Platform::web, Platform::android, Platform::ios}) {
    Begin(platform);
    for (size_t act = 0; act < kActCount; ++act) {
      if (!client_.Sends(static_cast<Act>(act))) continue;
      const element record = Event(client_, Happens(static_cast<Act>(act)));
      for (const char* key : {"type", "distinct_id", "anonymous_id"}) EXPECT_TRUE(record[key].is_string()) << key;
      EXPECT_EQ(int64_t(record["time"]), kStartMs + 5500);
      EXPECT_GT(int64_t(record["_flush_time"]), kStartMs + 5500);
      EXPECT_TRUE(record["identities"].is_object());
      EXPECT_TRUE(record["properties"].is_object());
      EXPECT_EQ(std::string_view(record["lib"]["$lib"]), platform == Platform::web ? "js" : PlatformName(platform));
      const bool profile = std::string_view(record["type"]).starts_with("profile_");
      EXPECT_EQ(record["event"].error() == simdjson::SUCCESS, !profile);
      EXPECT_TRUE(reading_.ageless);
    }
  }
}

TEST_F(SensorsClientTest, EventsHaveTheSdksOwnNames) {
  const auto name = [&](Act act) { return std::string(std::string_view(Event(client_, Happens(act))["event"])); };
  Begin(Platform::web);
  EXPECT_EQ(name(Act::page_view), "$pageview");
  EXPECT_EQ(name(Act::scroll), "$WebStay");
  EXPECT_EQ(name(Act::app_end), "$WebPageLeave");
  EXPECT_FALSE(client_.Sends(Act::session_start));
  Begin(Platform::android);
  EXPECT_EQ(name(Act::app_start), "$AppStart");
  EXPECT_EQ(name(Act::screen_view), "$AppViewScreen");
  EXPECT_EQ(name(Act::app_end), "$AppEnd");
  // Sites that choose their own page names.
  int by_hand = 0;
  for (uint64_t device = 0; device < 1000; ++device) {
    visitor_ = FindVisitor(Platform::web);
    visitor_.device_id = device;
    client_.BeginSession(visitor_, Facts());
    by_hand += name(Act::page_view) == "page_view" ? 1 : 0;
  }
  EXPECT_NEAR(by_hand, 300, 50);
}

TEST_F(SensorsClientTest, OnlyTheFirstViewOfANewVisitorIsTheFirst) {
  Begin(Platform::web, 1);
  EXPECT_TRUE(bool(Event(client_, Happens(Act::page_view))["properties"]["$is_first_time"]));
  EXPECT_EQ(reading_.derived, 1);
  Text(client_, Happens(Act::page_view));
  EXPECT_EQ(reading_.derived, 0);
  Begin(Platform::android, 1);
  EXPECT_TRUE(bool(Event(client_, Happens(Act::app_start))["properties"]["$is_first_time"]));
  EXPECT_EQ(reading_.derived, 1);
  Begin(Platform::android, 2);
  EXPECT_FALSE(bool(Event(client_, Happens(Act::app_start))["properties"]["$is_first_time"]));
  EXPECT_EQ(reading_.derived, 0);
}

TEST_F(SensorsClientTest, ALoginChangesTheDistinctIdAndKeepsTheAnonymousOne) {
  Begin(Platform::ios);
  const std::string before(std::string_view(Event(client_, Happens(Act::screen_view))["distinct_id"]));
  client_.SetProfile(kStartMs + 1000, kStartMs + 1000);
  element record = Event(client_, Happens(Act::profile_set));
  EXPECT_EQ(std::string_view(record["type"]), "track_signup");
  EXPECT_EQ(std::string_view(record["event"]), "$SignUp");
  EXPECT_EQ(std::string_view(record["anonymous_id"]), before);
  EXPECT_EQ(std::string_view(record["identities"]["$identity_idfv"]), before);
  EXPECT_NE(std::string_view(record["distinct_id"]), before);
  EXPECT_EQ(std::string_view(record["identities"]["$identity_login_id"]), std::string_view(record["distinct_id"]));
  EXPECT_EQ(std::string_view(record["login_id"]), std::string_view(record["distinct_id"]));
  client_.SetProfile(kStartMs + 1000, kStartMs + 2000);
  record = Event(client_, Happens(Act::profile_set));
  EXPECT_EQ(std::string_view(record["type"]), "profile_set");
  EXPECT_TRUE(record["properties"]["age"].is_int64());
  EXPECT_EQ(record["properties"]["$lib"].error(), simdjson::NO_SUCH_FIELD);
}

TEST_F(SensorsClientTest, UnitsAreTheSdks) {
  Begin(Platform::web);
  Moment moment = Happens(Act::user_engagement);
  moment.engaged_ms = 12'034;
  const element properties = Event(client_, moment)["properties"];
  EXPECT_EQ(double(properties["$event_duration"]), 12.034);  // seconds
  EXPECT_EQ(int64_t(properties["$timezone_offset"]), -visitor_.place->zone_minutes);
}

TEST_F(SensorsClientTest, CompressedBundlesAreALongForm) {
  Begin(Platform::web);
  const std::string data = Data(R"([{"a":1},{"a":2}])", 2, true);
  EXPECT_TRUE(data.starts_with("crc="));
  const size_t at = data.find("&gzip=1&data_list=H4sI");
  ASSERT_NE(at, std::string::npos) << data;
  // Nothing in the value has a special meaning in a form.
  EXPECT_EQ(data.find_first_of("+/&=", at + 18), std::string::npos) << data;
}

TEST_F(SensorsClientTest, OtherPayloadsAreShortFormsListsOrPlain) {
  Begin(Platform::web);
  std::map<std::string, int> forms;
  for (int i = 0; i < 200; ++i) {
    for (const size_t events : {1, 2}) {
      const std::string data = Data(events == 1 ? "[{}]" : "[{},{}]", events, false);
      if (data.starts_with("data=")) {
        EXPECT_EQ(data.substr(0, 17), "data=e30%3D&ext=c") << data;  // {}
        ++forms["short"];
      } else if (data.starts_with("crc=")) {
        EXPECT_NE(data.find("&gzip=0&data_list=W3t9LHt9XQ%3D%3D"), std::string::npos) << data;  // [{},{}]
        ++forms["list"];
      } else {
        EXPECT_EQ(data, events == 1 ? "[{}]" : "[{},{}]");
        ++forms["plain"];
      }
    }
  }
  EXPECT_NEAR(forms["short"], 160, 30);
  EXPECT_NEAR(forms["list"], 160, 30);
  EXPECT_NEAR(forms["plain"], 80, 30);
}

TEST_F(SensorsClientTest, WhatIsNoObjectStaysInsideAnArray) {
  Begin(Platform::web);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(Data("[null]", 1, false).starts_with("data="));
}

TEST_F(SensorsClientTest, SpoilsFieldsOfEventsAndProfiles) {
  Begin(Platform::web);
  for (const Act act : {Act::scroll, Act::first_open}) {
    const std::string record = Text(client_, Happens(act));
    for (const Flaw flaw : FlawsOf(TrafficClient::sensors)) {
      if (PlaceOf(flaw) != FlawPlace::event) {
        EXPECT_THROW(Spoiled(client_, record, flaw), InternalError);
        continue;
      }
      for (const uint64_t bits : {0, 1}) {
        const std::string spoiled = Spoiled(client_, record, flaw, bits);
        EXPECT_NE(spoiled, record) << FlawName(flaw);
        EXPECT_EQ(parser_.parse(spoiled).error(), simdjson::SUCCESS) << FlawName(flaw) << ' ' << spoiled;
      }
    }
    for (const uint64_t bits : {0, 1}) {
      // A profile is not taken for an event without a name, nor the other way round.
      const std::string nameless = Spoiled(client_, record, Flaw::no_name, bits);
      EXPECT_NE(nameless.find(R"("type":"track")"), std::string::npos);
      const std::string other = Spoiled(client_, record, Flaw::other_record, bits);
      EXPECT_EQ(other.find(R"("event":)"), std::string::npos);
      EXPECT_NE(other.find(R"("type":"item_)"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace millrace::generate
