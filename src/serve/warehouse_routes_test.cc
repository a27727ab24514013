// The state of warehouse, metadata and configuration over HTTP: a project with data, and a real socket.
#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "core/testing/eventually.h"
#include "core/time.h"
#include "http/testing/raw_client.h"
#include "project/app_metadata.h"
#include "project/project_warehouse.h"
#include "project/testing/dashboard_fixture.h"
#include "serve/console_server.h"
#include "serve/testing/answer_schema.h"

namespace millrace {
namespace {

class WarehouseRoutesTest : public ::testing::Test {
 protected:
  http::RawClient& Client() {
    if (client_ == nullptr) {
      server_ = std::make_unique<ConsoleServer>(test_.project(), "127.0.0.1:0", [](const std::string&) {});
      const std::string address = server_->address();
      client_ =
          std::make_unique<http::RawClient>(static_cast<uint16_t>(std::stoul(address.substr(address.rfind(':') + 1))));
    }
    return *client_;
  }
  http::RawAnswer Get(const std::string& path) { return Client().Get("/api/v1/" + path); }
  http::RawAnswer Put(const std::string& path, const std::string& body) { return Send("PUT", path, body); }
  http::RawAnswer Send(const std::string& method, const std::string& path, const std::string& body) {
    Client().Send(method + " /api/v1/" + path +
                  " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
                  std::to_string(body.size()) + "\r\n\r\n" + body);
    return Client().Read();
  }

  DashboardProject test_;
  std::unique_ptr<ConsoleServer> server_;
  std::unique_ptr<http::RawClient> client_;
};

bool Contains(const http::RawAnswer& answer, const std::string& part) {
  return answer.body.find(part) != std::string::npos;
}

TEST_F(WarehouseRoutesTest, LoadsAreListedByStateTableAndApp) {
  test_.LoadEvents({"a", "b"});
  const http::RawAnswer all = Get("loads");
  EXPECT_ANSWER_OF("getLoads", all.body);
  EXPECT_TRUE(Contains(all, R"("counts":{"new":0,"claimed":0,"loaded":4,"failed":0,"unknown_app":0})")) << all.body;
  const http::RawAnswer page = Get("loads?state=loaded&table=event_v2&app=shop&limit=1");
  EXPECT_ANSWER_OF("getLoads", page.body);
  EXPECT_TRUE(page.body.starts_with(R"({"total":1,)")) << page.body;
  EXPECT_TRUE(Contains(page, R"("app":"shop","state":"loaded","given_up":false,)")) << page.body;
  EXPECT_TRUE(Contains(page, R"("rows":2,"attempts":0,"error":null,)")) << page.body;
  EXPECT_TRUE(Get("loads?offset=4").body.ends_with(R"("items":[]})"));
  EXPECT_TRUE(Get("loads?state=failed").body.starts_with(R"({"total":0,)"));
  EXPECT_TRUE(Get("loads?app=other").body.starts_with(R"({"total":0,)"));
  EXPECT_EQ(Get("loads?state=lost").status, 400U);
}

TEST_F(WarehouseRoutesTest, TheUsersOfASegmentComeInPieces) {
  test_.LoadEvents({"a", "b"});
  const http::RawAnswer kept =
      Send("POST", "apps/shop/segments",
           R"({"title":"All","body":{"groups":[{"range":{"last_days":1000},"conditions":[{"kind":"done"}]}]}})");
  ASSERT_EQ(kept.status, 201U) << kept.body;
  const std::string path = "apps/shop/segments/" + kept.body.substr(7, kept.body.find('"', 7) - 7);
  // What is known of the apps may be a second old.
  std::string runs;
  EXPECT_TRUE(Eventually([&] {
    Send("POST", path + "/runs", "");
    runs = Get(path + "/runs").body;
    return runs.find(R"("state":"done")") != std::string::npos;
  }));
  const http::RawAnswer users = Get(path + "/users");
  EXPECT_EQ(users.status, 200U) << users.body;
  EXPECT_EQ(users.fields.at("transfer-encoding"), "chunked");
  EXPECT_TRUE(users.body.starts_with("user_id,user_pseudo_id,")) << users.body;
  EXPECT_GE(std::count(users.body.begin(), users.body.end(), '\n'), 2) << users.body;
  EXPECT_EQ(Get("apps/shop/segments/nosuch/users").status, 404U);
}

TEST_F(WarehouseRoutesTest, ModelsTellWhichDaysALoadHasTouched) {
  EXPECT_ANSWER_OF("getModels", Get("models").body);  // there is no warehouse yet
  test_.LoadEvents({"a"});
  const std::string day = R"({"day":")" + FormatDay(test_.event_day()) + R"(","state":")";
  http::RawAnswer models;
  // What is known of the apps may be a second old.
  EXPECT_TRUE(Eventually([&] {
    models = Get("models");
    return Contains(models, day);
  }));
  EXPECT_ANSWER_OF("getModels", models.body);
  EXPECT_TRUE(Contains(models, day + R"(current","complete":true,)")) << models.body;
  EXPECT_TRUE(Contains(models, R"("manual":true,"full":false,)")) << models.body;
  EXPECT_TRUE(Contains(models, R"("state":"current","last_run":")")) << models.body;
  test_.LoadEventsOnly({"b"});
  models = Get("models?days=2");
  EXPECT_ANSWER_OF("getModels", models.body);
  EXPECT_TRUE(Contains(models, day + "touched")) << models.body;
}

TEST_F(WarehouseRoutesTest, DescriptionsOfNamesAreEdited) {
  test_.LoadEvents({"a"});
  const http::RawAnswer before = Get("apps/shop/metadata/events");
  EXPECT_EQ(before.body, R"({"total":0,"scanned_at":null,"entries":[]})");
  EXPECT_EQ(Get("apps/shop/metadata/events/_page_view").status, 404U);
  ScanApps(test_.project(), {}, {});
  const http::RawAnswer list = Get("apps/shop/metadata/events?search=PAGE");
  EXPECT_ANSWER_OF("getMetadata", list.body);
  EXPECT_TRUE(list.body.starts_with(R"({"total":1,"scanned_at":")")) << list.body;
  EXPECT_TRUE(Contains(list, R"("name":"_page_view","description":null,"count":1,)")) << list.body;
  EXPECT_ANSWER_OF("getMetadata", Get("apps/shop/metadata/parameters").body);

  const std::string path = "apps/shop/metadata/events/_page_view";
  const http::RawAnswer changed = Put(path, R"({"description":"Somebody saw a page"})");
  EXPECT_EQ(changed.status, 200U);
  EXPECT_ANSWER_OF("describeMetadataName", changed.body);
  EXPECT_TRUE(Contains(changed, R"("description":"Somebody saw a page")")) << changed.body;
  EXPECT_TRUE(Contains(changed, R"("values":[)")) << changed.body;
  EXPECT_EQ(Get(path).body, changed.body);
  EXPECT_TRUE(Get("apps/shop/metadata/events?search=somebody").body.starts_with(R"({"total":1,)"));
  EXPECT_TRUE(Get("apps/shop/metadata/events?search=nobody").body.starts_with(R"({"total":0,)"));
  EXPECT_TRUE(Contains(Put(path, R"({"description":""})"), R"("description":null)"));
  EXPECT_EQ(Put(path, R"({"text":"x"})").status, 400U);
  EXPECT_EQ(Put(path, "{\"description\":\"" + std::string(2'000, 'x') + "\"}").status, 400U);
  EXPECT_EQ(Put("apps/shop/metadata/events/lost", R"({"description":"x"})").status, 404U);
  EXPECT_EQ(Get("apps/shop/metadata/colours").status, 400U);
}

TEST_F(WarehouseRoutesTest, SchemasTellWhatTheNextChangeDoes) {
  const http::RawAnswer before = Get("schema");
  EXPECT_ANSWER_OF("getSchemas", before.body);
  EXPECT_TRUE(Contains(before, R"({"app":"shop","schema":"shop","exists":false,"problem":null,"objects":[{)"))
      << before.body;
  EXPECT_TRUE(Contains(before, R"("version":null,"state":"missing","action":"create","reason":"new","error":null})"));
  test_.LoadEvents({"a"});
  const http::RawAnswer after = Get("schema");
  EXPECT_ANSWER_OF("getSchemas", after.body);
  EXPECT_TRUE(Contains(after, R"("exists":true)"));
  EXPECT_FALSE(Contains(after, R"("state":"missing")")) << after.body;
  EXPECT_FALSE(Contains(after, R"("state":"changed")")) << after.body;
  const auto connection = OpenProjectWarehouse(test_.project())->Connect();
  connection->Execute("DROP VIEW shop.clickstream_lifecycle_view_v2");
  const http::RawAnswer dropped = Get("schema");
  EXPECT_TRUE(Contains(dropped, R"("state":"missing","action":"create")")) << dropped.body;
}

TEST_F(WarehouseRoutesTest, CostsAreThoseOfJobs) {
  test_.LoadEvents({"a", "b"});
  const http::RawAnswer answer = Get("costs");
  EXPECT_ANSWER_OF("getCosts", answer.body);
  EXPECT_TRUE(Contains(answer, R"("runs":1,"failed":0,"files":1,)")) << answer.body;
  EXPECT_TRUE(Contains(answer, R"("rows":1,"events":2,"lake_files":4,)")) << answer.body;
  EXPECT_TRUE(Contains(Get("costs?from=2020-01-01&to=2020-01-02"), R"("days":[],"truncated":false)"));
  EXPECT_EQ(Get("costs?from=2020-01-02&to=2020-01-01").status, 400U);
  EXPECT_EQ(Get("costs?from=2020-01-01&to=2026-01-01").status, 400U);
}

TEST_F(WarehouseRoutesTest, ExplanationsFollowARequest) {
  test_.LoadEvents({"a"});
  const auto post = [&](const std::string& body) { return Send("POST", "explanations", body); };
  const http::RawAnswer of_file = post(R"({"file":"file-1.log","line":1,"index":0})");
  EXPECT_ANSWER_OF("postExplanation", of_file.body);
  EXPECT_TRUE(Contains(of_file, R"({"kind":"stored","name":null,"text":null,"row":{)")) << of_file.body;
  const http::RawAnswer of_text = post(R"({"text":"no request"})");
  EXPECT_ANSWER_OF("postExplanation", of_text.body);
  EXPECT_TRUE(Contains(of_text, R"("kind":"rejected")")) << of_text.body;
  EXPECT_EQ(post(R"({"file":"../millrace.yml"})").status, 404U);
  for (const char* body :
       {"{}", "[]", R"({"text":""})", R"({"text":"a\nb"})", R"({"text":"a","file":"b"})",
        R"({"file":"file-1.log","line":0})", R"({"file":"file-1.log","line":9})", R"({"text":"a","more":1})"}) {
    EXPECT_EQ(post(body).status, 400U) << body;
  }
  EXPECT_EQ(post("{\"text\":\"" + std::string(300 << 10, 'x') + "\"}").status, 400U);
}

TEST_F(WarehouseRoutesTest, ConfigurationTellsWhereValuesComeFrom) {
  const http::RawAnswer answer = Get("configuration");
  EXPECT_ANSWER_OF("getConfiguration", answer.body);
  EXPECT_TRUE(Contains(answer, R"({"key":"project","value":"default","origin":"default","line":null,)")) << answer.body;
}

}  // namespace
}  // namespace millrace
