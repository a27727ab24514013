// Events with what the evaluator asks of them: properties, filters, local days, periods, groups. Belongs to one
// analysis.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "explore/testing/plain_event.h"
#include "workflow/time_zone.h"

namespace millrace {

std::optional<PropertyValue> PlainValue(const PlainEvent& event, const Property& property);
bool PlainMatches(const PlainEvent& event, const Filter& filter);
bool PlainMatches(const PlainEvent& event, const EventMatch& match);

// A group; NULL is one, and sorts last.
struct PlainGroup {
  std::optional<PropertyValue> value;
  bool operator==(const PlainGroup&) const = default;
  bool operator<(const PlainGroup& other) const {
    if (value.has_value() != other.value.has_value()) return value.has_value();
    return value < other.value;
  }
};

class PlainHistory {
 public:
  // Keeps the events in the days of the range (and up to `look_back_seconds` before) that pass the filter, in order.
  PlainHistory(const Analysis& analysis, const std::string& timezone, const AnalysisDays& range,
               const std::vector<PlainEvent>& events, int64_t look_back_seconds = 0);

  const std::vector<PlainEvent>& events() const { return events_; }
  int32_t DayOf(const PlainEvent& event) const;
  // The first day of the event's period.
  int32_t PeriodOf(const PlainEvent& event) const;
  PlainGroup GroupOf(const PlainEvent& event) const;

 private:
  const Analysis& analysis_;
  TimeZone zone_;
  std::vector<PlainEvent> events_;
};

// The groups that are shown: the `top` greatest.
std::vector<PlainGroup> TopPlainGroups(const std::map<PlainGroup, int64_t>& sizes, int64_t top);

// Rows by scope, period and group; `measures` makes the cells of a set of events.
using PlainMeasures = std::function<std::string(const std::vector<const PlainEvent*>& events)>;
std::vector<std::string> PlainScopes(const Analysis& analysis, const PlainHistory& history,
                                     const std::vector<const PlainEvent*>& counted, const PlainMeasures& measures);

// Of single kinds of analyses; PlainRows has them all.
std::vector<std::string> PlainPathRows(const Analysis& analysis, const PlainHistory& history);
std::vector<std::string> PlainAttributionRows(const Analysis& analysis, const std::string& timezone,
                                              const AnalysisDays& range, const std::vector<PlainEvent>& all);

}  // namespace millrace
