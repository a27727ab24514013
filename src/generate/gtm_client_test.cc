#include "generate/gtm_client.h"

#include "core/error.h"
#include "generate/testing/client_fixture.h"

namespace millrace::generate {
namespace {

using simdjson::dom::element;

class GtmClientTest : public ClientTest {
 protected:
  void Begin(int64_t number = 1) {
    visitor_ = FindVisitor(Platform::web);
    client_.BeginSession(visitor_, Facts(number));
    client_.SetProfile(0, 0);
    client_.Open(kPage);
  }
  void BeginWith(std::string_view user_agent) {
    visitor_ = FindVisitor(Platform::web);
    visitor_.user_agent = user_agent;
    visitor_.device_id = 0;
    client_.BeginSession(visitor_, Facts());
    client_.SetProfile(0, 0);
    client_.Open(kPage);
  }

  static constexpr Page kPage{.url = "https://shop.example.com/product/garden-53?utm_source=a%20b",
                              .title = "Shop — best garden 53 deals",
                              .previous_url = "https://www.ecosia.org/search?q=garden",
                              .previous_title = ""};
  Visitor visitor_;
  GtmClient client_;
};

TEST_F(GtmClientTest, SendsWhatATagHearsOf) {
  Begin();
  for (const Act act : {Act::first_open, Act::session_start, Act::page_load, Act::app_start, Act::app_end,
                        Act::screen_view, Act::app_exception, Act::sdk_error}) {
    EXPECT_FALSE(client_.Sends(act)) << static_cast<int>(act);
  }
  size_t sent = 0;
  for (size_t act = 0; act < kActCount; ++act) {
    if (!client_.Sends(static_cast<Act>(act))) continue;
    ++sent;
    const element event = Event(client_, Happens(static_cast<Act>(act)));
    for (const char* key : {"event_name", "client_id", "ga_session_id", "page_location", "page_title", "ip_override",
                            "user_agent", "language", "screen_resolution", "x-ga-js_client_id"}) {
      EXPECT_TRUE(event[key].is_string()) << key;
    }
    EXPECT_TRUE(event["engagement_time_msec"].is_int64());
    EXPECT_EQ(int64_t(event["x-ga-tfd"]), 5000);
    EXPECT_EQ(int64_t(event["x-ga-request_count"]), static_cast<int64_t>(sent));
  }
  EXPECT_EQ(sent, 12u);
}

TEST_F(GtmClientTest, TheFirstEventTellsOfVisitAndSession) {
  Begin(1);
  element event = Event(client_, Happens(Act::page_view));
  EXPECT_EQ(simdjson::minify(event["x-ga-system_properties"]), R"({"fv":"1","ss":"1"})");
  EXPECT_EQ(std::string_view(event["x-ga-mp2-seg"]), "0");
  EXPECT_EQ(reading_.derived, 2);
  event = Event(client_, Happens(Act::scroll));
  EXPECT_EQ(std::string_view(event["x-ga-mp2-seg"]), "1");
  EXPECT_EQ(reading_.derived, 0);

  Begin(7);
  event = Event(client_, Happens(Act::page_view));
  EXPECT_EQ(simdjson::minify(event["x-ga-system_properties"]), R"({"ss":"1"})");
  EXPECT_EQ(int64_t(event["ga_session_number"]), 7);
  EXPECT_EQ(std::string_view(event["ga_session_id"]), "1741564800");
  EXPECT_EQ(reading_.derived, 1);
}

TEST_F(GtmClientTest, FlagsOfLaterEventsDeriveNothing) {
  Begin();
  Text(client_, Happens(Act::page_view));
  int flagged = 0;
  for (int i = 0; i < 500; ++i) {
    const std::string event = Text(client_, Happens(Act::scroll));
    flagged += event.find("x-ga-system_properties") != std::string::npos ? 1 : 0;
    EXPECT_EQ(event.find(R"("ss":)"), std::string::npos);
    EXPECT_EQ(event.find(R"("fv":"1")"), std::string::npos);
    EXPECT_EQ(reading_.derived, 0);
  }
  EXPECT_NEAR(flagged, 40, 20);
}

TEST_F(GtmClientTest, TheContainersClockIsRight) {
  visitor_ = FindVisitor(Platform::web);
  visitor_.clock_skew_ms = 3'600'000;
  SessionFacts facts = Facts();
  facts.clock_shift_ms = visitor_.clock_skew_ms - 60'000;  // arrives a minute late
  client_.BeginSession(visitor_, facts);
  client_.Open(kPage);
  const element event = Event(client_, Happens(Act::page_view));
  EXPECT_EQ(int64_t(event["x-sst-system_properties"]["request_start_time_ms"]), kStartMs + 5000 - 60'000);
  EXPECT_EQ(std::string_view(event["ga_session_id"]), std::to_string((kStartMs + 3'600'000 - 60'000) / 1000));
  EXPECT_TRUE(reading_.ageless);
}

TEST_F(GtmClientTest, BrowsersOfChromiumSendHints) {
  BeginWith(
      "Mozilla/5.0 (Linux; Android 10; moto g power (2022)) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0.0.0 "
      "Mobile Safari/537.36");
  element hints = Event(client_, Happens(Act::page_view))["client_hints"];
  EXPECT_EQ(std::string_view(hints["platform"]), "Android");
  EXPECT_EQ(std::string_view(hints["brands"].at(2)["version"]), "108");
  EXPECT_TRUE(bool(hints["mobile"]));
  if (hints["model"].error() == simdjson::SUCCESS) {
    EXPECT_EQ(std::string_view(hints["model"]), "moto g power (2022)");
    EXPECT_EQ(std::string_view(hints["full_version_list"].at(0)["version"]), "108.0.5845.188");
  }
  BeginWith("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0");
  EXPECT_EQ(Event(client_, Happens(Act::page_view))["client_hints"].error(), simdjson::NO_SUCH_FIELD);
}

TEST_F(GtmClientTest, UsersWhoLoggedInAreKnownFromThenOn) {
  Begin();
  EXPECT_EQ(Event(client_, Happens(Act::scroll))["user_id"].error(), simdjson::NO_SUCH_FIELD);
  visitor_.user_number = 1234567;
  client_.SetProfile(kStartMs + 1000, kStartMs + 1000);
  const element event = Event(client_, Happens(Act::profile_set));
  EXPECT_EQ(std::string_view(event["event_name"]), "login");
  const element user = event["x-ga-mp2-user_properties"];
  EXPECT_EQ(std::string_view(user["_user_id"]), std::string_view(event["user_id"]));
  EXPECT_TRUE(user["email"].is_string());
}

TEST_F(GtmClientTest, ItemsAndTheirWorth) {
  Begin();
  const Catalog& catalog = world_.catalog;
  const std::array<ShownItem, 2> items{{{&catalog.PickProduct(random_), 0}, {&catalog.PickProduct(random_), ~0ull}}};
  Moment moment = Happens(Act::purchase);
  moment.items = items;
  moment.value_cents = 12'345;
  const element event = Event(client_, moment);
  EXPECT_EQ(simdjson::dom::array(event["items"]).size(), 2u);
  EXPECT_EQ(std::string_view(event["items"].at(0)["item_id"]), items[0].product->id);
  EXPECT_EQ(event["items"].at(0)["quantity"].error(), simdjson::NO_SUCH_FIELD);
  EXPECT_TRUE(event["items"].at(1)["quantity"].is_int64());
  EXPECT_EQ(double(event["value"]), 123.45);
  EXPECT_EQ(std::string_view(event["currency"]), CurrencyOf(visitor_));
}

TEST_F(GtmClientTest, RowsAreTheContainers) {
  Begin();
  const RequestFacts facts{.visitor = &visitor_, .address = "192.0.2.7", .arrival_ms = kStartMs + 8123, .events = 1};
  int objects = 0;
  for (int i = 0; i < 300; ++i) {
    const element row = ParsedRow(client_, R"([{"a":"b"}])", facts);
    const std::string_view data = row["data"];
    objects += data == R"({"a":"b"})" ? 1 : 0;
    EXPECT_TRUE(data == R"({"a":"b"})" || data == R"([{"a":"b"}])") << data;
    EXPECT_EQ(std::string_view(row["ip"]), "34.236.7.28");
    EXPECT_TRUE(row["ua"].is_null() && row["platform"].is_null() && row["compression"].is_null());
    EXPECT_EQ(std::string_view(row["uri"]), "/collect?appId=" + visitor_.app->id);
  }
  EXPECT_NEAR(objects, 39, 20);
  RequestFacts two = facts;
  two.events = 2;
  EXPECT_EQ(std::string_view(ParsedRow(client_, R"([{},{}])", two)["data"]), "[{},{}]");
  // A reader can reject an element that is not an object only inside an array.
  for (int i = 0; i < 100; ++i) EXPECT_EQ(std::string_view(ParsedRow(client_, "[null]", facts)["data"]), "[null]");
}

TEST_F(GtmClientTest, SpoilsFieldsOfEvents) {
  Begin();
  const std::string event = Text(client_, Happens(Act::scroll));
  for (const Flaw flaw : FlawsOf(TrafficClient::gtm)) {
    if (PlaceOf(flaw) != FlawPlace::event) {
      EXPECT_THROW(Spoiled(client_, event, flaw), InternalError);
      continue;
    }
    // Still JSON: the event is wrong, not the request.
    for (const uint64_t bits : {0, 1}) {
      const std::string spoiled = Spoiled(client_, event, flaw, bits);
      EXPECT_NE(spoiled, event) << FlawName(flaw);
      EXPECT_EQ(parser_.parse(spoiled).error(), simdjson::SUCCESS) << FlawName(flaw) << ' ' << spoiled;
    }
  }
  EXPECT_TRUE(Spoiled(client_, event, Flaw::no_name, 1).starts_with(R"({"engagement_time_msec":)"));
  EXPECT_TRUE(Spoiled(client_, event, Flaw::no_name, 0).starts_with(R"({"event_name":"",)"));
}

}  // namespace
}  // namespace millrace::generate
