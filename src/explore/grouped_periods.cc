#include "explore/grouped_periods.h"

#include "explore/event_scan.h"

namespace millrace {

void CountByPeriodAndGroup(AnalysisStatement& statement, Select& query, const Sql& rows,
                           const std::vector<NamedMeasure>& measures, const Sql& rank,
                           const std::optional<Grouping>& group) {
  Select counted;
  if (group) {
    counted.Column(
        "CASE WHEN grouping(period) = 0 AND grouping(g) = 0 THEN 'group_period' WHEN grouping(g) = 0 THEN 'group' "
        "WHEN grouping(period) = 0 THEN 'period' ELSE 'total' END",
        "scope");
  } else {
    counted.Column("CASE WHEN grouping(period) = 0 THEN 'period' ELSE 'total' END", "scope");
  }
  counted.Column("period", "period");
  if (group) counted.Column("g", "g").Column(rank, "n");
  for (const NamedMeasure& measure : measures) counted.Column(measure.expression, measure.name);
  counted.From(rows).GroupBy(group ? Sql("GROUPING SETS ((period, g), (period), (g), ())")
                                   : Sql("GROUPING SETS ((period), ())"));
  query.With("counted", counted);

  query.Column("scope", "scope").Column("period", "period");
  statement.columns = {{"scope", AnalysisRole::kScope, AnalysisType::kText},
                       {"period", AnalysisRole::kPeriod, AnalysisType::kDay}};
  if (group) {
    query.Column("g", "group");
    statement.columns.push_back({"group", AnalysisRole::kGroup, TypeOf(group->property)});
  }
  for (const NamedMeasure& measure : measures) {
    query.Column(Sql::Name(measure.name), measure.name);
    statement.columns.push_back({measure.name, AnalysisRole::kMeasure, measure.type});
  }
  if (!group) {
    query.From("counted").OrderBy("scope", SortOrder::kDescending).OrderBy("period");
    return;
  }
  // A NULL group shares its value with the rows of all groups, which therefore rank behind.
  const Sql is_group = "(CASE WHEN scope IN ('group', 'group_period') THEN 0 ELSE 1 END)";
  Select sized;
  sized.Column("*, max(CASE WHEN scope = 'group' THEN n END) OVER (PARTITION BY g)", "group_size").From("counted");
  Select ranked;
  ranked
      .Column("*, dense_rank() OVER (ORDER BY " + is_group + ", group_size DESC NULLS LAST, g NULLS LAST)",
              "group_rank")
      .From("sized");
  query.With("sized", sized).With("ranked", ranked);
  query.From("ranked")
      .Where(is_group + " = 1 OR group_rank <= " + Sql::Digits(group->top))
      .OrderBy(is_group, SortOrder::kDescending)
      .OrderBy("scope", SortOrder::kDescending)
      .OrderBy("group_rank")
      .OrderBy("period");
}

void KeepTopGroups(Select& query, const Sql& rows, const Sql& size, const Grouping& group, const Sql& always) {
  query.With("sized", Select().Column("*, " + size, "group_size").From(rows));
  query.With("ranked",
             Select()
                 .Column("*, dense_rank() OVER (ORDER BY group_size DESC NULLS LAST, g NULLS LAST)", "group_rank")
                 .From("sized"));
  query.From("ranked").Where("group_rank <= " + Sql::Digits(group.top) + " OR " + always).OrderBy("group_rank");
}

}  // namespace millrace
