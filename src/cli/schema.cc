// millrace schema: compares the warehouse with the wanted schema, and changes it.
#include <memory>

#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/job_run.h"
#include "cli/model_progress.h"
#include "core/json_object.h"
#include "core/log.h"

namespace millrace {
namespace {

struct SchemaFlags {
  ConfigFlags config;
  std::string action;
  bool json = false;
  WaitFlag wait;
};

std::string SchemasJson(const std::vector<AppSchema>& apps, bool is_plan) {
  std::vector<std::string> objects;
  for (const AppSchema& app : apps) {
    std::vector<std::string> steps;
    steps.reserve(app.plan.steps.size());
    for (const SchemaStep& step : app.plan.steps) {
      steps.push_back(JsonObject()
                          .Field("action", kSchemaActionNames[static_cast<size_t>(step.action)])
                          .Field("kind", kSchemaObjectKindNames[static_cast<size_t>(step.kind)])
                          .Field("object", step.object)
                          .Field("reason", step.reason)
                          .Finish());
    }
    std::vector<std::string> failed;
    failed.reserve(app.left_out.size());
    for (const FailedModel& model : app.left_out) {
      failed.push_back(JsonObject().Field("model", model.model).Field("error", model.error).Finish());
    }
    objects.push_back(JsonObject()
                          .Field("app", app.app)
                          .Field("schema", app.schema)
                          .Field("new", app.plan.creates_schema)
                          .Json("steps", JsonArray(steps))
                          .Json("failed", JsonArray(failed))
                          .Finish());
  }
  return JsonObject().Field("dry_run", is_plan).Json("apps", JsonArray(objects)).Finish();
}

// A row for each step, and each model that is left out; the objects of a new schema are one.
std::string RenderSchemas(const std::vector<AppSchema>& apps, bool is_plan, const TableStyle& style) {
  if (apps.empty()) return "no apps: name them under `apps`, or load something\n";
  std::vector<std::vector<Cell>> rows;
  for (const AppSchema& app : apps) {
    if (app.plan.creates_schema) {
      rows.push_back({Cell::Text(app.app), Cell::Text("create"), Cell::Text("schema"), Cell::Text(app.schema),
                      Cell::Text("new, with " + std::to_string(app.plan.steps.size()) + " objects")});
    }
    for (const SchemaStep& step : app.plan.creates_schema ? std::vector<SchemaStep>() : app.plan.steps) {
      rows.push_back({Cell::Text(app.app),
                      Cell::Text(std::string(kSchemaActionNames[static_cast<size_t>(step.action)])),
                      Cell::Text(std::string(kSchemaObjectKindNames[static_cast<size_t>(step.kind)])),
                      Cell::Text(step.object), Cell::Text(step.reason)});
    }
    for (const FailedModel& model : app.left_out) {
      rows.push_back({Cell::Text(app.app), Cell::Text("left out"), Cell::Text("model"), Cell::Text(model.model),
                      Cell::Text("it has an error")});
    }
  }
  if (rows.empty()) return "the schemas are up to date\n";
  return std::string(is_plan ? "would do\n" : "") +
         RenderTable({"app", "action", "kind", "object", "reason"}, rows, style);
}

int RunSchema(const CommandLine& line, const SchemaFlags& flags) {
  const bool is_plan = flags.action == "plan";
  Project project(is_plan ? flags.config.LoadExisting() : flags.config.LoadForJobs());
  std::vector<AppSchema> apps;
  {
    const Interrupts interrupts(
        {.kept = "objects that are done stay so; the next `millrace schema apply` does the rest"});
    ModelProgress progress(line);
    apps = is_plan ? PlanSchemas(project)
                   : ApplySchemas(project, progress.Watch(flags.wait.patience(), interrupts.stop()));
  }
  PrintToStdout(flags.json ? SchemasJson(apps, is_plan) + "\n"
                           : RenderSchemas(apps, is_plan, StyleForStdout(line, "table")));
  std::vector<std::pair<std::string, FailedModel>> failed;
  for (const AppSchema& app : apps) {
    for (const FailedModel& each : app.left_out) failed.emplace_back(app.app, each);
  }
  for (const std::string& each : FailureLines(failed)) {
    LogWarning(each + "; the schema has the other models, this one when it is repaired");
  }
  return failed.empty() ? kExitDone : kExitUsage;
}

}  // namespace

void RegisterSchema(CommandLine& line) {
  auto flags = std::make_shared<SchemaFlags>();
  CLI::App& command = AddCommand(line.root, "schema",
                                 "Compare the tables and views of the warehouse with what is wanted, and change them",
                                 {"millrace schema plan # what would change, and why", "millrace schema apply"});
  flags->config.AddTo(command);
  AddArgument(command, "ACTION", flags->action, "plan, or apply", "plan|apply")->required();
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  flags->wait.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunSchema(line, *flags); }; });
}

}  // namespace millrace
