// Which steps an entry (an event of step 1) reaches is decided by the earliest way to complete each step: t1_k is the
// earliest time at which step k can be completed after a row, if the row is step 1. Backwards from the last step, tj_k
// is the least tj+1_k, or the least time of step j+1 itself, of the rows of step j+1 that follow. So there is one pass
// over the user's events for each step, and the work does not depend on how often steps repeat.
#include "explore/analysis_sql.h"
#include "explore/event_scan.h"
#include "explore/grouped_periods.h"

namespace millrace {
namespace {

Sql StepFlag(size_t step) {
  return Sql::Own("m" + std::to_string(step));
}

std::string ReachName(size_t from, size_t step) {
  return "t" + std::to_string(from) + "_" + std::to_string(step);
}

// The relation with tfrom_k for all k, over `rows` which has those of from + 1.
Select Reach(size_t from, size_t steps, const Sql& partition, const Sql& rows) {
  const Sql following =
      " OVER (PARTITION BY " + partition + " ORDER BY pos DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)";
  Select reach;
  Sql columns = "*";
  for (size_t step = from + 1; step <= steps; ++step) {
    const Sql time = step == from + 1 ? Sql("ts") : Sql::Own(ReachName(from + 1, step));
    if (step > from + 1) columns += " AS " + Sql::Own(ReachName(from, step - 1));
    columns = (step == from + 1 ? Sql("*, ") : columns + ", ") + "min(CASE WHEN " + StepFlag(from + 1) + " THEN " +
              time + " END)" + following;
  }
  return reach.Column(columns, ReachName(from, steps)).From(rows);
}

Sql IsWithin(const AnalysisWindow& window, const Sql& time, EventScan& scan) {
  if (window.kind == AnalysisWindow::Kind::kDay) return scan.DayOf(time) + " = day";
  return time + " <= " + scan.dialect().AddSeconds("ts", Sql::Digits(window.seconds));
}

}  // namespace

AnalysisStatement BuildFunnel(const Analysis& analysis, const AnalysisTarget& target, const AnalysisDays& range) {
  const auto& body = std::get<FunnelAnalysis>(analysis.body);
  const size_t steps = body.steps.size();
  AnalysisStatement statement;
  EventScan scan(target, statement.values);
  Select events = scan.Events(range, analysis.filter);
  events.Column(scan.Day(), "day");
  if (analysis.group) events.Column(scan.Group(analysis.group->property), "g");
  std::vector<const EventMatch*> matches;
  std::vector<Sql> flags;
  for (size_t i = 0; i < steps; ++i) {
    events.Column(scan.Matches(body.steps[i]), "m" + std::to_string(i + 1));
    matches.push_back(&body.steps[i]);
    flags.push_back(StepFlag(i + 1));
  }
  scan.LimitNames(events, matches);
  const Sql partition = analysis.group && !body.groups_first_step_only ? Sql("u, g") : Sql("u");
  Select query;
  query.With("events", events);
  query.With("steps",
             Select()
                 .Column("*, row_number() OVER (PARTITION BY " + partition + " ORDER BY " + kEventOrder + ")", "pos")
                 .From("events")
                 .Where(JoinSql(flags, " OR ")));
  Sql rows = "steps";
  for (size_t from = steps - 1; from >= 1; --from) {
    const std::string name = "reach_" + std::to_string(from);
    query.With(name, Reach(from, steps, partition, rows));
    rows = Sql::Own(name);
  }

  std::vector<Sql> reached = {"1"};
  std::vector<NamedMeasure> measures;
  for (size_t step = 1; step <= steps; ++step) {
    if (step > 1) {
      const Sql time = Sql::Own(ReachName(1, step));
      reached.push_back("CASE WHEN " + IsWithin(body.window, time, scan) + " THEN 1 ELSE 0 END");
    }
    const Sql counted = body.entity == CountedEntity::kUsers ? Sql("count(DISTINCT CASE WHEN reached >= ")
                                                             : Sql("count(CASE WHEN reached >= ");
    measures.push_back({.name = "step_" + std::to_string(step),
                        .expression = counted + Sql::Digits(static_cast<int64_t>(step)) + " THEN u END)",
                        .type = AnalysisType::kInteger});
  }
  Select entries;
  entries.Column("u", "u").Column(EventScan::PeriodOf("day", analysis.granularity, scan.dialect()), "period");
  if (analysis.group) entries.Column("g", "g");
  entries.Column(JoinSql(reached, " + "), "reached").From(rows).Where("m1");
  query.With("entries", entries);
  CountByPeriodAndGroup(statement, query, "entries", measures, "count(*)", analysis.group);
  statement.sql = query.ToSql();
  return statement;
}

}  // namespace millrace
