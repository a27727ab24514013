#include "explore/testing/plain_history.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "explore/calendar.h"

namespace millrace {
namespace {

std::optional<PropertyValue> TypedText(const std::string& text, PropertyType type) {
  if (type == PropertyType::kText) return text;
  if (type == PropertyType::kNumber) {
    if (!IsPropertyNumber(text)) return std::nullopt;
    return std::strtod(text.c_str(), nullptr);
  }
  if (text != "true" && text != "false") return std::nullopt;
  return text == "true";
}

bool PlainCompares(const PropertyValue& value, const Filter& filter) {
  const PropertyValue& wanted = filter.values[0];
  switch (filter.comparison) {
    case FilterOperator::kLess:
      return value < wanted;
    case FilterOperator::kLessEqual:
      return value <= wanted;
    case FilterOperator::kGreater:
      return value > wanted;
    case FilterOperator::kGreaterEqual:
      return value >= wanted;
    case FilterOperator::kContains:
    case FilterOperator::kNotContains:
      return std::get<std::string>(value).find(std::get<std::string>(wanted)) != std::string::npos;
    default:  // = and in, and their opposites
      return std::find(filter.values.begin(), filter.values.end(), value) != filter.values.end();
  }
}

}  // namespace

std::optional<PropertyValue> PlainValue(const PlainEvent& event, const Property& property) {
  if (property.source == PropertySource::kColumn) {
    if (property.name == "event_name") return event.name;
    if (property.name == "merged_user_id") return event.user;
    const auto found = event.columns.find(property.name);
    if (found == event.columns.end()) return std::nullopt;
    return found->second;
  }
  const auto& values = property.source == PropertySource::kParameter ? event.parameters : event.attributes;
  const auto found = values.find(property.name);
  return found == values.end() ? std::nullopt : TypedText(found->second, property.type);
}

bool PlainMatches(const PlainEvent& event, const Filter& filter) {
  if (filter.kind == Filter::Kind::kAnd) {
    return std::all_of(filter.parts.begin(), filter.parts.end(),
                       [&](const Filter& part) { return PlainMatches(event, part); });
  }
  if (filter.kind == Filter::Kind::kOr) {
    return std::any_of(filter.parts.begin(), filter.parts.end(),
                       [&](const Filter& part) { return PlainMatches(event, part); });
  }
  const auto value = PlainValue(event, filter.property);
  switch (filter.comparison) {
    case FilterOperator::kIsNull:
      return !value;
    case FilterOperator::kIsNotNull:
      return value.has_value();
    case FilterOperator::kNotEqual:
    case FilterOperator::kNotIn:
    case FilterOperator::kNotContains:
      return !value || !PlainCompares(*value, filter);
    default:
      return value && PlainCompares(*value, filter);
  }
}

bool PlainMatches(const PlainEvent& event, const EventMatch& match) {
  return (!match.event || event.name == *match.event) && PlainMatches(event, match.filter);
}

PlainHistory::PlainHistory(const Analysis& analysis, const std::string& timezone, const AnalysisDays& range,
                           const std::vector<PlainEvent>& events, int64_t look_back_seconds)
    : analysis_(analysis), zone_(timezone) {
  for (const PlainEvent& event : events) {
    PlainEvent later = event;
    later.at_us += look_back_seconds * 1'000'000;
    if (DayOf(later) < range.first || DayOf(event) > range.last) continue;
    if (PlainMatches(event, analysis.filter)) events_.push_back(event);
  }
  std::sort(events_.begin(), events_.end(), ComesBefore);
}

int32_t PlainHistory::DayOf(const PlainEvent& event) const {
  const WallMinute wall = zone_.WallOf(FloorDivide(event.at_us, 1'000'000));
  return *DaysFromCivil({.year = wall.year, .month = wall.month, .day = wall.day});
}

int32_t PlainHistory::PeriodOf(const PlainEvent& event) const {
  int32_t day = DayOf(event);
  while (PeriodNumber(day - 1, analysis_.granularity) == PeriodNumber(day, analysis_.granularity)) --day;
  return day;
}

PlainGroup PlainHistory::GroupOf(const PlainEvent& event) const {
  if (!analysis_.group) return {};
  auto value = PlainValue(event, analysis_.group->property);
  auto* const text = value ? std::get_if<std::string>(&*value) : nullptr;
  if (text == nullptr) return {.value = std::move(value)};
  // 256 characters: up to the byte that begins the next one.
  size_t characters = 0;
  for (size_t at = 0; at < text->size(); ++at) {
    if ((static_cast<unsigned char>((*text)[at]) & 0xC0) != 0x80 && ++characters > 256) text->resize(at);
  }
  return {.value = std::move(value)};
}

std::vector<PlainGroup> TopPlainGroups(const std::map<PlainGroup, int64_t>& sizes, int64_t top) {
  std::vector<PlainGroup> groups;
  groups.reserve(sizes.size());
  for (const auto& [group, size] : sizes) groups.push_back(group);
  std::stable_sort(groups.begin(), groups.end(),
                   [&](const PlainGroup& a, const PlainGroup& b) { return sizes.at(a) > sizes.at(b); });
  if (groups.size() > static_cast<size_t>(top)) groups.resize(static_cast<size_t>(top));
  return groups;
}

std::vector<std::string> PlainScopes(const Analysis& analysis, const PlainHistory& history,
                                     const std::vector<const PlainEvent*>& counted, const PlainMeasures& measures) {
  std::map<PlainGroup, int64_t> sizes;
  std::set<int32_t> periods;
  for (const PlainEvent* event : counted) {
    ++sizes[history.GroupOf(*event)];
    periods.insert(history.PeriodOf(*event));
  }
  std::vector<std::string> rows;
  const auto add = [&](const std::string& scope, std::optional<int32_t> period, const PlainGroup* group) {
    std::vector<const PlainEvent*> chosen;
    for (const PlainEvent* event : counted) {
      if (period && history.PeriodOf(*event) != *period) continue;
      if (group != nullptr && history.GroupOf(*event) != *group) continue;
      chosen.push_back(event);
    }
    if (chosen.empty() && scope != "total") return;
    std::string row = scope + "|" + (period ? FormatDay(*period) : "-") + "|";
    if (analysis.group) row += (group != nullptr ? ValueCell(group->value) : "-") + "|";
    rows.push_back(row + measures(chosen));
  };
  add("total", std::nullopt, nullptr);
  for (const int32_t period : periods) add("period", period, nullptr);
  if (!analysis.group) return rows;
  for (const PlainGroup& group : TopPlainGroups(sizes, analysis.group->top)) {
    add("group", std::nullopt, &group);
    for (const int32_t period : periods) add("group_period", period, &group);
  }
  return rows;
}

}  // namespace millrace
