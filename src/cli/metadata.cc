// millrace metadata: which events, parameters and user attributes there are.
#include <algorithm>
#include <memory>

#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/job_run.h"
#include "cli/metadata_print.h"
#include "cli/model_progress.h"
#include "core/error.h"
#include "core/log.h"
#include "project/metadata_details.h"

namespace millrace {
namespace {

struct MetadataFlags {
  ConfigFlags config;
  std::string what;
  std::string name;
  std::string description;
  CLI::Option* describe = nullptr;
  bool scan = false;
  std::vector<std::string> apps;
  bool json = false;
  WaitFlag wait;
};

int ScanAndPrint(const CommandLine& line, Project& project, const MetadataFlags& flags) {
  std::vector<AppMetadata> apps;
  {
    const Interrupts interrupts({.kept = "apps that are done stay so; the next scan reads the days of the others"});
    ModelProgress progress(line);
    MetadataWatch watch{.models = progress.Watch(flags.wait.patience(), interrupts.stop()), .on_step = {}};
    if (!line.quiet && IsTerminal(stderr)) {
      watch.on_step = [](const std::string& app, const std::string& step, size_t number, size_t count) {
        SetStatusLine(app + "  " + std::to_string(number) + "/" + std::to_string(count) + "  " + step);
      };
    }
    apps = ScanApps(project, flags.apps, watch);
  }
  PrintToStdout(flags.json ? MetadataAppsJson(apps, true) + "\n"
                           : RenderMetadataApps(apps, true, StyleForStdout(line, "table")));
  return kExitDone;
}

int ShowApps(const CommandLine& line, Project& project, const MetadataFlags& flags) {
  const std::vector<AppMetadata> apps = ListScannedApps(project, flags.apps);
  PrintToStdout(flags.json ? MetadataAppsJson(apps, false) + "\n"
                           : RenderMetadataApps(apps, false, StyleForStdout(line, "table")));
  return kExitDone;
}

int ShowNames(const CommandLine& line, Project& project, const MetadataFlags& flags) {
  const auto kind =
      static_cast<MetadataKind>(std::ranges::find(kMetadataKindNames, flags.what) - kMetadataKindNames.begin());
  if (flags.describe->count() > 0) DescribeMetadata(project, kind, flags.name, flags.apps, flags.description);
  const std::vector<MetadataName> names = ListMetadata(project, kind, flags.name, flags.apps);
  const TableStyle style = StyleForStdout(line, "table");
  PrintToStdout(flags.json           ? MetadataNamesJson(names, kind) + "\n"
                : flags.name.empty() ? RenderMetadataNames(names, kind, style)
                                     : RenderMetadataDetails(names, kind, style, line.Color(stdout)));
  return kExitDone;
}

int RunMetadata(const CommandLine& line, const MetadataFlags& flags) {
  if (flags.scan && !flags.what.empty()) throw UserError("--scan reads all of an app; name nothing beside it");
  if (flags.describe->count() > 0 && flags.name.empty()) {
    throw UserError("--describe needs a name: `millrace metadata events NAME --describe TEXT`");
  }
  Project project(flags.config.LoadExisting());
  if (flags.scan) return ScanAndPrint(line, project, flags);
  return flags.what.empty() ? ShowApps(line, project, flags) : ShowNames(line, project, flags);
}

}  // namespace

void RegisterMetadata(CommandLine& line) {
  auto flags = std::make_shared<MetadataFlags>();
  CLI::App& command = AddCommand(line.root, "metadata", "Show which events, parameters and user attributes there are",
                                 {"millrace metadata --scan # what loads changed since the last scan",
                                  "millrace metadata events # the most frequent first",
                                  "millrace metadata parameters price # its types, values and events",
                                  "millrace metadata events purchase --describe 'An order was paid'"});
  flags->config.AddTo(command);
  AddArgument(command, "WHAT", flags->what, "Which names; default: how many each app has",
              "events|parameters|attributes");
  AddArgument(command, "NAME", flags->name, "All that is known of this one");
  AddSwitch(command, "--scan", flags->scan, "Scan the warehouse now; `millrace run` does so every `metadata.interval`");
  flags->describe = AddFlag(command, "--describe", flags->description, "TEXT",
                            "Say what the name means; an empty text removes the description");
  AddFlag(command, "--app", flags->apps, "APPS", "Only these apps, separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false);
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  flags->wait.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunMetadata(line, *flags); }; });
}

}  // namespace millrace
