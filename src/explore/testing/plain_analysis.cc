#include "explore/testing/plain_analysis.h"

#include <algorithm>
#include <set>

#include "explore/calendar.h"
#include "explore/testing/plain_history.h"

namespace millrace {
namespace {

using EventList = std::vector<const PlainEvent*>;

std::string MetricCell(const EventMetric& metric, const EventList& events) {
  int64_t count = 0;
  std::set<std::string> users;
  std::vector<PropertyValue> values;
  for (const PlainEvent* event : events) {
    if (!PlainMatches(*event, metric.match)) continue;
    ++count;
    users.insert(event->user);
    if (!metric.property) continue;
    if (const auto value = PlainValue(*event, *metric.property)) values.push_back(*value);
  }
  std::sort(values.begin(), values.end());
  if (metric.aggregation == MetricAggregation::kCount) return std::to_string(count);
  if (metric.aggregation == MetricAggregation::kUsers) return std::to_string(users.size());
  if (metric.aggregation == MetricAggregation::kDistinct) {
    return std::to_string(std::set<PropertyValue>(values.begin(), values.end()).size());
  }
  if (values.empty()) return "-";
  double sum = 0;
  for (const PropertyValue& value : values) sum += std::get<double>(value);
  const auto at = [&](size_t index) { return std::get<double>(values.at(index)); };
  switch (metric.aggregation) {
    case MetricAggregation::kMin:
      return NumberCell(at(0));
    case MetricAggregation::kMax:
      return NumberCell(at(values.size() - 1));
    case MetricAggregation::kSum:
      return NumberCell(sum);
    case MetricAggregation::kAverage:
      return NumberCell(sum / static_cast<double>(values.size()));
    default:
      return NumberCell((at((values.size() - 1) / 2) + at(values.size() / 2)) / 2);
  }
}

std::vector<std::string> PlainEventRows(const Analysis& analysis, const PlainHistory& history) {
  const auto& metrics = std::get<EventAnalysis>(analysis.body).metrics;
  EventList counted;
  for (const PlainEvent& event : history.events()) {
    const bool is_counted = std::any_of(metrics.begin(), metrics.end(),
                                        [&](const EventMetric& metric) { return PlainMatches(event, metric.match); });
    if (is_counted) counted.push_back(&event);
  }
  return PlainScopes(analysis, history, counted, [&](const EventList& events) {
    std::string cells;
    for (const EventMetric& metric : metrics) cells += (cells.empty() ? "" : "|") + MetricCell(metric, events);
    return cells;
  });
}

// How many steps an entry reaches, by all ways there are.
size_t ReachedSteps(const Analysis& analysis, const PlainHistory& history, size_t entry) {
  const auto& funnel = std::get<FunnelAnalysis>(analysis.body);
  const auto& events = history.events();
  std::set<size_t> here = {entry};
  for (size_t step = 1; step < funnel.steps.size(); ++step) {
    std::set<size_t> next;
    for (const size_t from : here) {
      for (size_t i = from + 1; i < events.size(); ++i) {
        if (events[i].user != events[entry].user || !PlainMatches(events[i], funnel.steps[step])) continue;
        if (analysis.group && !funnel.groups_first_step_only &&
            history.GroupOf(events[i]) != history.GroupOf(events[entry])) {
          continue;
        }
        const bool is_within = funnel.window.kind == AnalysisWindow::Kind::kDay
                                   ? history.DayOf(events[i]) == history.DayOf(events[entry])
                                   : events[i].at_us - events[entry].at_us <= funnel.window.seconds * 1'000'000;
        if (is_within) next.insert(i);
      }
    }
    if (next.empty()) return step;
    here = next;
  }
  return funnel.steps.size();
}

std::vector<std::string> PlainFunnelRows(const Analysis& analysis, const PlainHistory& history) {
  const auto& funnel = std::get<FunnelAnalysis>(analysis.body);
  EventList entries;
  std::map<const PlainEvent*, size_t> reached;
  for (size_t i = 0; i < history.events().size(); ++i) {
    const PlainEvent& event = history.events()[i];
    if (!PlainMatches(event, funnel.steps[0])) continue;
    entries.push_back(&event);
    reached[&event] = ReachedSteps(analysis, history, i);
  }
  return PlainScopes(analysis, history, entries, [&](const EventList& events) {
    std::string cells;
    for (size_t step = 1; step <= funnel.steps.size(); ++step) {
      std::multiset<std::string> users;
      for (const PlainEvent* event : events) {
        if (reached.at(event) >= step) users.insert(event->user);
      }
      const size_t count = funnel.entity == CountedEntity::kEvents
                               ? users.size()
                               : std::set<std::string>(users.begin(), users.end()).size();
      cells += (step == 1 ? "" : "|") + std::to_string(count);
    }
    return cells;
  });
}

std::vector<std::string> PlainRetentionRows(const Analysis& analysis, const PlainHistory& history,
                                            const AnalysisDays& range) {
  const auto& retention = std::get<RetentionAnalysis>(analysis.body);
  const auto& events = history.events();
  const auto property_of = [&](const PlainEvent& event, const std::optional<Property>& property) {
    return property ? PlainValue(event, *property) : std::optional<PropertyValue>(true);
  };
  // Users of a cohort: by period and group, who started, and who returned after how many periods.
  std::map<std::pair<int32_t, PlainGroup>, std::map<int64_t, std::set<std::string>>> cohorts;
  std::map<std::pair<int32_t, PlainGroup>, std::set<std::string>> started;
  for (size_t i = 0; i < events.size(); ++i) {
    const auto wanted = property_of(events[i], retention.start_property);
    if (!PlainMatches(events[i], retention.start) || !wanted) continue;
    const std::pair key(history.PeriodOf(events[i]), history.GroupOf(events[i]));
    started[key].insert(events[i].user);
    for (size_t j = i + 1; j < events.size(); ++j) {
      if (events[j].user != events[i].user || !PlainMatches(events[j], retention.returning)) continue;
      if (property_of(events[j], retention.return_property) != wanted) continue;
      const int64_t distance = PeriodNumber(history.DayOf(events[j]), analysis.granularity) -
                               PeriodNumber(history.DayOf(events[i]), analysis.granularity);
      cohorts[key][distance].insert(events[i].user);
    }
  }
  std::map<PlainGroup, int64_t> sizes;
  for (const auto& [key, users] : started) sizes[key.second] += static_cast<int64_t>(users.size());
  const auto shown = TopPlainGroups(sizes, analysis.group ? analysis.group->top : 1);
  std::vector<std::string> rows;
  for (const auto& [key, users] : started) {
    if (std::find(shown.begin(), shown.end(), key.second) == shown.end()) continue;
    const int64_t last = PeriodNumber(range.last, analysis.granularity) - PeriodNumber(key.first, analysis.granularity);
    for (int64_t distance = 0; distance <= last; ++distance) {
      rows.push_back(FormatDay(key.first) + "|" + (analysis.group ? ValueCell(key.second.value) + "|" : "") +
                     std::to_string(distance) + "|" + std::to_string(users.size()) + "|" +
                     std::to_string(cohorts[key][distance].size()));
    }
  }
  return rows;
}

}  // namespace

std::vector<std::string> PlainRows(const Analysis& analysis, const std::string& timezone, const AnalysisDays& range,
                                   const std::vector<PlainEvent>& events) {
  if (std::holds_alternative<AttributionAnalysis>(analysis.body)) {
    return PlainAttributionRows(analysis, timezone, range, events);
  }
  const PlainHistory history(analysis, timezone, range, events);
  if (std::holds_alternative<EventAnalysis>(analysis.body)) return PlainEventRows(analysis, history);
  if (std::holds_alternative<FunnelAnalysis>(analysis.body)) return PlainFunnelRows(analysis, history);
  if (std::holds_alternative<RetentionAnalysis>(analysis.body)) return PlainRetentionRows(analysis, history, range);
  return PlainPathRows(analysis, history);
}

}  // namespace millrace
