#include <algorithm>

#include "explore/testing/plain_analysis.h"
#include "explore/testing/plain_history.h"

namespace millrace {
namespace {

using EventList = std::vector<const PlainEvent*>;

bool PlainHolds(double measure, const SegmentCondition& condition) {
  switch (condition.comparison) {
    case SegmentComparison::kEqual:
      return measure == condition.value;
    case SegmentComparison::kNotEqual:
      return measure != condition.value;
    case SegmentComparison::kGreater:
      return measure > condition.value;
    case SegmentComparison::kGreaterEqual:
      return measure >= condition.value;
    case SegmentComparison::kLess:
      return measure < condition.value;
    case SegmentComparison::kLessEqual:
      return measure <= condition.value;
    default:
      return measure >= condition.value && measure <= condition.to;
  }
}

// Null: there is nothing to compare.
std::optional<double> MeasureOf(const SegmentCondition& condition, const EventList& events,
                                const PlainHistory& history) {
  std::map<int32_t, int> days;
  std::vector<PropertyValue> values;
  for (const PlainEvent* event : events) {
    ++days[history.DayOf(*event)];
    const auto value = condition.property ? PlainValue(*event, *condition.property) : std::nullopt;
    if (value) values.push_back(*value);
  }
  if (events.empty()) return std::nullopt;
  int most = 0, longest = 0;
  for (const auto& [day, count] : days) {
    most = std::max(most, count);
    int run = 0;
    while (days.contains(day + run)) ++run;
    longest = std::max(longest, run);
  }
  switch (condition.measure) {
    case SegmentMeasure::kCount:
      return events.size();
    case SegmentMeasure::kCountPerDay:
      return most;
    case SegmentMeasure::kDays:
      return days.size();
    case SegmentMeasure::kConsecutiveDays:
      return longest;
    case SegmentMeasure::kDistinct:
      return std::set<PropertyValue>(values.begin(), values.end()).size();
    default:
      break;
  }
  if (values.empty()) return std::nullopt;
  double sum = 0;
  for (const PropertyValue& value : values) sum += std::get<double>(value);
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  if (condition.measure == SegmentMeasure::kMin) return std::get<double>(*least);
  if (condition.measure == SegmentMeasure::kMax) return std::get<double>(*greatest);
  return condition.measure == SegmentMeasure::kSum ? sum : sum / static_cast<double>(values.size());
}

// Whether the steps from `step` on can follow each other in the events from `from` on.
bool FollowsFrom(const SegmentCondition& condition, const EventList& events, size_t step, size_t from) {
  if (step == condition.steps.size()) return true;
  const size_t end = step > 0 && condition.is_direct ? std::min(from + 1, events.size()) : events.size();
  for (size_t i = from; i < end; ++i) {
    if (PlainMatches(*events[i], condition.steps[step]) && FollowsFrom(condition, events, step + 1, i + 1)) return true;
  }
  return false;
}

bool PlainCondition(const SegmentCondition& condition, const PlainHistory& history, const std::string& user,
                    const std::multimap<std::string, std::string>& segments) {
  EventList matching;
  std::map<std::pair<std::string, std::string>, EventList> sequences;
  for (const PlainEvent& event : history.events()) {
    if (event.user != user) continue;
    if (PlainMatches(event, condition.match)) matching.push_back(&event);
    if (!condition.is_within_session) {
      sequences[{}].push_back(&event);
    } else if (event.session) {
      sequences[{event.device, *event.session}].push_back(&event);
    }
  }
  switch (condition.kind) {
    case SegmentCondition::Kind::kDone: {
      const auto measure = MeasureOf(condition, matching, history);
      return measure && PlainHolds(*measure, condition);
    }
    case SegmentCondition::Kind::kNotDone:
      return matching.empty();
    case SegmentCondition::Kind::kSequence:
      return std::any_of(sequences.begin(), sequences.end(),
                         [&](const auto& entry) { return FollowsFrom(condition, entry.second, 0, 0); });
    default: {
      const auto [begin, end] = segments.equal_range(condition.segment);
      return std::any_of(begin, end, [&](const auto& entry) { return entry.second == user; }) == condition.is_member;
    }
  }
}

}  // namespace

std::set<std::string> PlainSegment(const Segment& segment, const std::string& timezone, int32_t last_complete_day,
                                   const std::vector<PlainEvent>& events,
                                   const std::multimap<std::string, std::string>& segments) {
  std::set<std::string> users, all;
  for (const PlainEvent& event : events) all.insert(event.user);
  for (const auto& [id, user] : segments) all.insert(user);
  const auto joined = [](bool is_all, const std::vector<bool>& values) {
    return std::find(values.begin(), values.end(), !is_all) == values.end() ? is_all : !is_all;
  };
  const Analysis unfiltered;
  for (const std::string& user : all) {
    std::vector<bool> groups;
    for (const SegmentGroup& group : segment.groups) {
      const PlainHistory history(unfiltered, timezone, group.range.Resolve(last_complete_day), events);
      std::vector<bool> conditions;
      conditions.reserve(group.conditions.size());
      for (const SegmentCondition& condition : group.conditions) {
        conditions.push_back(PlainCondition(condition, history, user, segments));
      }
      groups.push_back(joined(group.is_all, conditions));
    }
    if (joined(segment.is_all, groups)) users.insert(user);
  }
  return users;
}

}  // namespace millrace
