// millrace model: refreshes the metrics of the warehouse, and shows what they are made of.
#include <memory>

#include "models/model_graph.h"
#include "models/model_reference.h"

#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/job_run.h"
#include "cli/model_print.h"
#include "cli/model_progress.h"
#include "core/error.h"
#include "core/log.h"
#include "core/one_line.h"

namespace millrace {
namespace {

struct ModelFlags {
  ConfigFlags config;
  std::string action = "run";
  std::string from;
  std::string to;
  bool full = false;
  bool dry_run = false;
  std::vector<std::string> select;
  std::vector<std::string> apps;
  std::string dialect;
  bool json = false;
  WaitFlag wait;
};

ModelRequest RequestOf(const ModelFlags& flags) {
  ModelRequest request;
  request.first_day = DayFlag("--from", flags.from);
  request.last_day = DayFlag("--to", flags.to);
  if (request.last_day && !request.first_day) throw UserError("--to needs --from");
  if (request.first_day && request.last_day && *request.first_day > *request.last_day) {
    throw UserError("--from must not be after --to");
  }
  if (flags.full && request.first_day) throw UserError("--full builds all days; --from and --to do not go with it");
  request.is_full = flags.full;
  request.is_dry_run = flags.dry_run;
  request.select = flags.select;
  request.apps = flags.apps;
  return request;
}

int RefreshModels(const CommandLine& line, const ModelFlags& flags) {
  const ModelRequest request = RequestOf(flags);
  Project project(request.is_dry_run ? flags.config.LoadExisting() : flags.config.LoadForJobs());
  std::vector<AppModels> apps;
  {
    const Interrupts interrupts(
        {.kept =
             "apps that are done stay so, the others are as they were; the next `millrace model` builds their days"});
    ModelProgress progress(line);
    apps = RunModels(project, request, progress.Watch(flags.wait.patience(), interrupts.stop()));
  }
  PrintToStdout(flags.json ? ModelRunsJson(apps, request.is_dry_run) + "\n"
                           : RenderModelRuns(apps, request.is_dry_run, StyleForStdout(line, "table")));
  std::vector<std::pair<std::string, FailedModel>> failed;
  for (const AppModels& app : apps) {
    for (const FailedModel& each : app.result.failed) failed.emplace_back(app.app, each);
  }
  for (const std::string& each : FailureLines(failed)) {
    LogWarning(each + "; the other models are built, this one when it is repaired");
  }
  return failed.empty() ? kExitDone : kExitUsage;
}

int ShowModels(const ModelFlags& flags) {
  Project project(flags.config.Load());
  std::optional<Dialect> dialect;
  if (!flags.dialect.empty()) dialect = ParseDialect(flags.dialect);
  const SqlModels models = ModelsOf(project, dialect);
  for (const FailedModel& file : models.left_out()) LogWarning(OneLine(file.error) + "; the model is left out");
  PrintToStdout(flags.json                ? ModelsJson(models) + "\n"
                : flags.action == "graph" ? ModelGraphDot(models)
                                          : ModelReference(models));
  return kExitDone;
}

}  // namespace

void RegisterModel(CommandLine& line) {
  auto flags = std::make_shared<ModelFlags>();
  CLI::App& command = AddCommand(
      line.root, "model", "Refresh the metrics of the warehouse, or show what they are made of",
      {"millrace model # what loads changed since the last run", "millrace model --dry-run # which days would be built",
       "millrace model --from 2025-03-01 --to 2025-03-31 # these days, whatever changed",
       "millrace model --full # everything, from the events alone",
       "millrace model --select daily_revenue+ --from 2025-03-01 # a table and what depends on it",
       "millrace model graph | dot -Tsvg > models.svg",
       "millrace model docs > models.md # every column and its definition"});
  flags->config.AddTo(command);
  AddArgument(command, "ACTION", flags->action, "run, or what to show: graph (for Graphviz), docs (Markdown)",
              "run|graph|docs");
  AddFlag(command, "--from", flags->from, "DAY", "Build the days from this one on, local days of each app");
  AddFlag(command, "--to", flags->to, "DAY", "Up to and including this day; default: the last complete one");
  AddSwitch(command, "--full", flags->full, "Build everything again, and check the keys of all tables and views");
  AddFlag(command, "--select", flags->select, "NAMES",
          "Only these tables, separated by commas, and what they are computed from; NAME+: also what depends on it")
      ->delimiter(',')
      ->allow_extra_args(false);
  AddFlag(command, "--app", flags->apps, "APPS", "Only these apps, separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false);
  AddSwitch(command, "-n,--dry-run", flags->dry_run, "Print which days would be built, change nothing");
  AddFlag(command, "--dialect", flags->dialect, "duckdb|postgres|redshift",
          "For graph and docs: the dialect of the models; default: the warehouse's");
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  flags->wait.AddTo(command);
  command.callback([&line, flags] {
    line.run = [&line, flags] { return flags->action == "run" ? RefreshModels(line, *flags) : ShowModels(*flags); };
  });
}

}  // namespace millrace
