#include "explore/analysis_sql.h"
#include "explore/event_scan.h"
#include "explore/grouped_periods.h"

namespace millrace {
namespace {

std::string Numbered(std::string_view name, size_t index) {
  return std::string(name) + std::to_string(index + 1);
}

NamedMeasure MeasureOf(const EventMetric& metric, size_t index, const SqlDialect& dialect) {
  const Sql matches = Sql::Own(Numbered("m", index));
  const Sql value = "CASE WHEN " + matches + " THEN " + Sql::Own(Numbered("x", index)) + " END";
  NamedMeasure measure{.name = Numbered("metric_", index), .expression = {}, .type = AnalysisType::kInteger};
  switch (metric.aggregation) {
    case MetricAggregation::kCount:
      measure.expression = "count(CASE WHEN " + matches + " THEN 1 END)";
      return measure;
    case MetricAggregation::kUsers:
      measure.expression = "count(DISTINCT CASE WHEN " + matches + " THEN u END)";
      return measure;
    case MetricAggregation::kDistinct:
      measure.expression = "count(DISTINCT " + value + ")";
      return measure;
    case MetricAggregation::kMin:
      measure.expression = "min(" + value + ")";
      break;
    case MetricAggregation::kMax:
      measure.expression = "max(" + value + ")";
      break;
    case MetricAggregation::kSum:
      measure.expression = "sum(" + value + ")";
      break;
    case MetricAggregation::kAverage:
      measure.expression = "avg(" + value + ")";
      break;
    case MetricAggregation::kMedian:
      measure.expression = dialect.Median(value);
      break;
  }
  measure.type = AnalysisType::kNumber;
  return measure;
}

}  // namespace

AnalysisStatement BuildEventAnalysis(const Analysis& analysis, const AnalysisTarget& target,
                                     const AnalysisDays& range) {
  const auto& body = std::get<EventAnalysis>(analysis.body);
  AnalysisStatement statement;
  EventScan scan(target, statement.values);
  Select events = scan.Events(range, analysis.filter);
  events.Column(scan.Day(), "day");
  if (analysis.group) events.Column(scan.Group(analysis.group->property), "g");
  std::vector<const EventMatch*> matches;
  std::vector<NamedMeasure> measures;
  std::vector<Sql> flags;
  for (size_t i = 0; i < body.metrics.size(); ++i) {
    const EventMetric& metric = body.metrics[i];
    events.Column(scan.Matches(metric.match), Numbered("m", i));
    if (metric.property) events.Column(scan.Value(*metric.property), Numbered("x", i));
    matches.push_back(&metric.match);
    measures.push_back(MeasureOf(metric, i, scan.dialect()));
    flags.push_back(Sql::Own(Numbered("m", i)));
  }
  scan.LimitNames(events, matches);

  Select rows;
  rows.Column("*, " + EventScan::PeriodOf("day", analysis.granularity, scan.dialect()), "period")
      .From("events")
      .Where(JoinSql(flags, " OR "));
  Select query;
  query.With("events", events).With("matching", rows);
  CountByPeriodAndGroup(statement, query, "matching", measures, "count(*)", analysis.group);
  statement.sql = query.ToSql();
  return statement;
}

}  // namespace millrace
