// A goal gives its value to the touch points in its window. In the order of a user's touch points these are an interval
// of numbers, from `lo` to `hi`; all models but time decay give one weight to the first of it, one to the last and one
// to each between. So a goal adds four differences, and a running sum of them is the contribution of each touch point:
// the work does not depend on how many touch points a goal has. Of one or two touch points some of the four are at the
// same number: one gets first + last - between, two get first and last, which is the whole value in each model.
//
// With time decay weights depend on both times. Running sums of powers would lose their digits over a year, so goals
// are joined with their touch points there.
#include "explore/analysis_sql.h"
#include "explore/event_scan.h"
#include "explore/grouped_periods.h"

namespace millrace {
namespace {

struct Weights {
  Sql first, between, last;
};

// Of a goal with the value `x` and `k` touch points.
Weights WeightsOf(AttributionModel model) {
  switch (model) {
    case AttributionModel::kFirst:
      return {"x", "0.0", "0.0"};
    case AttributionModel::kLast:
      return {"0.0", "0.0", "x"};
    case AttributionModel::kLinear:
      return {"x / k", "x / k", "x / k"};
    default:
      return {"(CASE WHEN k <= 2 THEN x / k ELSE 0.4 * x END)",
              "(CASE WHEN k <= 2 THEN x / k ELSE 0.2 * x / (k - 2) END)",
              "(CASE WHEN k <= 2 THEN x / k ELSE 0.4 * x END)"};
  }
}

// Goals and touch points, with what they are partitioned by.
Select GoalsAndTouches(const Analysis& analysis, EventScan& scan, const AnalysisDays& range) {
  const auto& body = std::get<AttributionAnalysis>(analysis.body);
  const bool is_duration = body.window.kind == AnalysisWindow::Kind::kDuration;
  const bool is_session = body.window.kind == AnalysisWindow::Kind::kSession;
  Select events = scan.Events(range, analysis.filter, is_duration ? body.window.seconds : 0);
  events.Column(scan.Day(), "day");
  // A goal has its touch points in the rows with the same `a` and `b`.
  events.Column(is_session ? Sql("v.user_pseudo_id") : Sql("v.merged_user_id"), "a");
  events.Column(is_duration ? Sql("''") : is_session ? Sql("v.session_id") : SqlDialect::AsText(scan.Day()), "b");
  std::vector<const EventMatch*> matches = {&body.goal};
  Sql touch = "CASE";
  for (size_t i = 0; i < body.touches.size(); ++i) {
    touch += " WHEN " + scan.Matches(body.touches[i]) + (is_session ? Sql(" AND v.session_id IS NOT NULL") : Sql("")) +
             " THEN " + Sql::Digits(static_cast<int64_t>(i) + 1);
    matches.push_back(&body.touches[i]);
  }
  events.Column(touch + " END", "touch").Column(scan.Matches(body.goal), "is_goal");
  events.Column(body.value ? "coalesce(" + scan.Value(*body.value) + ", 0.0)" : SqlDialect::AsNumber("1"), "x");
  if (analysis.group) events.Column(scan.Group(analysis.group->property), "g");
  scan.LimitNames(events, matches);
  return events;
}

// From the relations `numbered` and `goals` to `contributions`, one row for each touch point.
void AddWeighedContributions(Select& query, const Weights& weights, bool has_group) {
  const Sql g = has_group ? Sql(", g") : Sql("");
  query.With(
      "differences",
      Select()
          .Column("a, b, CASE n WHEN 1 THEN lo WHEN 2 THEN lo + 1 WHEN 3 THEN hi ELSE hi + 1 END", "i")
          .Column("CASE n WHEN 1 THEN " + weights.first + " WHEN 2 THEN " + weights.between + " - " + weights.first +
                      " WHEN 3 THEN " + weights.last + " - " + weights.between + " ELSE -(" + weights.last + ") END",
                  "w")
          .Column("CASE n WHEN 1 THEN 1 WHEN 4 THEN -1 ELSE 0 END", "c")
          .From("goals")
          .Join("CROSS JOIN (VALUES (1), (2), (3), (4)) AS four(n)")
          .Where("k > 0"));
  const Sql touches = "SELECT a, b, i, touch, in_range" + g +
                      ", 0.0 AS w, 0 AS c FROM numbered WHERE touch IS NOT NULL UNION ALL SELECT a, b, i, NULL, NULL" +
                      (has_group ? Sql(", NULL") : Sql("")) + ", w, c FROM differences";
  query.With("weighed", touches);
  const Sql so_far = ") OVER (PARTITION BY a, b ORDER BY i)";
  query.With("contributions",
             Select()
                 .Column("touch, in_range" + g + ", sum(w" + so_far + " AS contribution, sum(c" + so_far, "goals")
                 .From("weighed"));
}

// The same with time decay.
void AddDecayedContributions(Select& query, const SqlDialect& dialect, bool has_group) {
  const Sql age = dialect.SecondsBetween("n.ts", "o.ts");
  query.With("pairs", Select()
                          .Column("n.a, n.b, n.i, o.goal, o.x, power(" + SqlDialect::AsNumber("0.5") + ", " + age +
                                      " / " + SqlDialect::AsNumber(Sql::Digits(kTouchHalfLifeSeconds)) + ")",
                                  "w")
                          .From("goals o")
                          .Join("JOIN numbered n ON n.a = o.a AND n.b = o.b AND n.i BETWEEN o.lo AND o.hi")
                          .Where("n.touch IS NOT NULL"));
  query.With("given",
             "SELECT a, b, i, sum(x * w / whole) AS contribution, count(*) AS goals FROM (SELECT *, sum(w) OVER "
             "(PARTITION BY goal) AS whole FROM pairs) AS weighed GROUP BY a, b, i");
  query.With("contributions", Select()
                                  .Column("n.touch, n.in_range" + (has_group ? Sql(", n.g") : Sql("")) +
                                              ", coalesce(v.contribution, 0.0) AS contribution, coalesce(v.goals, 0)",
                                          "goals")
                                  .From("numbered n")
                                  .Join("LEFT JOIN given v ON v.a = n.a AND v.b = n.b AND v.i = n.i")
                                  .Where("n.touch IS NOT NULL"));
}

// From `contributions` to `shares`: the result, with goals without touch points as a row without a touch point.
void AddShares(Select& query, bool has_group) {
  const Sql g = has_group ? Sql(", g") : Sql("");
  const Sql by_touch =
      "SELECT touch" + g +
      ", count(CASE WHEN in_range THEN 1 END) AS triggers, count(CASE WHEN in_range AND goals > 0 THEN 1 "
      "END) AS converting_triggers, sum(contribution) AS contribution FROM contributions WHERE touch IS "
      "NOT NULL GROUP BY touch" +
      g + " UNION ALL SELECT NULL" + (has_group ? Sql(", NULL") : Sql("")) +
      ", NULL, NULL, sum(x) FROM goals WHERE k <= 0 HAVING count(*) > 0";
  query.With("touches", by_touch);
  query.With(
      "shares",
      Select().Column("*, " + SqlDialect::Ratio("contribution", "sum(contribution) OVER ()"), "share").From("touches"));
}

}  // namespace

AnalysisStatement BuildAttribution(const Analysis& analysis, const AnalysisTarget& target, const AnalysisDays& range) {
  const auto& body = std::get<AttributionAnalysis>(analysis.body);
  const bool is_duration = body.window.kind == AnalysisWindow::Kind::kDuration;
  AnalysisStatement statement;
  EventScan scan(target, statement.values);
  Select query;
  query.With("events", GoalsAndTouches(analysis, scan, range));
  const Sql window = "count(touch) OVER (PARTITION BY a, b ORDER BY ";
  // RANGE includes its bound: a touch point exactly as old as the window counts, so the bound is a microsecond older.
  const Sql too_early = is_duration ? window + "ts RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL '" +
                                          Sql::Digits(body.window.seconds) + " seconds 1 microsecond' PRECEDING)"
                                    : Sql("0");
  query.With("numbered",
             Select()
                 .Column("*, day >= " + statement.values.Day(range.first) + " AS in_range, " + window + kEventOrder +
                             " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS i, " + too_early,
                         "early")
                 .From("events")
                 .Where("is_goal OR touch IS NOT NULL"));
  const bool decays = body.model == AttributionModel::kTimeDecay;
  const Sql kept = decays ? Sql("a, b, x, ts, row_number() OVER () AS goal") : Sql("a, b, x");
  query.With("windows", Select()
                            .Column(kept + ", early + 1 AS lo, i - CASE WHEN touch IS NULL THEN 0 ELSE 1 END", "hi")
                            .From("numbered")
                            .Where("is_goal AND in_range"));
  query.With("goals", Select().Column("*, " + SqlDialect::AsNumber("hi - lo + 1"), "k").From("windows"));
  if (decays) {
    AddDecayedContributions(query, SqlDialect::Of(target.dialect), analysis.group.has_value());
  } else {
    AddWeighedContributions(query, WeightsOf(body.model), analysis.group.has_value());
  }
  AddShares(query, analysis.group.has_value());

  query.Column("touch", "touch");
  statement.columns = {{"touch", AnalysisRole::kDimension, AnalysisType::kInteger}};
  if (analysis.group) {
    query.Column("g", "group");
    statement.columns.push_back({"group", AnalysisRole::kGroup, TypeOf(analysis.group->property)});
    KeepTopGroups(query, "shares", "sum(triggers) OVER (PARTITION BY g)", *analysis.group, "touch IS NULL");
  } else {
    query.From("shares");
  }
  query.OrderBy("touch");
  query.Column("triggers", "triggers").Column("converting_triggers", "converting_triggers");
  query.Column("contribution", "contribution").Column("share", "share");
  statement.columns.insert(statement.columns.end(),
                           {{"triggers", AnalysisRole::kMeasure, AnalysisType::kInteger},
                            {"converting_triggers", AnalysisRole::kMeasure, AnalysisType::kInteger},
                            {"contribution", AnalysisRole::kMeasure, AnalysisType::kNumber},
                            {"share", AnalysisRole::kMeasure, AnalysisType::kNumber}});
  statement.sql = query.ToSql();
  return statement;
}

}  // namespace millrace
