// Routes of analyses and of what people keep, of a project without a warehouse: what is refused, kept and found.
#include <chrono>
#include <filesystem>
#include <list>
#include <thread>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "core/json_object.h"
#include "core/testing/eventually.h"
#include "core/testing/temporary_folder.h"
#include "http/parked_answer.h"
#include "http/problem.h"
#include "http/testing/raw_client.h"
#include "serve/console.h"
#include "serve/dispatcher.h"

namespace millrace {
namespace {

constexpr const char* kAnalysis = R"({"kind":"event","range":{"last_days":7},"metrics":[{}]})";

// Whoever asks is this one.
class TestCaller : public Authentication {
 public:
  std::string_view name() const override { return "test"; }
  bool may_block() const override { return false; }
  Caller Identify(const http::Request& /*request*/) override { return caller; }
  std::string BeginSession(const http::Request& /*request*/, std::string_view /*token*/) override { return {}; }
  void EndSession(const http::Request& /*request*/) override {}

  Caller caller{.user = "Ann", .scope = Scope::kOperate, .apps = {}};
};

struct Reply {
  unsigned status = 0;
  std::string body = {};
  std::string parameter = {};
};

class AnalysisRoutesTest : public ::testing::Test {
 protected:
  explicit AnalysisRoutesTest(ExplorationOptions options = {}) : exploration_(project_, dashboards_.apps(), options) {
    std::filesystem::create_directories(folder_.path() + "/state");
  }
  Config ConfigOfProject() {
    Config config;
    config.state = folder_.path() + "/state";
    config.raw = folder_.path();
    config.warehouse.uri = folder_.path() + "/warehouse.duckdb";
    config.apps.emplace_back().id = "shop";
    return config;
  }
  Reply Ask(const std::string& method, const std::string& path, const std::string& body = "") {
    http::Request request;
    request.method = method;
    request.body = body;
    request.fields.Add("Content-Type", "application/json");
    EXPECT_FALSE(http::ParseTarget(path, request.target));
    try {
      http::Response response = dispatcher_.Dispatch(request).answer(request);
      if (const auto parked = response.parked) {
        Eventually([&] { return parked->is_awake(); });
        response = parked->answer()(request);
      }
      return {.status = response.status, .body = std::string(response.content())};
    } catch (const http::ProblemError& error) {
      return {.status = error.problem().status, .body = error.what(), .parameter = error.problem().parameter};
    }
  }
  static std::string TextIn(const Reply& reply, const char* key) {
    simdjson::dom::parser parser;
    return std::string(parser.parse(reply.body)[key].get_string().value());
  }

  TemporaryFolder folder_;
  Project project_{ConfigOfProject()};
  TestCaller caller_;
  Readiness readiness_{project_, [](const std::string&) {}};
  Metrics metrics_{project_, [](const std::string&) {}};
  Dashboards dashboards_{project_};
  ChartBodies chart_bodies_;
  Exploration exploration_;
  SavedConsole saved_{project_, dashboards_.apps()};
  FolderListings listings_{project_, std::chrono::seconds(2)};
  LiveFeed live_{project_, caller_, [](const std::string&) {}};
  SegmentRuns segment_runs_{saved_};
  WarehouseState warehouse_{project_, dashboards_.apps()};
  Explanations explanations_{project_};
  Console console_{.project = project_,
                   .authentication = caller_,
                   .dashboards = dashboards_,
                   .chart_bodies = chart_bodies_,
                   .metrics = metrics_,
                   .readiness = readiness_,
                   .exploration = exploration_,
                   .saved = saved_,
                   .listings = listings_,
                   .live = live_,
                   .segment_runs = segment_runs_,
                   .warehouse = warehouse_,
                   .explanations = explanations_};
  Dispatcher dispatcher_{console_, AllTopics(), {}};
};

TEST_F(AnalysisRoutesTest, AnAnalysisIsPolledByWhoMaySeeItsApp) {
  const Reply wrong = Ask("POST", "/api/v1/apps/shop/analyses", R"({"kind":"event","range":{"last_days":0}})");
  EXPECT_EQ(wrong.status, 400U);
  EXPECT_EQ(wrong.parameter, "/range/last_days");
  const Reply asked = Ask("POST", "/api/v1/apps/shop/analyses", kAnalysis);
  ASSERT_EQ(asked.status, 202U) << asked.body;
  const std::string path = "/api/v1/queries/" + TextIn(asked, "id");
  Reply report = Ask("GET", path + "?wait=5s");
  ASSERT_EQ(report.status, 200U) << report.body;
  EXPECT_EQ(TextIn(report, "state"), "failed");
  EXPECT_EQ(TextIn(report, "problem"), "nothing of the app `shop` has been loaded and modelled yet");
  EXPECT_EQ(Ask("DELETE", path).status, 204U);
  EXPECT_EQ(Ask("GET", "/api/v1/queries/1").status, 404U);
  caller_.caller.apps = std::vector<std::string>{"other"};
  EXPECT_EQ(Ask("GET", path).status, 404U);
  EXPECT_EQ(Ask("DELETE", path).status, 404U);
  EXPECT_EQ(Ask("POST", "/api/v1/apps/shop/analyses", kAnalysis).status, 403U);
}

// Queries that never begin.
class LongPollTest : public AnalysisRoutesTest {
 protected:
  LongPollTest() : AnalysisRoutesTest({.most_running = 0}) {}
};

TEST_F(LongPollTest, TwoHundredClientsThatWaitDelayNobody) {
  http::ServerOptions options;
  options.workers = 1;
  http::Server server(options, [this](const http::Request& request) { return dispatcher_.Dispatch(request); });
  const std::string id = TextIn(Ask("POST", "/api/v1/apps/shop/analyses", kAnalysis), "id");
  std::list<http::RawClient> waiting;
  for (int i = 0; i < 200; ++i) {
    waiting.emplace_back(server.port())
        .Send("GET /api/v1/queries/" + id + "?wait=25s HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  const auto begin = std::chrono::steady_clock::now();
  http::RawClient other(server.port());
  EXPECT_EQ(other.Get("/healthz").status, 200U);
  EXPECT_EQ(other.Get("/api/v1/apps/shop/charts/overview.users_by_day").status, 200U);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
  exploration_.Cancel(id);
  for (http::RawClient& each : waiting) {
    EXPECT_NE(each.Read().body.find(R"("state":"cancelled")"), std::string::npos);
  }
}

TEST_F(AnalysisRoutesTest, SuggestsColumnsBeforeTheFirstScan) {
  const Reply found = Ask("GET", "/api/v1/apps/shop/suggestions");
  EXPECT_EQ(found.status, 200U);
  EXPECT_TRUE(found.body.starts_with(R"({"scanned_at":null,"events":[],"properties":[{"property":{"source":"column",)"))
      << found.body;
}

TEST_F(AnalysisRoutesTest, DocumentsAreKeptChangedAndRemoved) {
  const std::string list = "/api/v1/apps/shop/saved-analyses";
  const std::string document = R"({"title":"Visits","body":)" + std::string(kAnalysis) + "}";
  const Reply kept = Ask("POST", list, document);
  ASSERT_EQ(kept.status, 201U) << kept.body;
  EXPECT_EQ(TextIn(kept, "user"), "Ann");
  const std::string path = list + "/" + TextIn(kept, "id");
  EXPECT_EQ(Ask("GET", path).body, kept.body);
  EXPECT_EQ(Ask("GET", list).body, R"({"documents":[)" + kept.body + "]}");
  EXPECT_EQ(Ask("PUT", path, document).parameter, "/version");
  const std::string change = R"({"title":"Views","version":1,"body":)" + std::string(kAnalysis) + "}";
  EXPECT_EQ(TextIn(Ask("PUT", path, change), "title"), "Views");
  EXPECT_EQ(Ask("PUT", path, change).status, 409U);
  const Reply wrong = Ask("POST", list, R"({"title":"Wrong","body":{"kind":"none"}})");
  EXPECT_EQ(wrong.status, 400U);
  EXPECT_EQ(wrong.parameter, "/kind");
  caller_.caller.scope = Scope::kRead;
  EXPECT_EQ(Ask("DELETE", path).status, 403U);
  caller_.caller.scope = Scope::kOperate;
  EXPECT_EQ(Ask("DELETE", path).status, 204U);
  EXPECT_EQ(Ask("DELETE", path).status, 404U);
}

TEST_F(AnalysisRoutesTest, ASegmentWithAScheduleSaysWhenItRunsNext) {
  const auto body = [](const std::string& refresh) {
    return R"({"title":"All","body":{"groups":[{"range":{"last_days":7},"conditions":[{"kind":"done"}]}])" + refresh +
           "}}";
  };
  const std::string path = "/api/v1/apps/shop/segments";
  const Reply by_hand = Ask("POST", path, body(""));
  EXPECT_NE(by_hand.body.find(R"("next_run":null)"), std::string::npos) << by_hand.body;
  const Reply kept = Ask("POST", path, body(R"x(,"refresh":{"schedule":"rate(1 hour)","until":"2099-12-31"})x"));
  ASSERT_EQ(kept.status, 201U) << kept.body;
  EXPECT_NE(kept.body.find(R"x("refresh":{"schedule":"rate(1 hour)","until":"2099-12-31"})x"), std::string::npos);
  EXPECT_NE(kept.body.find(R"("next_run":"2)"), std::string::npos) << kept.body;
  const Reply wrong = Ask("POST", path, body(R"(,"refresh":{"schedule":"hourly"})"));
  EXPECT_EQ(wrong.status, 400U);
  EXPECT_NE(wrong.body.find("/refresh/schedule"), std::string::npos) << wrong.body;
}

TEST_F(AnalysisRoutesTest, ASegmentThatCannotRunSaysWhy) {
  const Reply kept =
      Ask("POST", "/api/v1/apps/shop/segments",
          R"({"title":"All","body":{"groups":[{"range":{"last_days":7},"conditions":[{"kind":"done"}]}]}})");
  ASSERT_EQ(kept.status, 201U) << kept.body;
  const std::string path = "/api/v1/apps/shop/segments/" + TextIn(kept, "id");
  const Reply asked = Ask("POST", path + "/runs");
  EXPECT_EQ(asked.status, 202U);
  EXPECT_EQ(TextIn(asked, "state"), "waiting");
  Reply runs;
  EXPECT_TRUE(Eventually([&] {
    runs = Ask("GET", path + "/runs");
    return runs.body.find(R"("state":"failed")") != std::string::npos;
  }));
  // Either nothing was loaded, or nothing of a whole day: what is known of the apps may be a second old.
  EXPECT_NE(runs.body.find(" of the app "), std::string::npos) << runs.body;
  EXPECT_EQ(Ask("GET", path + "/users").status, 400U);
  EXPECT_EQ(Ask("GET", "/api/v1/apps/shop/segments/none/users").status, 404U);
  EXPECT_EQ(Ask("POST", "/api/v1/apps/shop/segments/none/runs").status, 404U);
}

}  // namespace
}  // namespace millrace
