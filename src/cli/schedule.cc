// millrace schedule preview: when a schedule runs, before anybody waits for it.
#include "workflow/schedule.h"

#include <memory>

#include "cli/command.h"
#include "core/error.h"
#include "core/json_object.h"
#include "core/time.h"
#include "ledger/sqlite_ledger.h"
#include "pipeline/job_id.h"
#include "pipeline/process_workflow.h"

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

constexpr int64_t kNanosecondsPerSecond = 1'000'000'000;

// Where a rate began that `millrace run` is at, so that the preview shows its beat.
std::optional<int64_t> AnchorOf(const Config& config, const Schedule& schedule) {
  const auto ledger = OpenSqliteLedgerToRead(LedgerPath(config.state, config.project));
  const auto known = ledger->schedules().Find(kProcessWorkflow);
  if (!known || known->expression != schedule.text) return std::nullopt;
  return known->anchor;
}

int Preview(const ScheduleFlags& flags) {
  const Config config = flags.config.Load();
  const bool own = flags.expression.empty();
  const Schedule schedule =
      ParseSchedule(own ? config.schedule.process : flags.expression, own ? "schedule.process" : "expression");
  const TimeZone zone(config.schedule.time_zone);
  const int64_t after = InstantFlag("--after", flags.after).value_or(WallClockNs()) / kNanosecondsPerSecond;
  const std::vector<int64_t> runs =
      NextRuns(schedule, zone, AnchorOf(config, schedule).value_or(after), after, flags.count);
  if (flags.json) {
    std::vector<std::string> texts;
    texts.reserve(runs.size());
    for (const int64_t run : runs) texts.push_back('"' + FormatInstant(run * kNanosecondsPerSecond) + '"');
    PrintToStdout(JsonObject()
                      .Field("schedule", schedule.text)
                      .Field("time_zone", zone.name())
                      .Json("runs", JsonArray(texts))
                      .Finish() +
                  "\n");
    return kExitDone;
  }
  std::string out = schedule.text + " in " + zone.name() + "\n";
  for (const int64_t run : runs) {
    std::string local = zone.Format(run);
    local.resize(std::max<size_t>(local.size(), 32), ' ');  // as long as they get, but for a few zones
    out += "  " + local + FormatInstant(run * kNanosecondsPerSecond) + "\n";
  }
  if (runs.empty()) out += "  never again\n";
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
  AddArgument(command, "ACTION", flags->action, "preview")->required()->check([](const std::string& text) {
    return text == "preview" ? std::string() : "expected preview, found `" + text + "`";
  });
  AddArgument(command, "EXPRESSION", flags->expression, "rate(…) or cron(…); without it the config's schedule.process");
  AddFlag(command, "--count", flags->count, "COUNT", "How many runs")->check(AtLeast(1));
  AddFlag(command, "--after", flags->after, "TIME", "Runs after this, instead of after now");
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  command.callback([&line, flags] { line.run = [flags] { return Preview(*flags); }; });
}

}  // namespace millrace
