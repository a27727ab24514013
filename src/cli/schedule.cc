// millrace schedule preview: shows when a schedule will run.
#include <algorithm>
#include <memory>

#include "cli/command.h"
#include "core/json_object.h"
#include "core/time.h"
#include "pipeline/job_id.h"
#include "project/schedule_preview.h"

namespace millrace {
namespace {

struct ScheduleFlags {
  ConfigFlags config;
  std::string action;
  std::string expression;
  std::string after;
  size_t count = 5;
  bool json = false;
};

int Preview(const ScheduleFlags& flags) {
  const Project project(flags.config.Load());
  const int64_t after = InstantFlag("--after", flags.after).value_or(WallClockNs()) / kNanosecondsPerSecond;
  const SchedulePreview preview = PreviewSchedule(project, flags.expression, after, flags.count);
  if (flags.json) {
    std::vector<std::string> texts;
    texts.reserve(preview.times.size());
    for (const ScheduledTime& time : preview.times) {
      texts.push_back('"' + FormatInstant(time.seconds * kNanosecondsPerSecond) + '"');
    }
    PrintToStdout(JsonObject()
                      .Field("schedule", preview.expression)
                      .Field("time_zone", preview.time_zone)
                      .Json("times", JsonArray(texts))
                      .Finish() +
                  "\n");
    return kExitDone;
  }
  std::string out = preview.expression + " in " + preview.time_zone + "\n";
  for (const ScheduledTime& time : preview.times) {
    std::string local = preview.time_zone == "UTC" ? "" : time.local;
    // The longest local times, except in a few zones.
    if (!local.empty()) local.resize(std::max<size_t>(local.size(), 32), ' ');
    out += "  " + local + FormatInstant(time.seconds * kNanosecondsPerSecond) + "\n";
  }
  if (preview.times.empty()) out += "  no more times\n";
  PrintToStdout(out);
  return kExitDone;
}

}  // namespace

void RegisterSchedule(CommandLine& line) {
  auto flags = std::make_shared<ScheduleFlags>();
  CLI::App& command = AddCommand(
      line.root, "schedule", "Show the next runs of a schedule, in its time zone and in UTC",
      {"millrace schedule preview # of schedule.process", "millrace schedule preview 'cron(0 8 ? * MON-FRI *)'",
       "millrace schedule preview 'cron(30 2 * * ? *)' --set schedule.time_zone=Europe/Berlin --after 2025-03-28"});
  flags->config.AddTo(command);
  AddArgument(command, "ACTION", flags->action, "preview", "preview")->required();
  AddArgument(command, "EXPRESSION", flags->expression,
              "rate(…) or cron(…); default: schedule.process of the configuration");
  AddFlag(command, "--count", flags->count, "COUNT", "How many runs")->check(AtLeast(1));
  AddFlag(command, "--after", flags->after, "TIME", "Runs after this time; default: now");
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  command.callback([&line, flags] { line.run = [flags] { return Preview(*flags); }; });
}

}  // namespace millrace
