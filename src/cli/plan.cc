// millrace plan: shows what the next run would read, what this will need, and why. Changes nothing.
#include <memory>
#include <optional>
#include <string>

#include "cli/command.h"
#include "cli/plan_print.h"
#include "cli/process_window.h"

namespace millrace {
namespace {

struct PlanFlags {
  ConfigFlags config;
  WindowFlags window;
  std::string place = "here";
  bool json = false;
};

}  // namespace

int ShowPlan(const CommandLine& line, Project& project, const ModifiedWindow& window, bool on_spark, bool json) {
  const auto [plan, estimate, means] = ForecastProcess(project, window);
  std::optional<SparkSize> spark;
  if (on_spark) spark = SizeForSpark(plan, estimate, means);
  const SparkSize* size = spark ? &*spark : nullptr;
  PrintToStdout(json ? PlanJson(plan, estimate, means, size) + "\n"
                     : RenderPlan(plan, estimate, means, size, line.Color(stdout)));
  return kExitDone;
}

void RegisterPlan(CommandLine& line) {
  auto flags = std::make_shared<PlanFlags>();
  CLI::App& command =
      AddCommand(line.root, "plan", "Show what the next run would read, what it would need, and why; change nothing",
                 {"millrace plan # files, bytes, threads, memory, time and cost of the next run",
                  "millrace plan --json # including every file",
                  "millrace plan --set processing.threads=8 # the effect of more threads",
                  "millrace plan --place spark # executors, cores and memory of a Spark application for it"});
  flags->config.AddTo(command);
  flags->window.AddTo(command);
  AddFlag(command, "--place", flags->place, "here|spark", "Where it would run: on this machine, or on Spark");
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  command.callback([&line, flags] {
    line.run = [&line, flags] {
      Config config = flags->config.LoadExisting();
      flags->window.ApplySettle(config);
      Project project(std::move(config));
      return ShowPlan(line, project, flags->window.Window(), flags->place == "spark", flags->json);
    };
  });
}

}  // namespace millrace
