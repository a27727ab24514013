#include "explore/event_scan.h"

#include "core/error.h"
#include "core/time.h"

namespace millrace {
namespace {

Sql ColumnOf(std::string_view name) {
  return "v." + Sql::Name(name);
}

SqlPeriod SqlPeriodOf(Granularity granularity) {
  switch (granularity) {
    case Granularity::kDay:
      return SqlPeriod::kDay;
    case Granularity::kWeek:
      return SqlPeriod::kWeek;
    case Granularity::kMonth:
      return SqlPeriod::kMonth;
  }
  throw InternalError("unknown granularity");
}

Sql Sign(FilterOperator comparison) {
  switch (comparison) {
    case FilterOperator::kLess:
      return " < ";
    case FilterOperator::kLessEqual:
      return " <= ";
    case FilterOperator::kGreater:
      return " > ";
    case FilterOperator::kGreaterEqual:
      return " >= ";
    default:
      return " = ";
  }
}

// The beginning of a UTC day as a constant: a number of our own, which nobody typed.
Sql UtcDay(int32_t day) {
  return Sql::Own("TIMESTAMP '" + FormatDay(day) + " 00:00:00'");
}

}  // namespace

AnalysisType TypeOf(const Property& property) {
  switch (property.type) {
    case PropertyType::kText:
      return AnalysisType::kText;
    case PropertyType::kNumber:
      return AnalysisType::kNumber;
    case PropertyType::kBoolean:
      return AnalysisType::kBoolean;
  }
  throw InternalError("unknown type of a property");
}

EventScan::EventScan(const AnalysisTarget& target, SqlValues& values)
    : target_(target), values_(values), dialect_(SqlDialect::Of(target.dialect)) {}

Sql EventScan::Value(const Property& property) {
  if (property.source == PropertySource::kColumn) {
    const Sql column = ColumnOf(property.name);
    if (property.type == PropertyType::kNumber) return SqlDialect::AsNumber(column);
    return FindViewColumn(property.name)->stored == ModelType::kDate ? SqlDialect::AsText(column) : column;
  }
  const Sql json =
      property.source == PropertySource::kParameter ? Sql("v.custom_parameters") : Sql("v.user_properties");
  Sql text = dialect_.JsonText(json, {property.name, "value"}, values_);
  switch (property.type) {
    case PropertyType::kNumber:
      return dialect_.NumberOf(text);
    case PropertyType::kBoolean:
      return "CASE " + text + " WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END";
    default:
      return text;
  }
}

Sql EventScan::Group(const Property& property) {
  const Sql value = Value(property);
  return property.type == PropertyType::kText ? "left(" + value + ", " + Sql::Digits(kMaxGroupText) + ")" : value;
}

Sql EventScan::Bound(const PropertyValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return values_.Text(*text);
  if (const auto* number = std::get_if<double>(&value)) return values_.Real(*number);
  return values_.Boolean(std::get<bool>(value));
}

// May be NULL where the property is.
Sql EventScan::Compares(const Filter& filter) {
  const Sql value = "(" + Value(filter.property) + ")";
  switch (filter.comparison) {
    case FilterOperator::kIn:
    case FilterOperator::kNotIn: {
      std::vector<Sql> values;
      values.reserve(filter.values.size());
      for (const PropertyValue& each : filter.values) values.push_back(Bound(each));
      return SqlDialect::IsOneOf(value, values, false);
    }
    case FilterOperator::kContains:
    case FilterOperator::kNotContains:
      return SqlDialect::Contains(value, Bound(filter.values[0]));
    default:
      return value + Sign(filter.comparison) + Bound(filter.values[0]);
  }
}

Sql EventScan::Matches(const Filter& filter) {
  if (filter.kind == Filter::Kind::kComparison) {
    switch (filter.comparison) {
      case FilterOperator::kIsNull:
        return "(" + Value(filter.property) + ") IS NULL";
      case FilterOperator::kIsNotNull:
        return "(" + Value(filter.property) + ") IS NOT NULL";
      case FilterOperator::kNotEqual:
      case FilterOperator::kNotIn:
      case FilterOperator::kNotContains:
        return "NOT coalesce(" + Compares(filter) + ", FALSE)";
      default:
        return "coalesce(" + Compares(filter) + ", FALSE)";
    }
  }
  if (filter.parts.empty()) return "TRUE";
  std::vector<Sql> parts;
  parts.reserve(filter.parts.size());
  for (const Filter& part : filter.parts) parts.push_back("(" + Matches(part) + ")");
  return JoinSql(parts, filter.kind == Filter::Kind::kAnd ? Sql(" AND ") : Sql(" OR "));
}

Sql EventScan::Matches(const EventMatch& match) {
  if (!match.event) return "(" + Matches(match.filter) + ")";
  const Sql is_event = "v.event_name = " + values_.Text(*match.event);
  return match.filter.empty() ? "(" + is_event + ")" : "(" + is_event + " AND (" + Matches(match.filter) + "))";
}

Sql EventScan::DayOf(const Sql& time) {
  return SqlDialect::AsDay(dialect_.LocalTime(time, values_.Text(target_.timezone)));
}

Sql EventScan::Day() {
  return DayOf("v.event_timestamp");
}

Select EventScan::Events(const AnalysisDays& range, const Filter& filter, int64_t look_back_seconds) {
  const Sql zone = values_.Text(target_.timezone);
  Sql begin = dialect_.UtcTime(SqlDialect::AsTime(values_.Day(range.first)), zone);
  if (look_back_seconds > 0) begin = dialect_.AddSeconds(begin, Sql::Digits(-look_back_seconds));
  Select events;
  events.Column("v.merged_user_id", "u")
      .Column("v.event_timestamp", "ts")
      .Column("v.event_bundle_sequence_id", "seq")
      .Column("v.event_id", "id")
      .From(Sql::Relation(target_.schema, "clickstream_event_view_v3") + " AS v")
      // Engines skip what constants rule out; bound values and time zones come too late for that. No zone is a day away
      // from UTC.
      .Where("v.event_timestamp >= " + UtcDay(range.first - 1 - static_cast<int32_t>(look_back_seconds / 86'400 + 1)))
      .Where("v.event_timestamp < " + UtcDay(range.last + 2))
      .Where("v.event_timestamp >= " + begin)
      .Where("v.event_timestamp < " + dialect_.UtcTime(SqlDialect::AsTime(values_.Day(range.last + 1)), zone));
  if (!filter.empty()) events.Where(Matches(filter));
  return events;
}

void EventScan::LimitNames(Select& events, const std::vector<const EventMatch*>& matches) {
  std::vector<std::string> names;
  for (const EventMatch* match : matches) {
    if (!match->event) return;
    names.push_back(*match->event);
  }
  events.Where("v.event_name IN (" + values_.Texts(names) + ")");
}

Sql EventScan::PeriodOf(const Sql& day, Granularity granularity, const SqlDialect& dialect) {
  if (granularity == Granularity::kDay) return day;
  return SqlDialect::AsDay(dialect.PeriodStart(day, SqlPeriodOf(granularity)));
}

}  // namespace millrace
