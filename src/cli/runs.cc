// millrace runs: shows the runs of workflows, and every attempt of one run.
#include <memory>

#include "cli/command.h"
#include "cli/workflow_print.h"
#include "core/one_line.h"
#include "core/time.h"
#include "core/utf8.h"
#include "project/run_json.h"

namespace millrace {
namespace {

struct RunsFlags {
  ConfigFlags config;
  std::string id;
  std::string workflow;
  size_t count = 20;
  bool json = false;
};

constexpr size_t kAttemptsShown = 1000;

Cell TimeTaken(int64_t started_ns, int64_t finished_ns) {
  if (finished_ns < started_ns) return Cell::Null();
  return Cell::Text(FormatDuration((finished_ns - started_ns) / 1'000'000));
}

Cell TextOrNull(const std::string& text) {
  return text.empty() ? Cell::Null() : Cell::Text(OneLine(EscapeInvalidUtf8(text)));
}

int ShowRuns(const CommandLine& line, const Project& project, const RunsFlags& flags) {
  const std::vector<RunDetails> runs = RecentRuns(project, flags.workflow, flags.count);
  if (flags.json) {
    std::vector<std::string> objects;
    objects.reserve(runs.size());
    for (const RunDetails& run : runs) objects.push_back(RunObject(run).Finish());
    PrintToStdout(JsonObject().Json("runs", JsonArray(objects)).Finish() + "\n");
    return kExitDone;
  }
  if (runs.empty()) {
    PrintToStdout("no runs yet\n");
    return kExitDone;
  }
  std::vector<std::vector<Cell>> rows;
  for (const RunDetails& details : runs) {
    const WorkflowBranch* news = details.run.over() ? nullptr : NewsOf(details);
    rows.push_back({Cell::Text(details.run.id), Cell::Text(details.run.workflow),
                    Cell::Text(std::string(WorkflowStateName(details.run.state))),
                    Cell::Text(FormatInstant(details.run.started_ns)),
                    TimeTaken(details.run.started_ns, details.run.finished_ns),
                    TextOrNull(news == nullptr ? "" : StepLabel(news->path, news->step)),
                    TextOrNull(news == nullptr ? "" : news->error)});
  }
  PrintToStdout(RenderTable({"run", "workflow", "state", "started", "time", "step", "error"}, rows,
                            StyleForStdout(line, "table")));
  return kExitDone;
}

int ShowRun(const CommandLine& line, const Project& project, const RunsFlags& flags) {
  const RunDetails details = FindRun(project, flags.id, kAttemptsShown);
  if (flags.json) {
    std::vector<std::string> attempts;
    attempts.reserve(details.attempts.size());
    for (const WorkflowAttempt& attempt : details.attempts) attempts.push_back(AttemptJson(attempt));
    PrintToStdout(RunObject(details).Json("attempts", JsonArray(attempts)).Finish() + "\n");
    return kExitDone;
  }
  const std::string sentence = WorkflowSentence(details);
  std::string out = details.run.workflow + " " + details.run.id + ": " +
                    (sentence.empty() ? std::string(WorkflowStateName(details.run.state)) : sentence) + "\n";
  std::vector<std::vector<Cell>> rows;
  rows.reserve(details.attempts.size());
  for (const WorkflowAttempt& attempt : details.attempts) {
    rows.push_back({Cell::Text(StepLabel(attempt.path, attempt.step)), Cell::Number(std::to_string(attempt.attempt)),
                    Cell::Text(std::string(AttemptOutcomeName(attempt.outcome))),
                    Cell::Text(FormatInstant(attempt.started_ns)), TimeTaken(attempt.started_ns, attempt.finished_ns),
                    TextOrNull(attempt.error)});
  }
  if (!rows.empty()) {
    out += RenderTable({"step", "attempt", "outcome", "started", "time", "error"}, rows, StyleForStdout(line, "table"));
  }
  PrintToStdout(out);
  return kExitDone;
}

int Runs(const CommandLine& line, const RunsFlags& flags) {
  const Project project(flags.config.LoadExisting());
  return flags.id.empty() ? ShowRuns(line, project, flags) : ShowRun(line, project, flags);
}

}  // namespace

void RegisterRuns(CommandLine& line) {
  auto flags = std::make_shared<RunsFlags>();
  CLI::App& command =
      AddCommand(line.root, "runs", "Show the runs of workflows, and every attempt of a run",
                 {"millrace runs # the newest of all workflows", "millrace runs --workflow process --count 5",
                  "millrace runs 20250310T010000-1a2b3c # its steps with all attempts"});
  flags->config.AddTo(command);
  AddArgument(command, "RUN", flags->id, "The id of a run, for its attempts; default: the newest runs");
  AddFlag(command, "--workflow", flags->workflow, "WORKFLOW", "Only runs of this workflow");
  AddFlag(command, "--count", flags->count, "COUNT", "How many runs")->check(AtLeast(1));
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  command.callback([&line, flags] { line.run = [&line, flags] { return Runs(line, *flags); }; });
}

}  // namespace millrace
