// millrace plan: shows what the next run would read, what this will need, and why. Changes nothing.
#include <memory>

#include "cli/command.h"
#include "cli/plan_print.h"
#include "cli/process_window.h"

namespace millrace {
namespace {

struct PlanFlags {
  ConfigFlags config;
  WindowFlags window;
  bool json = false;
};

}  // namespace

int ShowPlan(const CommandLine& line, Project& project, const ModifiedWindow& window, bool json) {
  const ProcessForecast forecast = ForecastProcess(project, window);
  PrintToStdout(json ? PlanJson(forecast.plan, forecast.estimate, forecast.means) + "\n"
                     : RenderPlan(forecast.plan, forecast.estimate, forecast.means, line.Color(stdout)));
  return kExitDone;
}

void RegisterPlan(CommandLine& line) {
  auto flags = std::make_shared<PlanFlags>();
  CLI::App& command =
      AddCommand(line.root, "plan", "Show what the next run would read, what it would need, and why; change nothing",
                 {"millrace plan # files, bytes, threads, memory, time and cost of the next run",
                  "millrace plan --json # including every file",
                  "millrace plan --set processing.threads=8 # the effect of more threads"});
  flags->config.AddTo(command);
  flags->window.AddTo(command);
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  command.callback([&line, flags] {
    line.run = [&line, flags] {
      Config config = flags->config.LoadExisting();
      flags->window.ApplySettle(config);
      Project project(std::move(config));
      return ShowPlan(line, project, flags->window.Window(), flags->json);
    };
  });
}

}  // namespace millrace
