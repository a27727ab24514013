#include "project/segment_refresh.h"

#include <algorithm>

#include "explore/description_error.h"
#include "workflow/schedule.h"

#include "core/time.h"

namespace millrace {
namespace {

Schedule ScheduleOf(const SegmentRefresh& refresh) {
  return ParseSchedule(refresh.schedule, "schedule");
}

TimeZone ZoneOf(const Config& config, const std::string& app) {
  const auto found = std::ranges::find(config.apps, app, &Config::App::id);
  return found == config.apps.end() ? TimeZone() : TimeZone(found->timezone);
}

int32_t LocalDayOf(int64_t seconds, const TimeZone& zone) {
  const WallMinute wall = zone.WallOf(seconds);
  return DaysFromCivil({wall.year, wall.month, wall.day}).value();
}

}  // namespace

void CheckRefresh(const SegmentRefresh& refresh) {
  try {
    ScheduleOf(refresh);
  } catch (const UserError& error) {
    throw DescriptionError("/refresh/schedule", error.what());
  }
}

std::optional<int64_t> NextRefresh(const Config& config, ConsoleDocumentStore& documents,
                                   const ConsoleDocument& segment) {
  const auto refresh = ParseSegment(segment.body).refresh;
  if (!refresh) return std::nullopt;
  const TimeZone zone = ZoneOf(config, segment.app);
  const int64_t changed = segment.changed_ns / kNanosecondsPerSecond;
  const std::vector<SegmentRun> runs = documents.Runs(segment.app, segment.id);
  const int64_t after = runs.empty() ? changed : std::max(changed, runs.front().started_ns / kNanosecondsPerSecond);
  const auto next = NextRun(ScheduleOf(*refresh), zone, changed, after);
  if (!next || (refresh->until && LocalDayOf(*next, zone) > *refresh->until)) return std::nullopt;
  return *next * kNanosecondsPerSecond;
}

std::vector<DueSegment> DueSegments(const Config& config, ConsoleDocumentStore& documents, int64_t now_ns) {
  std::vector<DueSegment> due;
  for (const ConsoleDocument& segment : documents.ListAll(DocumentKind::kSegment)) {
    const auto next = NextRefresh(config, documents, segment);
    if (next && *next <= now_ns) due.push_back({.app = segment.app, .id = segment.id});
  }
  return due;
}

}  // namespace millrace
