#include "explore/analysis_sql.h"
#include "explore/event_scan.h"
#include "explore/grouped_periods.h"

namespace millrace {
namespace {

struct NodeSource {
  const char* column;
  const char* event;  // null: every event is a node
};

NodeSource SourceOf(PathNode node) {
  switch (node) {
    case PathNode::kScreenName:
      return {"screen_view_screen_name", "_screen_view"};
    case PathNode::kScreenClass:
      return {"screen_view_screen_id", "_screen_view"};
    case PathNode::kPageTitle:
      return {"page_view_page_title", "_page_view"};
    case PathNode::kPageUrl:
      return {"page_view_page_url", "_page_view"};
    default:
      return {"event_name", nullptr};
  }
}

Select NodeEvents(const Analysis& analysis, const PathAnalysis& path, EventScan& scan, const AnalysisDays& range) {
  const NodeSource source = SourceOf(path.node);
  const Sql column = Sql("v.") + Sql::Name(source.column);
  Select events = scan.Events(range, analysis.filter);
  events.Column("v.user_pseudo_id", "d").Column(column, "node").Where(column + " IS NOT NULL");
  if (source.event != nullptr) events.Where("v.event_name = " + scan.values().Text(source.event));
  if (!path.gap_seconds) events.Column("v.session_id", "s").Where("v.session_id IS NOT NULL");
  if (analysis.group) events.Column(scan.Group(analysis.group->property), "g");
  return events;
}

// Sessions by inactivity: `s` numbers those of a user.
void NumberSessions(Select& query, int64_t gap_seconds, const SqlDialect& dialect) {
  const Sql order = Sql("(PARTITION BY u ORDER BY ") + kEventOrder;
  const Sql gap = dialect.AddSeconds("lag(ts) OVER " + order + ")", Sql::Digits(gap_seconds));
  query.With("begins", Select().Column("*, CASE WHEN ts <= " + gap + " THEN 0 ELSE 1 END", "begin").From("events"));
  query.With("sessions",
             Select()
                 .Column("*, sum(\"begin\") OVER " + order + " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)", "s")
                 .From("begins"));
}

// The relation `nodes`: with `is_other`, whose `node` is NULL.
void ChooseNodes(Select& query, const PathAnalysis& path, const Sql& rows, bool has_group, SqlValues& values) {
  Select nodes;
  nodes.Column("u", "u").Column("d", "d").Column("s", "s").Column("ts", "ts").Column("seq", "seq").Column("id", "id");
  if (has_group) nodes.Column("g", "g");
  if (path.nodes.empty()) {
    nodes.Column("node", "node").Column("FALSE", "is_other");
  } else {
    const Sql is_chosen = "node IN (" + values.Texts(path.nodes) + ")";
    if (path.drops_others) nodes.Where(is_chosen);
    nodes.Column("CASE WHEN " + is_chosen + " THEN node END", "node").Column("NOT " + is_chosen, "is_other");
  }
  query.With("nodes", nodes.From(rows));
}

}  // namespace

AnalysisStatement BuildPath(const Analysis& analysis, const AnalysisTarget& target, const AnalysisDays& range) {
  const auto& path = std::get<PathAnalysis>(analysis.body);
  AnalysisStatement statement;
  EventScan scan(target, statement.values);
  Select query;
  query.With("events", NodeEvents(analysis, path, scan, range));
  if (path.gap_seconds) NumberSessions(query, *path.gap_seconds, scan.dialect());
  ChooseNodes(query, path, path.gap_seconds ? Sql("sessions") : Sql("events"), analysis.group.has_value(),
              statement.values);

  const Sql session = path.gap_seconds ? Sql("(PARTITION BY u, s") : Sql("(PARTITION BY d, s");
  const Sql in_order = session + " ORDER BY " + kEventOrder + ")";
  Sql rows = "nodes";
  if (path.merges_repeats) {
    query.With(
        "neighbours",
        Select().Column("*, row_number() OVER " + in_order + " AS n, lag(node) OVER " + in_order, "before").From(rows));
    query.With("merged", Select()
                             .Column("*, 0", "merged")
                             .From("neighbours")
                             .Where("n = 1 OR NOT " + scan.dialect().IsSame("node", "before")));
    rows = "merged";
  }
  query.With("positions", Select().Column("*, row_number() OVER " + in_order, "pos").From(rows));
  rows = "positions";
  Sql step = "pos";
  if (path.start) {
    query.With("begun", Select()
                            .Column("*, min(CASE WHEN node = " + statement.values.Text(*path.start) +
                                        " THEN pos END) OVER " + session + ")",
                                    "start_pos")
                            .From(rows));
    rows = "begun";
    step = "pos - start_pos + 1";
  }
  query.With("steps", Select().Column("*, " + step, "step").From(rows));
  const Sql by_step = session + " ORDER BY step)";
  // The group of a path is that of its first node.
  const Sql group = analysis.group ? "first_value(g) OVER " + by_step + " AS path_g, " : Sql("");
  query.With("edges",
             Select()
                 .Column("*, " + group + "lag(node) OVER " + by_step + " AS source, lag(is_other) OVER " + by_step,
                         "source_is_other")
                 .From("steps")
                 .Where("step BETWEEN 1 AND " + Sql::Digits(path.steps)));
  Select weights;
  weights.Column("step, source, source_is_other, node, is_other, count(*)", "paths")
      .Column(path.entity == CountedEntity::kUsers ? Sql("count(DISTINCT u)") : Sql("count(*)"), "weight")
      .From("edges");
  if (analysis.group) weights.Column("path_g", "g");
  weights.GroupBy(analysis.group ? Sql("step, source, source_is_other, node, is_other, path_g")
                                 : Sql("step, source, source_is_other, node, is_other"));
  query.With("weights", weights);
  if (analysis.group) {
    query.Column("g", "group");
    statement.columns.push_back({"group", AnalysisRole::kGroup, TypeOf(analysis.group->property)});
    KeepTopGroups(query, "weights", "sum(CASE WHEN step = 1 THEN paths END) OVER (PARTITION BY g)", *analysis.group);
  } else {
    query.From("weights");
  }
  query.Column("step", "step")
      .Column("source", "source")
      .Column("source_is_other", "source_is_other")
      .Column("node", "target")
      .Column("is_other", "target_is_other")
      .Column("weight", "weight")
      .OrderBy("step")
      .OrderBy("weight", SortOrder::kDescending)
      .OrderBy("source")
      .OrderBy("source_is_other")
      .OrderBy("target")
      .OrderBy("target_is_other");
  statement.sql = query.ToSql();
  statement.columns.insert(statement.columns.end(),
                           {{"step", AnalysisRole::kDimension, AnalysisType::kInteger},
                            {"source", AnalysisRole::kDimension, AnalysisType::kText},
                            {"source_is_other", AnalysisRole::kDimension, AnalysisType::kBoolean},
                            {"target", AnalysisRole::kDimension, AnalysisType::kText},
                            {"target_is_other", AnalysisRole::kDimension, AnalysisType::kBoolean},
                            {"weight", AnalysisRole::kMeasure, AnalysisType::kInteger}});
  return statement;
}

}  // namespace millrace
