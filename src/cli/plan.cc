// millrace plan: what is new, what it will need, and why. Changes nothing.
#include <memory>

#include "project/project_parts.h"

#include "cli/command.h"
#include "cli/plan_print.h"
#include "cli/process_window.h"
#include "ledger/sqlite_ledger.h"
#include "storage/all_file_systems.h"

namespace millrace {
namespace {

struct PlanFlags {
  ConfigFlags config;
  WindowFlags window;
  bool json = false;
};

}  // namespace

int ShowPlan(const CommandLine& line, const Config& config, const ProcessWindow& window, bool json) {
  const PipelineOptions options = PipelineOptionsOf(config);
  const RunMeans means = MeansOf(options);
  const auto ledger = OpenSqliteLedgerToRead(LedgerPath(config.state, config.project));
  AllFileSystems files(config);
  const Plan plan = PlanProcess(files, *ledger, options, window);
  const PlanEstimate estimate = EstimatePlan(files, *ledger, plan, means);
  PrintToStdout(json ? PlanJson(plan, estimate, means) + "\n" : RenderPlan(plan, estimate, means, line.Color(stdout)));
  return kExitDone;
}

void RegisterPlan(CommandLine& line) {
  auto flags = std::make_shared<PlanFlags>();
  CLI::App& command = AddCommand(line.root, "plan", "Say what is new, what it will need, and why; change nothing",
                                 {"millrace plan # files, bytes, threads, memory, time and cost of the next run",
                                  "millrace plan --json # with every file",
                                  "millrace plan --set processing.threads=8 # what more threads would do"});
  flags->config.AddTo(command);
  flags->window.AddTo(command);
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  command.callback([&line, flags] {
    line.run = [&line, flags] {
      Config config = flags->config.Load();
      flags->window.ApplySettle(config);
      return ShowPlan(line, config, flags->window.Window(config), flags->json);
    };
  });
}

}  // namespace millrace
