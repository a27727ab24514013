#include "generate/sdk_client.h"

#include "core/error.h"
#include "generate/testing/client_fixture.h"

namespace millrace::generate {
namespace {

using simdjson::dom::element;

class SdkClientTest : public ClientTest {
 protected:
  void Begin(Platform platform, int64_t number = 1) {
    visitor_ = FindVisitor(platform);
    client_.BeginSession(visitor_, Facts(number));
    client_.SetProfile(0, 0);
    Page page;
    page.url = "https://shop.example.com/c/new";
    page.title = "New";
    page.previous_url = "https://www.google.com/";
    page.screen = 2;
    page.previous_screen = 1;
    client_.Open(page);
  }

  Visitor visitor_;
  SdkClient client_;
};

TEST_F(SdkClientTest, EveryActIsAnEventOnTheWebAndInApps) {
  for (const Platform platform : {Platform::web, Platform::android, Platform::ios}) {
    Begin(platform);
    for (size_t act = 0; act < kActCount; ++act) {
      ASSERT_TRUE(client_.Sends(static_cast<Act>(act)));
      const element event = Event(client_, Happens(static_cast<Act>(act)));
      EXPECT_FALSE(std::string_view(event["event_type"]).empty());
      EXPECT_EQ(int64_t(event["timestamp"]), kStartMs + 5000);
      EXPECT_EQ(int64_t(event["attributes"]["_session_duration"]), 5000);
    }
  }
}

TEST_F(SdkClientTest, OnlyProfilesAndFirstOpensHaveNoAgeLimit) {
  Begin(Platform::web);
  for (size_t act = 0; act < kActCount; ++act) {
    Text(client_, Happens(static_cast<Act>(act)));
    EXPECT_EQ(reading_.ageless, static_cast<Act>(act) == Act::first_open || static_cast<Act>(act) == Act::profile_set);
    EXPECT_EQ(reading_.derived, 0);
  }
}

TEST_F(SdkClientTest, PagesTellWhereTheVisitorCameFrom) {
  Begin(Platform::web);
  Moment moment = Happens(Act::page_view);
  moment.entrance = true;
  element attributes = Event(client_, moment)["attributes"];
  EXPECT_EQ(std::string_view(attributes["_page_url"]), "https://shop.example.com/c/new");
  EXPECT_EQ(std::string_view(attributes["_page_referrer"]), "https://www.google.com/");
  EXPECT_TRUE(attributes["_previous_timestamp"].error() == simdjson::NO_SUCH_FIELD);
  moment.entrance = false;
  moment.engaged_ms = 1234;
  moment.previous_opened_ms = kStartMs + 1000;
  attributes = Event(client_, moment)["attributes"];
  EXPECT_EQ(int64_t(attributes["_previous_timestamp"]), kStartMs + 1000);
  EXPECT_EQ(int64_t(attributes["_engagement_time_msec"]), 1234);
}

TEST_F(SdkClientTest, ScreensTellWhichOneWasBefore) {
  Begin(Platform::android);
  const element attributes = Event(client_, Happens(Act::screen_view))["attributes"];
  EXPECT_EQ(std::string_view(attributes["_screen_name"]), "ProductDetailActivity");
  EXPECT_EQ(std::string_view(attributes["_previous_screen_name"]), "ProductListActivity");
  EXPECT_EQ(std::string_view(attributes["_screen_id"]), "Android-ProductDetailActivity");
}

TEST_F(SdkClientTest, RowsCarryPlainOrCompressedBundles) {
  Begin(Platform::web);
  const RequestFacts facts{.visitor = &visitor_,
                           .address = "192.0.2.7",
                           .upload_ms = kStartMs + 7000,
                           .arrival_ms = kStartMs + 8123,
                           .sequence = 3,
                           .events = 1,
                           .gzip = false};
  element row = ParsedRow(client_, R"([{"a":"b"}])", facts);
  EXPECT_EQ(std::string_view(row["data"]), R"([{"a":"b"}])");
  EXPECT_TRUE(row["compression"].is_null());
  EXPECT_EQ(int64_t(row["ingest_time"]), kStartMs + 8000);
  EXPECT_EQ(std::string_view(row["timestamp"]).substr(0, 23), "2025-03-10T00:00:08.123");
  EXPECT_NE(std::string_view(row["uri"]).find("&event_bundle_sequence_id=3&upload_timestamp=1741564807000&"),
            std::string_view::npos);
  RequestFacts compressed = facts;
  compressed.gzip = true;
  row = ParsedRow(client_, R"([{"a":"b"}])", compressed);
  EXPECT_EQ(std::string_view(row["data"]).substr(0, 4), "H4sI");
  EXPECT_EQ(std::string_view(row["compression"]), "gzip");
}

TEST_F(SdkClientTest, SpoilsFieldsOfEvents) {
  Begin(Platform::web);
  const std::string event = Text(client_, Happens(Act::scroll));
  for (const Flaw flaw : FlawsOf(TrafficClient::clickstream)) {
    if (PlaceOf(flaw) == FlawPlace::event) {
      EXPECT_NE(Spoiled(client_, event, flaw), event) << FlawName(flaw);
    } else {
      EXPECT_THROW(Spoiled(client_, event, flaw), InternalError);
    }
  }
  EXPECT_EQ(Spoiled(client_, event, Flaw::no_event_id).find("\"event_id\""), std::string::npos);
  EXPECT_EQ(Spoiled(client_, event, Flaw::no_name).find("event_type"), std::string::npos);
  EXPECT_EQ(Spoiled(client_, event, Flaw::no_user).substr(0, 15), R"({"event_type":")");
  EXPECT_NE(Spoiled(client_, event, Flaw::null_timestamp).find(R"("timestamp":null,)"), std::string::npos);
  EXPECT_NE(Spoiled(client_, event, Flaw::unknown_app).find(R"("app_id":"nobody_knows_me")"), std::string::npos);
  EXPECT_NE(Spoiled(client_, event, Flaw::text_as_number, 1).find(R"("screen_height":"high")"), std::string::npos);
  EXPECT_NE(Spoiled(client_, event, Flaw::text_as_number, 0).find(R"("screen_height":800.5,)"), std::string::npos);
  EXPECT_NE(Spoiled(client_, event, Flaw::nan_value).find(R"("attributes":{"ratio":NaN,)"), std::string::npos);
  EXPECT_NE(Spoiled(client_, event, Flaw::array_as_attributes).find(R"("attributes":["not","an","object"],)"),
            std::string::npos);
}

}  // namespace
}  // namespace millrace::generate
