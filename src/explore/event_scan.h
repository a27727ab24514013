// The events that an analysis reads, as a subquery over the event view, and its expressions: properties, filters,
// periods. Belongs to one statement and its values, which must outlive it. Not thread-safe.
#pragma once

#include <string_view>
#include <vector>

#include "charts/sql_builder.h"
#include "charts/sql_dialect.h"
#include "explore/analysis_sql.h"

namespace millrace {

class EventScan {
 public:
  EventScan(const AnalysisTarget& target, SqlValues& values);

  const SqlDialect& dialect() const { return dialect_; }
  SqlValues& values() { return values_; }

  // Of an event: a text, a double or a boolean.
  Sql Value(const Property& property);
  // The same as the value of a group: texts are cut to kMaxGroupText characters, since clients choose how long they
  // are.
  Sql Group(const Property& property);
  // Never NULL.
  Sql Matches(const Filter& filter);
  Sql Matches(const EventMatch& match);
  // The local day of an event, or of a time in UTC.
  Sql Day();
  Sql DayOf(const Sql& time);

  // A query of the events in the local days of the range that pass the filter, with the columns `u` (user), `ts`, `seq`
  // and `id`; kEventOrder is their order. Events of up to `look_back_seconds` before the range are also there.
  Select Events(const AnalysisDays& range, const Filter& filter, int64_t look_back_seconds = 0);
  // Limits the events to the names of the matches, if all of them have one.
  void LimitNames(Select& events, const std::vector<const EventMatch*>& matches);

  // The first day of the period that a day lies in: a date.
  static Sql PeriodOf(const Sql& day, Granularity granularity, const SqlDialect& dialect);

 private:
  Sql Compares(const Filter& filter);
  Sql Bound(const PropertyValue& value);

  const AnalysisTarget& target_;
  SqlValues& values_;
  const SqlDialect& dialect_;
};

// After ORDER BY.
inline constexpr char kEventOrder[] = "ts, seq NULLS FIRST, id";

inline constexpr int kMaxGroupText = 256;

AnalysisType TypeOf(const Property& property);

}  // namespace millrace
