// millrace expire: what is older than its table is kept for.
#include <memory>

#include "cli/command.h"
#include "cli/job_run.h"
#include "cli/upkeep_print.h"
#include "core/error.h"
#include "project/lake_upkeep.h"

namespace millrace {
namespace {

struct ExpireFlags {
  ConfigFlags config;
  bool lake = false;
  bool yes = false;
  bool json = false;
  int wait_seconds = 0;
};

int RunExpire(const CommandLine& line, const ExpireFlags& flags) {
  if (!flags.lake) throw UserError("nothing to expire is selected: use --lake");
  Project project(flags.config.Load());
  if (!flags.yes) return PrintChanges("remove", ExpiryOf(project), flags.json);
  const RunReport report = RunWithProgress(line, {"expiring", flags.wait_seconds},
                                           [&](const JobControl& control) { return ExpireLake(project, control); });
  PrintRewrite(report, "removed", flags.json);
  return kExitDone;
}

}  // namespace

void RegisterExpire(CommandLine& line) {
  auto flags = std::make_shared<ExpireFlags>();
  CLI::App& command =
      AddCommand(line.root, "expire", "List partitions that are older than `retention` allows; with --yes, remove them",
                 {"millrace expire --lake --set retention.event_v2=400d # list what would be removed",
                  "millrace expire --lake --yes"});
  flags->config.AddTo(command);
  AddSwitch(command, "--lake", flags->lake, "Partitions of the lake");
  AddSwitch(command, "-y,--yes", flags->yes, "Remove them; without this flag nothing changes");
  AddSwitch(command, "--json", flags->json, "Print the summary as one JSON object");
  AddFlag(command, "--wait", flags->wait_seconds, "SECONDS", "How many seconds to wait for another run of the project")
      ->check(AtLeast(0));
  command.callback([&line, flags] { line.run = [&line, flags] { return RunExpire(line, *flags); }; });
}

}  // namespace millrace
