// millrace expire: what is older than its table is kept for.
#include <memory>

#include "cli/command.h"
#include "cli/job_run.h"
#include "cli/upkeep_print.h"
#include "core/error.h"
#include "project/lake_upkeep.h"

namespace millrace {
namespace {

const UpkeepWords kExpireWords = {JobKind::kExpire, "remove", "removed"};
constexpr const char* kKeptByExpire = "what was removed is gone, and the next `millrace expire` removes the rest";

struct ExpireFlags {
  ConfigFlags config;
  bool lake = false;
  bool yes = false;
  JobFlags job;
};

int RunExpire(const CommandLine& line, const ExpireFlags& flags) {
  if (!flags.lake) throw UserError("nothing to expire is selected: use --lake");
  Project project(flags.config.LoadExisting());
  if (!flags.yes) return PrintChanges(line, kExpireWords, ExpiryOf(project), flags.job.json);
  const RunReport report = RunWithProgress(line, {"expiring", kKeptByExpire, flags.job.wait.patience()},
                                           [&](const JobControl& control) { return ExpireLake(project, control); });
  PrintRewrite(kExpireWords, report, flags.job.json);
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
  flags->job.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunExpire(line, *flags); }; });
}

}  // namespace millrace
