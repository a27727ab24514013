// Routes of what runs: jobs with their reports, runs of workflows with their attempts; run now and retry.
#include <functional>

#include "core/time.h"
#include "http/problem.h"
#include "project/asked_runs.h"
#include "project/operation.h"
#include "project/run_json.h"
#include "project/scheduled_replay.h"
#include "project/workflows.h"
#include "serve/call.h"
#include "serve/console.h"
#include "serve/operation_json.h"
#include "serve/page.h"
#include "serve/topics.h"

namespace millrace {
namespace {

constexpr size_t kAttemptsTold = 1000;

http::Response GetJobs(const Call& call) {
  JobFilter filter;
  if (call.arguments.Has("kind")) filter.kind = FindJobKind(call.arguments.Text("kind"));
  if (call.arguments.Has("state")) filter.state = FindJobState(call.arguments.Text("state"));
  const PageRange page = PageOf(call);
  const JobPage found = PageOfJobs(call.console.project, filter, page.limit, page.offset);
  std::vector<std::string> jobs;
  jobs.reserve(found.jobs.size());
  for (const LedgerJob& job : found.jobs) jobs.push_back(JobObject(job).Finish());
  return http::JsonResponse(JsonObject().Field("total", found.total).Json("jobs", JsonArray(jobs)).Finish());
}

http::Response GetJob(const Call& call) {
  const auto job = FindJob(call.console.project, call.arguments.Text("job"));
  if (!job) throw http::ProblemError(404, "there is no such job", "job");
  return http::JsonResponse(JobObject(*job).Json("report", job->counters.empty() ? "null" : job->counters).Finish());
}

void NeedWorkflow(const Call& call, const std::string& name) {
  std::string names;
  for (const ProjectWorkflow& each : ProjectWorkflows(call.console.project.config())) {
    if (name == each.name) return;
    names += (names.empty() ? "" : ", ") + std::string(each.name);
  }
  throw http::ProblemError(404, "there is no such workflow; there are: " + names, "workflow");
}

http::Response GetRuns(const Call& call) {
  const std::string workflow = call.arguments.TextOr("workflow", "");
  if (!workflow.empty()) NeedWorkflow(call, workflow);
  const PageRange page = PageOf(call);
  const RunPage found = PageOfRuns(call.console.project, workflow, page.limit, page.offset);
  std::vector<std::string> runs;
  runs.reserve(found.runs.size());
  for (const RunDetails& run : found.runs) runs.push_back(ApiRunObject(run).Finish());
  return http::JsonResponse(JsonObject().Field("total", found.total).Json("runs", JsonArray(runs)).Finish());
}

std::string BranchJson(const WorkflowBranch& branch) {
  return JsonObject()
      .Field("path", branch.path)
      .FieldOrNull("step", branch.step)
      .Field("state", WorkflowStateName(branch.state))
      .Field("attempts", branch.attempts)
      .Json("started", InstantJson(branch.started_ns))
      .Json("finished", InstantJson(branch.finished_ns))
      .Json("wake", InstantJson(branch.wake_ns))
      .FieldOrNull("error", branch.error)
      .Finish();
}

http::Response GetRun(const Call& call) {
  const auto run = MaybeFindRun(call.console.project, call.arguments.Text("run"), kAttemptsTold);
  if (!run) throw http::ProblemError(404, "there is no such run", "run");
  std::vector<std::string> branches;
  branches.reserve(run->branches.size());
  for (const WorkflowBranch& branch : run->branches) branches.push_back(BranchJson(branch));
  std::vector<std::string> attempts;
  attempts.reserve(run->attempts.size());
  for (const WorkflowAttempt& attempt : run->attempts) attempts.push_back(AttemptJson(attempt));
  return http::JsonResponse(
      ApiRunObject(*run).Json("branches", JsonArray(branches)).Json("attempts_list", JsonArray(attempts)).Finish());
}

http::Response AskedRunResponse(const Call& call, const std::function<std::optional<RunDetails>()>& ask) {
  try {
    const auto run = ask();
    if (!run) throw http::ProblemError(404, "there is no such run", "run");
    call.console.listings.Forget();
    return http::JsonResponse(ApiRunObject(*run).Finish(), 202);
  } catch (const RunConflict& conflict) {
    throw http::ProblemError(409, conflict.what());
  }
}

http::Response PostRun(const Call& call) {
  const std::string& workflow = call.arguments.Text("workflow");
  NeedWorkflow(call, workflow);
  if (workflow == kReplayWorkflow) {
    throw http::ProblemError(409, "a replay needs the reason of the rejects: POST /api/v1/replays", "workflow");
  }
  return AskedRunResponse(call, [&] { return AskForRun(call.console.project, workflow, "{}", AskerOf(call)); });
}

http::Response RetryRun(const Call& call) {
  return AskedRunResponse(call, [&] { return AskForRetry(call.console.project, call.arguments.Text("run")); });
}

constexpr std::string_view kJobWithReportSchema =
    R"({"allOf":[{"$ref":"#/components/schemas/Job"},{"type":"object","required":["report"],"properties":{)"
    R"("report":{"type":["object","null"],"description":"As `millrace process --json` and its like print it )"
    R"((docs/reference/json.md); null: there is none yet"}}}]})";

constexpr std::string_view kJobsSchema =
    R"({"type":"object","required":["total","jobs"],"properties":{"total":{"type":"integer"},)"
    R"("jobs":{"type":"array","items":{"$ref":"#/components/schemas/Job"}}}})";

constexpr std::string_view kRunsSchema =
    R"({"type":"object","required":["total","runs"],"properties":{"total":{"type":"integer"},)"
    R"("runs":{"type":"array","items":{"$ref":"#/components/schemas/Run"}}}})";

constexpr std::string_view kRunWithAttemptsSchema =
    R"({"allOf":[{"$ref":"#/components/schemas/Run"},{"type":"object","required":["branches","attempts_list"],)"
    R"("properties":{"branches":{"type":"array","description":"Where it is; that of the run itself is the first",)"
    R"("items":{"type":"object","required":["path","step","state","attempts","started","finished","wake","error"],)"
    R"("properties":{"path":{"type":"string"},"step":{"type":["string","null"]},)"
    R"("state":{"enum":["queued","waiting","running","done","parked","abandoned"]},"attempts":{"type":"integer"},)"
    R"("started":{"type":["string","null"],"format":"date-time"},)"
    R"("finished":{"type":["string","null"],"format":"date-time"},)"
    R"("wake":{"type":["string","null"],"format":"date-time","description":"When it goes on; null: at once"},)"
    R"("error":{"type":["string","null"]}}}},)"
    R"("attempts_list":{"type":"array","description":"The newest 1000, the oldest first","items":{"type":"object",)"
    R"("required":["step","visit","attempt","outcome","started","finished","error","report"],"properties":{)"
    R"("step":{"type":"string"},"visit":{"type":"integer"},"attempt":{"type":"integer"},)"
    R"("outcome":{"enum":["running","done","failed","stopped"]},"started":{"type":"string","format":"date-time"},)"
    R"("finished":{"type":["string","null"],"format":"date-time"},"error":{"type":["string","null"]},)"
    R"("report":{"description":"What the step tells of its work; null: nothing"}}}}}}]})";

}  // namespace

Topic RunTopic() {
  return {
      .name = "runs",
      .description = "Jobs, and runs of workflows",
      .routes = {{.method = "GET",
                  .path = "/api/v1/jobs",
                  .name = "listJobs",
                  .summary = "Jobs of the project, the newest first",
                  .needs_all_apps = true,
                  .parameters = {{.name = "kind",
                                  .description = "Only of this kind",
                                  .choices = {"process", "replay", "compact", "erase", "expire", "re-enrich", "again",
                                              "load"}},
                                 {.name = "state",
                                  .description = "Only in this state",
                                  .choices = {"running", "publishing", "committed", "failed", "abandoned"}},
                                 kOffsetParameter,
                                 kLimitParameter},
                  .answer = {.description = "A page of jobs", .schema = R"({"$ref":"#/components/schemas/Jobs"})"},
                  .handle = GetJobs},
                 {.method = "GET",
                  .path = "/api/v1/jobs/{job}",
                  .name = "getJob",
                  .summary = "A job with its whole report",
                  .needs_all_apps = true,
                  .parameters = {{.name = "job", .place = ParameterPlace::kPath, .description = "Id of the job"}},
                  .answer = {.description = "The job", .schema = R"({"$ref":"#/components/schemas/JobWithReport"})"},
                  .handle = GetJob},
                 {.method = "GET",
                  .path = "/api/v1/runs",
                  .name = "listRuns",
                  .summary = "Runs of workflows, the newest first",
                  .needs_all_apps = true,
                  .parameters = {{.name = "workflow", .description = "Only of this workflow"},
                                 kOffsetParameter,
                                 kLimitParameter},
                  .answer = {.description = "A page of runs", .schema = R"({"$ref":"#/components/schemas/Runs"})"},
                  .handle = GetRuns},
                 {.method = "GET",
                  .path = "/api/v1/runs/{run}",
                  .name = "getRun",
                  .summary = "A run with its branches and attempts",
                  .needs_all_apps = true,
                  .parameters = {{.name = "run", .place = ParameterPlace::kPath, .description = "Id of the run"}},
                  .answer = {.description = "The run", .schema = R"({"$ref":"#/components/schemas/RunWithAttempts"})"},
                  .handle = GetRun},
                 {.method = "POST",
                  .path = "/api/v1/workflows/{workflow}/runs",
                  .name = "runWorkflow",
                  .summary =
                      "Run a workflow now: the service that is at work takes the run within seconds, and this server "
                      "where there is none; 409 while a run of the workflow is parked",
                  .scope = Scope::kOperate,
                  .needs_all_apps = true,
                  .parameters = {{.name = "workflow",
                                  .place = ParameterPlace::kPath,
                                  .description = "Name of the workflow, as the overview lists them"}},
                  .answer = {.status = 202,
                             .description =
                                 "The run that waits; one that was asked for and has not begun is the answer again",
                             .schema = R"({"$ref":"#/components/schemas/Run"})"},
                  .handle = PostRun},
                 {.method = "POST",
                  .path = "/api/v1/runs/{run}/retry",
                  .name = "retryRun",
                  .summary = "Try a parked run again, with all its attempts; 409 if it is not parked",
                  .scope = Scope::kOperate,
                  .needs_all_apps = true,
                  .parameters = {{.name = "run", .place = ParameterPlace::kPath, .description = "Id of the run"}},
                  .answer = {.status = 202,
                             .description = "The run that waits",
                             .schema = R"({"$ref":"#/components/schemas/Run"})"},
                  .handle = RetryRun}},
      .schemas = {{"Job", kJobSchema},
                  {"JobCounts", kJobCountsSchema},
                  {"Jobs", kJobsSchema},
                  {"JobWithReport", kJobWithReportSchema},
                  {"Run", kRunSchema},
                  {"Runs", kRunsSchema},
                  {"RunWithAttempts", kRunWithAttemptsSchema}}};
}

}  // namespace millrace
