// Charts over HTTP: a project with metrics, and a real socket.
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "core/testing/eventually.h"
#include "core/time.h"
#include "http/testing/raw_client.h"
#include "project/testing/dashboard_fixture.h"
#include "serve/chart_answer.h"
#include "serve/console_server.h"

namespace millrace {
namespace {

class ChartRoutesTest : public ::testing::Test {
 protected:
  void Start() {
    server_ = std::make_unique<ConsoleServer>(test_.project(), "127.0.0.1:0", [](const std::string&) {});
    const std::string address = server_->address();
    client_ =
        std::make_unique<http::RawClient>(static_cast<uint16_t>(std::stoul(address.substr(address.rfind(':') + 1))));
  }
  http::RawAnswer Get(const std::string& path, const std::string& fields = "") { return client_->Get(path, fields); }
  std::string Day() const { return FormatDay(test_.event_day()); }

  DashboardProject test_;
  std::unique_ptr<ConsoleServer> server_;
  std::unique_ptr<http::RawClient> client_;
};

constexpr const char* kUsers = "/api/v1/apps/shop/charts/overview.users_by_day";

TEST_F(ChartRoutesTest, AChartInItsThreeForms) {
  test_.LoadEvents({"a", "b"});
  Start();
  const http::RawAnswer json = Get(kUsers);
  EXPECT_EQ(json.status, 200U);
  EXPECT_NE(json.body.find(R"("rows":[[")" + Day() + R"(",2,0]],"comparison":null,"total_rows":1,)"), std::string::npos)
      << json.body;
  EXPECT_EQ(json.fields.at("cache-control"), "private, no-cache");
  const http::RawAnswer csv = Get(kUsers, "Accept: text/csv\r\n");
  EXPECT_EQ(csv.body, "event_date,active_users,new_users\r\n" + Day() + ",2,0\r\n");
  EXPECT_EQ(csv.fields.at("content-type"), "text/csv; charset=utf-8; header=present");
  const http::RawAnswer arrow = Get(kUsers, std::string("Accept: ") + kArrowStream + "\r\n");
  EXPECT_EQ(arrow.fields.at("content-type"), kArrowStream);
  EXPECT_EQ(arrow.body.substr(0, 4), "\xff\xff\xff\xff");
}

TEST_F(ChartRoutesTest, WhoHasTheAnswerIsToldSo) {
  test_.LoadEvents({"a"});
  Start();
  const std::string etag = Get(kUsers).fields.at("etag");
  const auto again = [&](const std::string& path, const std::string& accept = "") {
    return Get(path, "If-None-Match: " + etag + "\r\n" + accept).status;
  };
  EXPECT_EQ(again(kUsers), 304U);
  EXPECT_EQ(again(kUsers, "Accept: text/csv\r\n"), 200U) << "another form";
  EXPECT_EQ(again(std::string(kUsers) + "?platform=iOS"), 200U) << "another question";
  // Tags of the catalogue follow its content, and those of charts have it, so that another build answers anew.
  const http::RawAnswer sheets = Get("/api/v1/sheets");
  const std::string tag = sheets.fields.at("etag").substr(1, sheets.fields.at("etag").size() - 2);
  EXPECT_TRUE(tag.starts_with(MILLRACE_VERSION "-")) << tag;
  EXPECT_NE(etag.find(tag), std::string::npos) << etag;
}

TEST_F(ChartRoutesTest, ANewerAnswerComesWithItsOwnTag) {
  test_.LoadEvents({"a"});
  Start();
  const http::RawAnswer before = Get(kUsers);
  EXPECT_EQ(before.fields.at("cache-status"), "millrace; fwd=miss") << "nothing was kept";
  EXPECT_EQ(Get(kUsers).fields.at("cache-status"), "millrace; hit");
  test_.LoadEvents({"b"});
  http::RawAnswer after;
  EXPECT_TRUE(Eventually([&] {
    after = Get(kUsers);
    // What is old has the tag that it had, whatever is said of its age.
    const bool is_old = after.body == before.body;
    EXPECT_EQ(is_old, after.fields.at("etag") == before.fields.at("etag")) << after.body;
    return !is_old && after.fields.at("cache-status") == "millrace; hit";
  }));
  EXPECT_NE(after.body.find("\",2,0]]"), std::string::npos) << after.body;
}

TEST_F(ChartRoutesTest, ACompressedAnswerIsTheSameForAll) {
  test_.LoadEvents({"a"});
  Start();
  const char* const kEvents = "/api/v1/apps/shop/charts/details.events";
  const auto compressed = [&] { return Get(kEvents, "Accept-Encoding: gzip\r\n"); };
  const http::RawAnswer first = compressed();
  EXPECT_EQ(first.fields.at("content-encoding"), "gzip");
  EXPECT_EQ(first.fields.at("vary"), "Accept, Accept-Encoding");
  EXPECT_EQ(compressed().body, first.body);
  const http::RawAnswer plain = Get(kEvents);
  EXPECT_FALSE(plain.fields.contains("content-encoding"));
  EXPECT_EQ(plain.fields.at("vary"), "Accept, Accept-Encoding");
  EXPECT_GT(plain.body.size(), first.body.size());
}

TEST_F(ChartRoutesTest, AppsAndSheets) {
  test_.LoadEvents({"a"});
  Start();
  const std::string apps = Get("/api/v1/apps").body;
  EXPECT_TRUE(apps.starts_with(R"({"apps":[{"id":"shop","timezone":"UTC","first_day":")" + Day() +
                               R"(","last_complete_day":")"))
      << apps;
  EXPECT_NE(apps.find(R"("platforms":["Web"],"countries":[]}]})"), std::string::npos) << apps;
  EXPECT_TRUE(Get("/api/v1/sheets").body.starts_with(R"({"sheets":[{"id":"overview","charts":[{"id":)"));
}

TEST_F(ChartRoutesTest, FaultsNameTheirParameter) {
  Start();
  const auto fault = [&](const std::string& path) {
    const http::RawAnswer answer = Get(path);
    const size_t at = answer.body.find(R"("parameter":")");
    return std::to_string(answer.status) + " " +
           (at == std::string::npos ? answer.body
                                    : answer.body.substr(at + 13, answer.body.find('"', at + 13) - at - 13));
  };
  EXPECT_EQ(fault("/api/v1/apps/shop/charts/overview.nothing"), "404 chart");
  EXPECT_EQ(fault("/api/v1/apps/shops/charts/overview.users_by_day"), "404 app");
  EXPECT_EQ(fault(std::string(kUsers) + "?from=yesterday"), "400 from");
  EXPECT_EQ(fault(std::string(kUsers) + "?top=3"), "400 top");
  EXPECT_EQ(fault(std::string(kUsers) + "?nothing=3"), "400 nothing");
  EXPECT_EQ(fault("/api/v1/apps/shop/charts/device.users_by_screen?top=many"), "400 top");
}

TEST_F(ChartRoutesTest, BeforeTheFirstLoadChartsAreEmpty) {
  Start();
  const std::string body = Get("/api/v1/apps/shop/charts/acquisition.active_users").body;
  EXPECT_NE(body.find(R"("rows":[],)"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("data_until":null,"refreshed_at":null)"), std::string::npos) << body;
}

}  // namespace
}  // namespace millrace
