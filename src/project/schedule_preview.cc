#include "project/schedule_preview.h"

#include <optional>

#include "workflow/schedule.h"

#include "pipeline/process_workflow.h"

namespace millrace {
namespace {

// Where a rate began that `millrace run` is at.
std::optional<int64_t> AnchorOf(const Project& project, const Schedule& schedule) {
  const auto known = project.OpenLedgerToRead()->schedules().Find(kProcessWorkflow);
  if (!known || known->expression != schedule.text) return std::nullopt;
  return known->anchor;
}

}  // namespace

SchedulePreview PreviewSchedule(const Project& project, const std::string& expression, int64_t after_seconds,
                                size_t count) {
  const Config::Schedule& config = project.config().schedule;
  const Schedule schedule =
      expression.empty() ? ParseSchedule(config.process, "schedule.process") : ParseSchedule(expression, "expression");
  const TimeZone zone(config.time_zone);
  SchedulePreview preview{.expression = schedule.text, .time_zone = zone.name(), .times = {}};
  const int64_t anchor = AnchorOf(project, schedule).value_or(after_seconds);
  for (const int64_t time : NextRuns(schedule, zone, anchor, after_seconds, count)) {
    preview.times.push_back({time, zone.Format(time)});
  }
  return preview;
}

}  // namespace millrace
