// Run now, retry and replay over HTTP: by the server itself, or by a service that is at work.
#include <chrono>
#include <stop_token>
#include <thread>

#include "core/testing/eventually.h"
#include "project/run_service.h"
#include "serve/testing/operation_fixture.h"

namespace millrace {
namespace {

class AskedRunsTest : public OperationFixture {
 protected:
  // The run when it has this state, which takes about a second.
  http::RawAnswer RunInState(const std::string& id, const std::string& state) {
    http::RawAnswer run;
    EXPECT_TRUE(Eventually([&] {
      run = Get("/api/v1/runs/" + id);
      return At(run, "/state") == "\"" + state + "\"";
    })) << "the run is not "
        << state << ": " << run.body;
    return run;
  }
  std::string IdOf(const http::RawAnswer& run) {
    const std::string id = At(run, "/id");
    return id.substr(1, id.size() - 2);
  }
};

TEST_F(AskedRunsTest, TheServerCarriesOutARunThatIsAskedFor) {
  test_.AddFile("a", 2);
  const http::RawAnswer asked = Post("/api/v1/workflows/process/runs");
  EXPECT_EQ(asked.status, 202U) << asked.body;
  EXPECT_EQ(At(asked, "/workflow"), "\"process\"");
  EXPECT_EQ(At(asked, "/asked_by"), "\"127.0.0.1\"");
  const http::RawAnswer done = RunInState(IdOf(asked), "done");
  EXPECT_EQ(At(done, "/attempts_list/1/report/files"), "1");
  EXPECT_EQ(At(Get("/api/v1/jobs"), "/total"), "1");
  EXPECT_EQ(At(Get("/api/v1/operation"), "/raw/new_files"), "0");
  test_.Check();
  EXPECT_EQ(At(Get("/api/v1/audit"), "/entries/0/action"), "\"runWorkflow\"");
}

// There is nothing to read: the run says so, instead of vanishing.
TEST_F(AskedRunsTest, ARunWithoutWorkIsDoneAllTheSame) {
  const http::RawAnswer asked = Post("/api/v1/workflows/process/runs");
  EXPECT_EQ(At(RunInState(IdOf(asked), "done"), "/attempts_list/0/report/files"), "0");
}

TEST_F(AskedRunsTest, AServiceAtWorkTakesTheRun) {
  std::stop_source drain;
  RunService service(project(), {.drain = drain.get_token()});
  std::jthread serving([&] { service.RunOnSchedule(); });
  EXPECT_TRUE(Eventually([&] { return At(Get("/api/v1/operation"), "/workflows/0/enabled") == "true"; }));
  test_.AddFile("a", 2);
  const http::RawAnswer asked = Post("/api/v1/workflows/process/runs");
  RunInState(IdOf(asked), "done");
  test_.Check();
  drain.request_stop();
}

TEST_F(AskedRunsTest, WhatCannotBeAskedForIsRefused) {
  EXPECT_EQ(Post("/api/v1/workflows/other/runs").status, 404U);
  EXPECT_EQ(Post("/api/v1/workflows/replay/runs").status, 409U);
  EXPECT_EQ(Post("/api/v1/runs/other/retry").status, 404U);
}

TEST_F(AskedRunsTest, AParkedRunIsTriedAgain) {
  test_.AddFile("a", 1);
  config_.geoip = test_.root() + "/missing.mmdb";
  config_.processing.enrichments = {"ip"};
  const std::string id = IdOf(Post("/api/v1/workflows/process/runs"));
  RunInState(id, "parked");
  EXPECT_EQ(Post("/api/v1/workflows/process/runs").status, 409U) << "no other begins before it";
  EXPECT_EQ(Post("/api/v1/runs/" + id + "/retry").status, 202U);
  EXPECT_TRUE(Eventually([&] { return At(Get("/api/v1/runs/" + id), "/attempts") == "3"; }))
      << "plan, and twice the step that failed";
  RunInState(id, "parked");
}

TEST_F(AskedRunsTest, RejectsAreReplayed) {
  test_.AddFile("a", 3);
  ProcessRawFiles(project(), {}, false, {});
  EXPECT_EQ(At(Get("/api/v1/rejects"), "/total"), "4");
  server_ = nullptr;
  config_.apps.emplace_back().id = "other";
  project_ = std::make_unique<Project>(config_);
  EXPECT_EQ(Post("/api/v1/replays", R"({"reason":"nothing"})").status, 400U);
  EXPECT_EQ(Post("/api/v1/replays", R"({"reason":"late","from":"yesterday"})").status, 400U);
  const http::RawAnswer asked = Post("/api/v1/replays", R"({"reason":"unknown_app","from":null})");
  EXPECT_EQ(asked.status, 202U) << asked.body;
  const http::RawAnswer done = RunInState(IdOf(asked), "done");
  EXPECT_EQ(At(done, "/attempts_list/0/report/rejects_replayed"), "3");
  EXPECT_EQ(At(Get("/api/v1/rejects"), "/replayed"), "3");
  test_.ExpectUnknownAppReplayed();
  EXPECT_EQ(test_.Read(), test_.expected);
}

}  // namespace
}  // namespace millrace
