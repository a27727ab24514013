// What the dispatcher makes of a table of its own: access, and the audit log.
#include "serve/dispatcher.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/testing/temporary_folder.h"
#include "core/warehouse_address.h"
#include "http/problem.h"
#include "serve/call.h"

namespace millrace {
namespace {

Topic TestTopic() {
  const auto fail = [](const Call&) -> http::Response { throw UserError("it is not there"); };
  const auto succeed = [](const Call& call) { return http::JsonResponse("\"" + call.caller.user + "\""); };
  const auto tell_entry = [](const Call& call) {
    http::Response response;
    response.body = call.console.project.OpenLedgerToRead()->audit_log().Recent(1).at(0).outcome;
    return response;
  };
  return {.name = "test",
          .description = "Test",
          .routes = {{.method = "PUT",
                      .path = "/api/run",
                      .name = "tellEntry",
                      .summary = "Tell the newest entry",
                      .scope = Scope::kOperate,
                      .answer = {.description = "Done"},
                      .handle = tell_entry},
                     {.method = "POST",
                      .path = "/api/run/{app}",
                      .name = "runNow",
                      .summary = "Run",
                      .scope = Scope::kOperate,
                      .parameters = {{.name = "app", .place = ParameterPlace::kPath, .description = "App"}},
                      .answer = {.description = "Done"},
                      .handle = succeed},
                     {.method = "DELETE",
                      .path = "/api/run",
                      .name = "fail",
                      .summary = "Fail",
                      .scope = Scope::kAdmin,
                      .answer = {.description = "Done"},
                      .handle = fail},
                     {.method = "POST",
                      .path = "/api/all",
                      .name = "runAll",
                      .summary = "Run",
                      .scope = Scope::kOperate,
                      .needs_all_apps = true,
                      .answer = {.description = "Done"},
                      .handle = succeed},
                     {.method = "GET",
                      .path = "/api/all",
                      .name = "lookAtAll",
                      .summary = "Look at the project",
                      .needs_all_apps = true,
                      .answer = {.description = "Done"},
                      .handle = succeed},
                     {.method = "GET",
                      .path = "/api/run",
                      .name = "look",
                      .summary = "Look",
                      .answer = {.description = "Done"},
                      .handle = succeed}}};
}

class FixedCaller : public Authentication {
 public:
  std::string_view name() const override { return "token"; }
  bool may_block() const override { return true; }
  Caller Identify(const http::Request& /*request*/) override { return caller; }
  std::string BeginSession(const http::Request& /*request*/, std::string_view /*token*/) override { return {}; }
  void EndSession(const http::Request& /*request*/) override {}

  Caller caller{.user = "Ann", .scope = Scope::kAdmin, .apps = std::nullopt};
};

class DispatcherTest : public testing::Test {
 protected:
  Config ConfigOfTest() const {
    Config config;
    config.state = folder_.path() + "/state";
    config.raw = folder_.path();
    config.warehouse.uri = kNoWarehouse;
    return config;
  }
  http::Response Ask(const std::string& method, const std::string& path) {
    http::Request request;
    request.method = method;
    request.client = "10.0.0.1";
    EXPECT_FALSE(http::ParseTarget(path, request.target));
    return dispatcher_.Dispatch(request).answer(request);
  }
  unsigned StatusOf(const std::string& method, const std::string& path) {
    try {
      return Ask(method, path).status;
    } catch (const http::ProblemError& error) {
      return error.problem().status;
    }
  }

  TemporaryFolder folder_;
  Project project_{ConfigOfTest()};
  FixedCaller authentication_;
  Readiness readiness_{project_, [](const std::string&) {}};
  Metrics metrics_{project_, [](const std::string&) {}};
  Dashboards dashboards_{project_};
  ChartBodies chart_bodies_;
  Exploration exploration_{project_, dashboards_.apps()};
  SavedConsole saved_{project_, dashboards_.apps()};
  FolderListings listings_{project_, std::chrono::seconds(2)};
  LiveFeed live_{project_, authentication_, [](const std::string&) {}};
  SegmentRuns segment_runs_{saved_};
  WarehouseState warehouse_{project_, dashboards_.apps()};
  Explanations explanations_{project_};
  Console console_{.project = project_,
                   .authentication = authentication_,
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
  const std::vector<Topic> topics_ = {TestTopic()};
  Dispatcher dispatcher_{console_, topics_, {}};
};

TEST_F(DispatcherTest, AsksForScopeAndApp) {
  authentication_.caller.scope = Scope::kRead;
  EXPECT_EQ(StatusOf("GET", "/api/run"), 200U);
  EXPECT_EQ(StatusOf("POST", "/api/run/shop"), 403U);
  authentication_.caller.scope = Scope::kOperate;
  EXPECT_EQ(StatusOf("POST", "/api/run/shop"), 200U);
  EXPECT_EQ(StatusOf("DELETE", "/api/run"), 403U);
  EXPECT_EQ(StatusOf("POST", "/api/all"), 200U);
  EXPECT_EQ(StatusOf("GET", "/api/all"), 200U);
  authentication_.caller.apps = std::vector<std::string>{"shop"};
  EXPECT_EQ(StatusOf("POST", "/api/all"), 403U) << "of the other apps, too";
  EXPECT_EQ(StatusOf("POST", "/api/run/shop"), 200U);
  EXPECT_EQ(StatusOf("POST", "/api/run/other"), 403U);
  EXPECT_EQ(StatusOf("GET", "/api/all"), 403U) << "it tells of other apps, too";
}

TEST_F(DispatcherTest, WhatChangesSomethingIsInTheAuditLog) {
  EXPECT_EQ(Ask("GET", "/api/run").body, "\"Ann\"");
  Ask("POST", "/api/run/shop");
  EXPECT_THROW(Ask("DELETE", "/api/run"), UserError);
  const auto log = project_.OpenLedgerToRead()->audit_log().Recent(10);
  ASSERT_EQ(log.size(), 2U);
  EXPECT_EQ(log[1].user, "Ann");
  EXPECT_EQ(log[1].client, "10.0.0.1");
  EXPECT_EQ(log[1].action, "runNow");
  EXPECT_EQ(log[1].subject, "/api/run/shop");
  EXPECT_EQ(log[1].outcome, "done");
  EXPECT_EQ(log[0].action, "fail");
  EXPECT_EQ(log[0].outcome, "it is not there");
}

TEST_F(DispatcherTest, AnEntryIsThereBeforeTheChange) {
  EXPECT_EQ(Ask("PUT", "/api/run").body, "asked");
  EXPECT_EQ(project_.OpenLedgerToRead()->audit_log().Recent(1)[0].outcome, "done");
}

TEST_F(DispatcherTest, CheckingATokenIsNothingForTheThreadsOfSockets) {
  http::Request request;
  request.method = "GET";
  EXPECT_FALSE(http::ParseTarget("/api/run", request.target));
  EXPECT_EQ(dispatcher_.Dispatch(request).lane, http::Lane::kWork);
}

}  // namespace
}  // namespace millrace
