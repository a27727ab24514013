// The overview, jobs, runs and files over HTTP.
#include <filesystem>
#include <fstream>

#include "core/json_object.h"
#include "project/run_service.h"
#include "serve/testing/operation_fixture.h"

namespace millrace {
namespace {

class OperationRoutesTest : public OperationFixture {};

TEST_F(OperationRoutesTest, TheOverviewOfANewProject) {
  const http::RawAnswer answer = Get("/api/v1/operation");
  EXPECT_EQ(At(answer, "/holder"), "null");
  EXPECT_EQ(At(answer, "/last_job"), "null");
  EXPECT_EQ(At(answer, "/warehouse"), "null");
  EXPECT_EQ(At(answer, "/raw/folder_exists"), "true");
  EXPECT_EQ(At(answer, "/raw/new_files"), "0");
  EXPECT_EQ(At(answer, "/raw/oldest_new"), "null");
  EXPECT_EQ(At(answer, "/workflows/0/name"), "\"process\"");
  EXPECT_EQ(At(answer, "/workflows/0/schedule"), "\"rate(1 hour)\"") << "as configured, although nobody keeps it";
  EXPECT_EQ(At(answer, "/workflows/0/enabled"), "false");
  EXPECT_EQ(At(answer, "/workflows/0/next_runs"), "[]");
  EXPECT_EQ(At(answer, "/workflows/0/run"), "null");
}

TEST_F(OperationRoutesTest, TheOverviewTellsWhatWaitsAndHowTheLastJobEnded) {
  test_.AddFile("a", 3);
  RunService(project(), {}).RunOnce();
  test_.AddFile("b", 2);
  test_.Write("_SUCCESS", "x");
  const http::RawAnswer answer = Get("/api/v1/operation");
  EXPECT_EQ(At(answer, "/raw/new_files"), "1");
  EXPECT_EQ(At(answer, "/raw/new_bytes"), std::to_string(std::filesystem::file_size(test_.Raw("b"))));
  EXPECT_EQ(At(answer, "/raw/left_out"), "1");
  EXPECT_NE(At(answer, "/raw/oldest_new"), "null");
  EXPECT_EQ(At(answer, "/tables/0/name"), "\"event_v2\"");
  EXPECT_EQ(At(answer, "/tables/0/files"), "1");
  EXPECT_EQ(At(answer, "/last_job/kind"), "\"process\"");
  EXPECT_EQ(At(answer, "/last_job/state"), "\"committed\"");
  EXPECT_EQ(At(answer, "/last_job/law_holds"), "true");
  EXPECT_EQ(At(answer, "/last_job/counts/files"), "1");
  EXPECT_EQ(At(answer, "/last_job/counts/events"), "9");
  EXPECT_EQ(At(answer, "/last_job/counts/rejected"), "3");
}

TEST_F(OperationRoutesTest, AFolderThatCannotBeListedHidesNothingElse) {
  test_.AddFile("a", 1);
  ProcessRawFiles(project(), {}, false, {});
  std::filesystem::remove_all(test_.options.raw);
  const http::RawAnswer answer = Get("/api/v1/operation");
  EXPECT_EQ(At(answer, "/raw/folder_exists"), "false");
  EXPECT_EQ(At(answer, "/last_job/state"), "\"committed\"");
}

TEST_F(OperationRoutesTest, JobsComeInPagesAndWithTheirReport) {
  for (const char* name : {"a", "b", "c"}) {
    test_.AddFile(name, 1);
    ProcessRawFiles(project(), {}, false, {});
  }
  ReplayRejects(project(), {.reasons = {}, .from_ns = {}, .to_ns = {}}, {});
  EXPECT_EQ(At(Get("/api/v1/jobs?kind=process&limit=2"), "/total"), "3");
  const http::RawAnswer page = Get("/api/v1/jobs?kind=process&limit=2&offset=2");
  EXPECT_EQ(Json(page)["jobs"].get_array().size(), 1U);
  std::string id = At(page, "/jobs/0/id");
  id = id.substr(1, id.size() - 2);
  const http::RawAnswer job = Get("/api/v1/jobs/" + id);
  EXPECT_EQ(At(job, "/counts/rows"), "2");
  EXPECT_EQ(At(job, "/report/rejected/not_json"), "1");
  EXPECT_EQ(At(Get("/api/v1/jobs?kind=replay"), "/jobs/0/law_holds"), "null") << "none is checked";
  EXPECT_EQ(At(Get("/api/v1/jobs?state=failed"), "/total"), "0");
  EXPECT_EQ(Get("/api/v1/jobs?kind=other").status, 400U);
  EXPECT_EQ(Get("/api/v1/jobs/other").status, 404U);
}

TEST_F(OperationRoutesTest, RunsComeWithTheirAttempts) {
  test_.AddFile("a", 1);
  RunService(project(), {}).RunOnce();
  const http::RawAnswer page = Get("/api/v1/runs?workflow=process");
  EXPECT_EQ(At(page, "/total"), "1");
  EXPECT_EQ(At(page, "/runs/0/state"), "\"done\"");
  EXPECT_EQ(At(page, "/runs/0/attempts"), "3");
  EXPECT_EQ(At(page, "/runs/0/asked_by"), "null");
  std::string id = At(page, "/runs/0/id");
  id = id.substr(1, id.size() - 2);
  const http::RawAnswer run = Get("/api/v1/runs/" + id);
  EXPECT_EQ(At(run, "/attempts_list/1/step"), "\"process\"");
  EXPECT_EQ(At(run, "/attempts_list/1/report/files"), "1");
  EXPECT_EQ(At(run, "/branches/0/state"), "\"done\"");
  EXPECT_EQ(Get("/api/v1/runs/other").status, 404U);
  EXPECT_EQ(Get("/api/v1/runs?workflow=other").status, 404U);
}

TEST_F(OperationRoutesTest, AFailingFileIsListedAndTriedAgain) {
  test_.AddFile("a", 1);
  test_.AddFile("b", 1);
  const auto ledger = project().OpenLedger();
  const auto info = project().files().Stat(test_.Raw("b"));
  ASSERT_TRUE(info);
  for (int failure = 0; failure < kFailuresToQuarantine; ++failure) {
    const std::string job = "j" + std::to_string(failure);
    LedgerJob begun;
    begun.id = job;
    begun.host = "here";
    ledger->jobs().Begin(begun);
    ledger->failing_files().Record({job}, {"b", info->size, info->modified_ns}, "it is broken", 1);
    ledger->jobs().Release({job}, JobState::kFailed, "", 2);
  }
  const http::RawAnswer files = Get("/api/v1/files");
  EXPECT_EQ(At(files, "/total"), "2");
  EXPECT_EQ(At(files, "/files/0/path"), "\"a\"");
  EXPECT_EQ(At(files, "/files/0/state"), "\"new\"");
  EXPECT_EQ(At(files, "/files/1/state"), "\"quarantined\"");
  EXPECT_EQ(At(files, "/files/1/reason"), "\"it is broken\"");
  EXPECT_EQ(At(files, "/files/1/attempts"), "3");
  EXPECT_EQ(At(Get("/api/v1/files?state=quarantined"), "/total"), "1");
  EXPECT_EQ(At(Get("/api/v1/files?limit=1&offset=1"), "/files/0/path"), "\"b\"");

  const http::RawAnswer other = Post("/api/v1/files/retry", R"({"files":["x"]})");
  EXPECT_EQ(other.status, 400U);
  EXPECT_NE(other.body.find("no run has failed to read `x`"), std::string::npos) << other.body;
  EXPECT_EQ(Post("/api/v1/files/retry", R"({"files":[]})").status, 400U);
  EXPECT_EQ(Post("/api/v1/files/retry", R"({"files":["b"]})").body, R"({"freed":["b"]})");
  EXPECT_EQ(At(Get("/api/v1/files?state=new"), "/total"), "2") << "at once";
  EXPECT_EQ(ledger->audit_log().Recent(1)[0].action, "retryFiles");
}

// As a store's webhook and as SNS send it, which calls it text. Nothing is asked of the store.
TEST_F(OperationRoutesTest, NoticesOfNewFilesAreTaken) {
  config_.lake = "s3://data/lake";
  config_.warehouse.uri = test_.root() + "/warehouse.duckdb";
  const auto notice = [](const std::string& name) {
    return R"({"Records":[{"eventSource":"aws:s3","eventTime":"2026-03-10T12:00:00.000Z",)"
           R"("eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"data"},"object":{"key":"lake/shop/event_v2/)"
           R"(partition_app%3Dshop/partition_year%3D2026/partition_month%3D03/partition_day%3D10/)" +
           name + R"(.parquet","size":123,"eTag":"abc","sequencer":"1"}}}]})";
  };
  const http::RawAnswer hook = Post("/api/v1/notices", notice("a"));
  EXPECT_EQ(hook.status, 200U) << hook.body;
  EXPECT_EQ(hook.body, R"({"taken":1,"added":1,"other":0,"outside":0,"bad":0,"unused":[]})");
  http::RawClient client(Port());
  const std::string message = JsonObject().Field("Type", "Notification").Field("Message", notice("b")).Finish();
  client.Send(
      "POST /api/v1/notices HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain; charset=UTF-8\r\n"
      "Content-Length: " +
      std::to_string(message.size()) + "\r\n\r\n" + message);
  EXPECT_EQ(client.Read().body, R"({"taken":1,"added":1,"other":0,"outside":0,"bad":0,"unused":[]})");
  EXPECT_EQ(project().OpenLedger()->load_items().InState(LoadState::kNew, "", "", 10).size(), 2U);
}

}  // namespace
}  // namespace millrace
