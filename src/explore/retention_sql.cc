#include "explore/analysis_sql.h"
#include "explore/calendar.h"
#include "explore/event_scan.h"
#include "explore/grouped_periods.h"

namespace millrace {
namespace {

// The number of a period, given its first day; neighbours differ by 1. The same as PeriodNumber.
Sql PeriodNumberOf(const Sql& period, Granularity granularity, EventScan& scan) {
  if (granularity == Granularity::kMonth) {
    return SqlDialect::AsInteger("extract(year FROM " + period + ") * 12 + extract(month FROM " + period + ")");
  }
  const Sql days = scan.dialect().DaysBetween(scan.values().Day(kFirstMonday), period);
  return granularity == Granularity::kDay ? days : SqlDialect::AsInteger(days + " / 7");
}

}  // namespace

AnalysisStatement BuildRetention(const Analysis& analysis, const AnalysisTarget& target, const AnalysisDays& range) {
  const auto& body = std::get<RetentionAnalysis>(analysis.body);
  const bool is_equal = body.start_property.has_value();
  AnalysisStatement statement;
  EventScan scan(target, statement.values);
  Select events = scan.Events(range, analysis.filter);
  events.Column(EventScan::PeriodOf(scan.Day(), analysis.granularity, scan.dialect()), "period")
      .Column(scan.Matches(body.start), "m1")
      .Column(scan.Matches(body.returning), "m2");
  if (is_equal) {
    events.Column(scan.Value(*body.start_property), "x1").Column(scan.Value(*body.return_property), "x2");
  }
  if (analysis.group) events.Column(scan.Group(analysis.group->property), "g");
  scan.LimitNames(events, {&body.start, &body.returning});
  Select query;
  query.With("events", events);
  query.With("matching", Select()
                             .Column("*, " + PeriodNumberOf("period", analysis.granularity, scan) +
                                         " AS p, row_number() OVER (PARTITION BY u ORDER BY " + kEventOrder + ")",
                                     "pos")
                             .From("events")
                             .Where("m1 OR m2"));
  // Of a user and period, the first start and the last return tell whether a return follows a start in the same period.
  const Sql x1 = is_equal ? Sql(", x1") : Sql("");
  const Sql g = analysis.group ? Sql(", g") : Sql("");
  Select starts;
  starts.Column("u, p, period" + x1 + g + ", min(pos)", "pos").From("matching").Where("m1");
  if (is_equal) starts.Where("x1 IS NOT NULL");
  query.With("starts", starts.GroupBy("u, p, period" + x1 + g));
  Select returns;
  const Sql x2 = is_equal ? Sql(", x2") : Sql("");
  returns.Column("u, p" + x2 + ", max(pos)", "pos").From("matching").Where("m2");
  if (is_equal) returns.Where("x2 IS NOT NULL");
  query.With("returns", returns.GroupBy("u, p" + x2));
  query.With("cohorts",
             Select().Column("p, period" + g + ", count(DISTINCT u)", "size").From("starts").GroupBy("p, period" + g));
  const Sql s_g = analysis.group ? Sql(", s.g") : Sql("");
  query.With("returned", Select()
                             .Column("s.p" + s_g + ", r.p - s.p AS distance, count(DISTINCT s.u)", "users")
                             .From("starts AS s")
                             .Join("INNER JOIN returns AS r ON r.u = s.u AND r.p >= s.p" +
                                   (is_equal ? Sql(" AND r.x2 = s.x1") : Sql("")))
                             .Where("r.p > s.p OR r.pos > s.pos")
                             .GroupBy("s.p" + s_g + ", r.p - s.p"));
  const int64_t last = PeriodNumber(range.last, analysis.granularity);
  const int64_t distances = last - PeriodNumber(range.first, analysis.granularity);
  const Sql same_group = analysis.group ? " AND " + scan.dialect().IsSame("r.g", "c.g") : Sql("");
  Select rates;
  rates.Column("c.period", "period");
  if (analysis.group) rates.Column("c.g", "g");
  rates.Column("d.distance", "distance")
      .Column("c.size", "size")
      .Column("coalesce(r.users, 0)", "returned")
      .From("cohorts AS c")
      .Join("INNER JOIN generate_series(0, " + Sql::Digits(distances) +
            ") AS d(distance) ON c.p + d.distance <= " + Sql::Digits(last))
      .Join("LEFT JOIN returned AS r ON r.p = c.p AND r.distance = d.distance" + same_group);
  query.With("rates", rates);

  query.Column("period", "period");
  statement.columns = {{"period", AnalysisRole::kPeriod, AnalysisType::kDay}};
  if (analysis.group) {
    query.Column("g", "group");
    statement.columns.push_back({"group", AnalysisRole::kGroup, TypeOf(analysis.group->property)});
    KeepTopGroups(query, "rates", "sum(CASE WHEN distance = 0 THEN size END) OVER (PARTITION BY g)", *analysis.group);
  } else {
    query.From("rates");
  }
  query.Column("distance", "distance").Column("size", "cohort_size").Column("returned", "returned");
  query.OrderBy("period").OrderBy("distance");
  for (const char* name : {"distance", "cohort_size", "returned"}) {
    statement.columns.push_back({name, AnalysisRole::kMeasure, AnalysisType::kInteger});
  }
  statement.columns[statement.columns.size() - 3].role = AnalysisRole::kDimension;
  statement.sql = query.ToSql();
  return statement;
}

}  // namespace millrace
