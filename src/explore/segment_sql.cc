#include "explore/segment_sql.h"

#include "explore/event_scan.h"

#include "core/error.h"

namespace millrace {
namespace {

Sql AllUsers(const AnalysisTarget& target) {
  return "SELECT coalesce(u.user_id, u.user_pseudo_id) AS u FROM " + Sql::Relation(target.schema, "user_v2") + " AS u";
}

Sql SignOf(SegmentComparison comparison) {
  switch (comparison) {
    case SegmentComparison::kEqual:
      return " = ";
    case SegmentComparison::kNotEqual:
      return " <> ";
    case SegmentComparison::kGreater:
      return " > ";
    case SegmentComparison::kGreaterEqual:
      return " >= ";
    case SegmentComparison::kLess:
      return " < ";
    default:
      return " <= ";
  }
}

class SegmentBuilder {
 public:
  SegmentBuilder(const AnalysisTarget& target, int32_t last_day, SegmentStatement& statement)
      : target_(target), last_day_(last_day), scan_(target, statement.values) {}

  Sql Build(const Segment& segment) {
    std::vector<Sql> groups;
    groups.reserve(segment.groups.size());
    for (const SegmentGroup& group : segment.groups) {
      std::vector<Sql> conditions;
      conditions.reserve(group.conditions.size());
      for (const SegmentCondition& condition : group.conditions) {
        conditions.push_back(IsMember(condition, group.range.Resolve(last_day_)));
      }
      groups.push_back("(" + JoinSql(conditions, group.is_all ? Sql(" AND ") : Sql(" OR ")) + ")");
    }
    Sql candidates = AllUsers(target_);
    for (const Sql& users : positive_) candidates += " UNION ALL SELECT u FROM " + users;
    query_.With("candidates", candidates);
    return query_.Distinct()
        .Column("u", "user_id")
        .From("candidates")
        .Where(JoinSql(groups, segment.is_all ? Sql(" AND ") : Sql(" OR ")))
        .ToSql();
  }

 private:
  Sql IsMember(const SegmentCondition& condition, const AnalysisDays& range) {
    const std::string name = "condition_" + std::to_string(++conditions_);
    bool is_in = true;
    switch (condition.kind) {
      case SegmentCondition::Kind::kDone:
        query_.With(name, Done(condition, range, name));
        break;
      case SegmentCondition::Kind::kNotDone:
        query_.With(name, Matching(condition.match, range).ToSql());
        is_in = false;
        break;
      case SegmentCondition::Kind::kSequence:
        query_.With(name, Sequence(condition, range, name));
        break;
      case SegmentCondition::Kind::kSegment:
        query_.With(name, "SELECT s.user_id AS u FROM " + Sql::Relation(target_.schema, "segment_user") +
                              " AS s WHERE s.segment_id = " + scan_.values().Text(condition.segment));
        is_in = condition.is_member;
        break;
    }
    const Sql users = Sql::Name(name);
    if (is_in) positive_.push_back(users);
    // A user id is never NULL, so NOT IN means what it says.
    return Sql("u ") + (is_in ? Sql("IN") : Sql("NOT IN")) + " (SELECT u FROM " + users + ")";
  }

  Select Matching(const EventMatch& match, const AnalysisDays& range) {
    return scan_.Events(range, {}).Where(scan_.Matches(match));
  }

  Sql Compares(const Sql& measure, const SegmentCondition& condition) {
    const Sql number = SqlDialect::AsNumber(measure);
    const Sql value = scan_.values().Real(condition.value);
    if (condition.comparison == SegmentComparison::kBetween) {
      return number + " BETWEEN " + value + " AND " + scan_.values().Real(condition.to);
    }
    return number + SignOf(condition.comparison) + value;
  }

  Select Done(const SegmentCondition& condition, const AnalysisDays& range, const std::string& name) {
    Select events = Matching(condition.match, range);
    events.Column(scan_.Day(), "day");
    if (condition.property) events.Column(scan_.Value(*condition.property), "x");
    const Sql rows = Sql::Name(name + "_events");
    query_.With(name + "_events", events);
    Select users = Select().Column("u", "u").GroupBy("u");
    switch (condition.measure) {
      case SegmentMeasure::kCount:
        return users.From(rows).Having(Compares("count(*)", condition));
      case SegmentMeasure::kDays:
        return users.From(rows).Having(Compares("count(DISTINCT day)", condition));
      case SegmentMeasure::kCountPerDay: {
        const Select days = Select().Column("u, day, count(*)", "n").From(rows).GroupBy("u, day");
        return users.From(days, "days").Having(Compares("max(n)", condition));
      }
      case SegmentMeasure::kConsecutiveDays:
        return users.From(Runs(rows), "runs").Having(Compares("max(n)", condition));
      case SegmentMeasure::kSum:
        return users.From(rows).Having(Compares("sum(x)", condition));
      case SegmentMeasure::kMin:
        return users.From(rows).Having(Compares("min(x)", condition));
      case SegmentMeasure::kMax:
        return users.From(rows).Having(Compares("max(x)", condition));
      case SegmentMeasure::kAverage:
        return users.From(rows).Having(Compares("avg(x)", condition));
      case SegmentMeasure::kDistinct:
        return users.From(rows).Having(Compares("count(DISTINCT x)", condition));
    }
    throw InternalError("unknown measure of a segment");
  }

  // Days in a row have the same difference between the day and its rank.
  Select Runs(const Sql& rows) {
    const Select days = Select().Distinct().Column("u", "u").Column("day", "day").From(rows);
    const Select ranked = Select()
                              .Column("u, " + scan_.dialect().DaysBetween(scan_.values().Day(0), "day") +
                                          " - row_number() OVER (PARTITION BY u ORDER BY day)",
                                      "run")
                              .From(days, "days");
    return Select().Column("u, count(*)", "n").From(ranked, "ranked").GroupBy("u, run");
  }

  Select Sequence(const SegmentCondition& condition, const AnalysisDays& range, const std::string& name) {
    Select events = scan_.Events(range, {});
    events.Column("v.user_pseudo_id", "d").Column("v.session_id", "s");
    if (condition.is_within_session) events.Where("v.session_id IS NOT NULL");
    for (size_t i = 0; i < condition.steps.size(); ++i) {
      events.Column(scan_.Matches(condition.steps[i]), "m" + std::to_string(i + 1));
    }
    const Sql window = Sql(" OVER (PARTITION BY ") + (condition.is_within_session ? Sql("d, s") : Sql("u")) +
                       " ORDER BY " + kEventOrder;
    query_.With(name + "_events", events);
    // r_k: the event ends steps 1 to k.
    Sql rows = Sql::Name(name + "_events");
    Sql reached = "m1";
    for (size_t step = 2; step <= condition.steps.size(); ++step) {
      const Sql before = condition.is_direct ? "lag(" + reached + ")" + window + ")"
                                             : "bool_or(" + reached + ")" + window +
                                                   " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)";
      const std::string column = "r" + std::to_string(step);
      std::string relation = name;
      relation.append("_").append(column);
      query_.With(
          relation,
          Select()
              .Column("*, m" + Sql::Digits(static_cast<int64_t>(step)) + " AND coalesce(" + before + ", FALSE)", column)
              .From(rows));
      rows = Sql::Name(relation);
      reached = Sql::Own(column);
    }
    return Select().Distinct().Column("u", "u").From(rows).Where(reached);
  }

  const AnalysisTarget& target_;
  const int32_t last_day_;
  EventScan scan_;
  Select query_;
  std::vector<Sql> positive_;  // relations whose users may be in the segment
  int conditions_ = 0;
};

}  // namespace

SegmentStatement BuildSegment(const Segment& segment, const AnalysisTarget& target, int32_t last_complete_day) {
  SegmentStatement statement;
  statement.sql = SegmentBuilder(target, last_complete_day, statement).Build(segment);
  return statement;
}

SegmentStatement ClearSegment(std::string_view id, const AnalysisTarget& target) {
  SegmentStatement statement;
  statement.sql = "DELETE FROM " + Sql::Relation(target.schema, "segment_user") +
                  " WHERE segment_id = " + statement.values.Text(id);
  return statement;
}

SegmentStatement FillSegment(std::string_view id, const Segment& segment, const AnalysisTarget& target,
                             int32_t last_complete_day) {
  SegmentStatement statement = BuildSegment(segment, target, last_complete_day);
  statement.sql = "INSERT INTO " + Sql::Relation(target.schema, "segment_user") + " (segment_id, user_id) SELECT " +
                  SqlDialect::AsText(statement.values.Text(id)) + ", q.user_id FROM (" + statement.sql + ") AS q";
  return statement;
}

SegmentStatement SegmentUsers(std::string_view id, const AnalysisTarget& target, int64_t limit) {
  SegmentStatement statement;
  statement.sql =
      "SELECT s.user_id, u.user_pseudo_id, u.user_properties_json_str, u.first_visit_date, " +
      Sql("u.first_referrer, u.first_traffic_source, u.first_traffic_medium, u.first_traffic_campaign, ") +
      "u.first_traffic_channel_group, u.first_app_install_source FROM " + Sql::Relation(target.schema, "segment_user") +
      " AS s LEFT JOIN " + Sql::Relation(target.schema, "user_v2") +
      " AS u ON coalesce(u.user_id, u.user_pseudo_id) = s.user_id WHERE s.segment_id = " + statement.values.Text(id) +
      " ORDER BY s.user_id, u.user_pseudo_id LIMIT " + Sql::Digits(limit);
  return statement;
}

SegmentStatement SegmentSummary(std::string_view id, const AnalysisTarget& target) {
  SegmentStatement statement;
  statement.sql = "SELECT (SELECT count(*) FROM " + Sql::Relation(target.schema, "segment_user") +
                  " AS s WHERE s.segment_id = " + statement.values.Text(id) +
                  ") AS segment_size, (SELECT count(DISTINCT q.u) FROM (" + AllUsers(target) + ") AS q) AS total_users";
  return statement;
}

}  // namespace millrace
