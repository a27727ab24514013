#include "charts/chart_source.h"

#include <algorithm>

#include "core/error.h"

namespace millrace {
namespace {

constexpr int kLongestWindow = 30;  // days of the running sums and of monthly active users

constexpr std::string_view kDauWau = "clickstream_retention_dau_wau";
constexpr std::string_view kRetentionView = "clickstream_retention_view_v3";

// What the columns of these charts are computed from, for merged users.
Sql MergedUser() {
  return "coalesce(u.user_id, i.user_pseudo_id)";
}

}  // namespace

std::optional<ChartDays> DaysReadBy(const ChartRequest& request) {
  // The running sums end where the table does.
  if (request.chart->source == ChartSource::kActivity || request.chart->range_column != "event_date") return {};
  ChartDays days = {FirstDayOf(request.range), DayAfter(request.range) - 1};
  if (request.comparison) {
    days.first = std::min(days.first, FirstDayOf(*request.comparison));
    days.last = std::max(days.last, DayAfter(*request.comparison) - 1);
  }
  days.first -= kLongestWindow - 1;
  return days;
}

bool ChartSourceSql::IsWhole() const {
  switch (chart_.source) {
    case ChartSource::kActivity:
    case ChartSource::kStickiness:
    case ChartSource::kActiveDate:
    case ChartSource::kEvents:
    case ChartSource::kUsers:
      return true;
    default:
      return false;
  }
}

Sql ChartSourceSql::Grouped(const TimeRange& range) {
  switch (chart_.source) {
    case ChartSource::kIntraday:
      return Intraday(range);
    case ChartSource::kItems:
      return Items(range);
    case ChartSource::kFirstPurchase:
      return FirstPurchases(range);
    default:
      return Filtered(range);
  }
}

Select ChartSourceSql::Whole(const TimeRange& range) {
  switch (chart_.source) {
    case ChartSource::kActivity:
      return Activity(range);
    case ChartSource::kStickiness:
      return Stickiness(range);
    case ChartSource::kActiveDate:
      return request_.Chosen("cohort").front() == "First Visit Date" ? FirstVisits(range) : ActiveDates(range);
    case ChartSource::kEvents:
      return Events(range);
    case ChartSource::kUsers:
      return Users(range);
    default:
      throw InternalError("the chart `" + std::string(chart_.id) + "` is grouped");
  }
}

Sql ChartSourceSql::Typed(const ChartColumn& column, const Sql& expression) const {
  switch (column.type) {
    case ChartType::kDay:
    case ChartType::kWeek:
      return SqlDialect::AsDay(expression);
    case ChartType::kHour:
    case ChartType::kTimestamp:
      return SqlDialect::AsTime(expression);
    case ChartType::kInteger:
      return SqlDialect::AsInteger(expression);
    case ChartType::kNumber:
      return SqlDialect::AsNumber(expression);
    case ChartType::kText:
    case ChartType::kJson:
      return expression;
  }
  throw InternalError("unknown type of a chart's column");
}

Sql ChartSourceSql::ColumnSql(const ChartColumn& column) const {
  const bool is_measure = column.role == ChartRole::kMeasure;
  if (is_measure && chart_.source == ChartSource::kIntraday) {
    return Typed(column, "count(DISTINCT " + Sql::Name(column.name) + ")");
  }
  if (is_measure && chart_.source == ChartSource::kRetentionRate) {
    const bool is_plain = request_.Chosen("average").front() == "Plain";
    return is_plain ? "avg(" + SqlDialect::Ratio("returned_user_count", "total_users") + ")"
                    : SqlDialect::Ratio("sum(returned_user_count)", "sum(total_users)");
  }
  return Typed(column, Sql::Own(column.sql));
}

Sql ChartSourceSql::IsChosen(const Sql& expression, const std::vector<ChosenValue>& chosen) {
  std::vector<Sql> texts;
  bool with_null = false;
  for (const ChosenValue& value : chosen) {
    if (value) {
      texts.push_back(values_.Text(*value));
    } else {
      with_null = true;
    }
  }
  return SqlDialect::IsOneOf(expression, texts, with_null);
}

void ChartSourceSql::RestrictRange(Select& select, const Sql& column, const TimeRange& range) {
  select.Where(column + " >= " + values_.Day(FirstDayOf(range)) + " AND " + column + " < " +
               values_.Day(DayAfter(range)));
}

void ChartSourceSql::RestrictChoices(Select& select) {
  for (const ChartSelector& selector : chart_.selectors) {
    const auto chosen = request_.Chosen(selector.name);
    if (!selector.sql.empty() && !chosen.empty()) select.Where(IsChosen(Sql::Own(selector.sql), chosen));
  }
}

void ChartSourceSql::Restrict(Select& select) {
  if (!request_.platforms.empty()) select.Where(IsChosen("platform", request_.platforms));
  if (!request_.countries.empty()) select.Where(IsChosen(Sql::Name(chart_.country_column), request_.countries));
  if (!chart_.condition.empty()) select.Where(Sql::Own(chart_.condition));
  RestrictChoices(select);
}

Sql ChartSourceSql::Filtered(const TimeRange& range) {
  Select select;
  select.Everything().From(Table(chart_.table));
  RestrictRange(select, Sql::Name(chart_.range_column), range);
  Restrict(select);
  return "(" + select.ToSql() + ") AS r";
}

// The users of an hour, and those of the same hour a day earlier, under the two measures' names.
Sql ChartSourceSql::Intraday(const TimeRange& range) {
  const ChartColumn& now = chart_.columns[1];
  const ChartColumn& before = chart_.columns[2];
  const auto users = [&](const Sql& hour, const Sql& of_hour, const Sql& of_day_before, const TimeRange& days) {
    Select select;
    select.Column(hour, "event_date").Column(of_hour, now.name).Column(of_day_before, before.name);
    select.From(Table(chart_.table));
    RestrictRange(select, "event_date", days);
    Restrict(select);
    return select.ToSql();
  };
  constexpr int64_t kDay = 86'400'000'000;
  const TimeRange day_before = {range.begin_us - kDay, range.end_us - kDay};
  const Sql next_day = sql_.AddPeriods("event_date", "1", SqlPeriod::kDay);
  const Sql user = Sql::Own(now.sql);
  return "(" + users("event_date", user, SqlDialect::AsText("NULL"), range) + " UNION ALL " +
         users(next_day, SqlDialect::AsText("NULL"), user, day_before) + ") AS r";
}

// Items with their local day, their amount and the merged user. An item without a currency is paid in that of its
// event.
Sql ChartSourceSql::Items(const TimeRange& range) {
  const Sql zone = values_.Text(app_.timezone);
  const auto midnight = [&](int32_t day) { return sql_.UtcTime(SqlDialect::AsTime(values_.Day(day)), zone); };
  // Few events carry a value, so that the join is small; whether an item needs it is not asked.
  Select paid;
  for (const std::string_view name : {"event_id", "event_timestamp", "event_value_currency"}) {
    paid.Column(Sql::Name(name), name);
  }
  paid.From(Table("event_v2")).Where("event_value_currency IS NOT NULL");
  paid.Where("event_timestamp >= " + midnight(FirstDayOf(range)) + " AND event_timestamp < " +
             midnight(DayAfter(range)));
  Select items;
  items.Column(SqlDialect::AsDay(sql_.LocalTime("i.event_timestamp", zone)), "event_date");
  for (const std::string_view name : {"platform", "event_name", "event_id", "item_id", "name", "category"}) {
    items.Column("i." + Sql::Name(name), name);
  }
  items.Column("coalesce(i.currency, e.event_value_currency)", "currency");
  items.Column("i.price * coalesce(i.quantity, 1)", "amount").Column(MergedUser(), "merged_user_id");
  items.From(Table(chart_.table) + " AS i");
  items.Join("LEFT JOIN " + Table("user_v2") + " AS u ON u.user_pseudo_id = i.user_pseudo_id");
  items.Join("LEFT JOIN (" + paid.ToSql() +
             ") AS e ON e.event_id = i.event_id AND e.event_timestamp = i.event_timestamp");
  items.Where("i.event_timestamp >= " + midnight(FirstDayOf(range)) + " AND i.event_timestamp < " +
              midnight(DayAfter(range)));
  Select select;
  select.Everything().From(items, "i");
  Restrict(select);
  return "(" + select.ToSql() + ") AS r";
}

// The first purchase of each merged user of all times, where it is in the range.
Sql ChartSourceSql::FirstPurchases(const TimeRange& range) {
  const Sql zone = values_.Text(app_.timezone);
  Select purchases;
  purchases.Column("u.first_traffic_channel_group", "first_traffic_channel_group").Column("i.platform", "platform");
  purchases.Column(SqlDialect::AsDay(sql_.LocalTime("i.event_timestamp", zone)), "event_date");
  purchases.Column("row_number() OVER (PARTITION BY " + MergedUser() +
                       " ORDER BY i.event_timestamp, i.event_id, i.item_id, i.user_pseudo_id)",
                   "place");
  purchases.From(Table(chart_.table) + " AS i");
  purchases.Join("LEFT JOIN " + Table("user_v2") + " AS u ON u.user_pseudo_id = i.user_pseudo_id");
  purchases.Where("i.event_name = 'purchase'");
  Select select;
  select.Everything().From(purchases, "p").Where("place = 1");
  RestrictRange(select, "event_date", range);
  Restrict(select);
  return "(" + select.ToSql() + ") AS r";
}

// Days without events count, so that sums run over days and not over rows.
Select ChartSourceSql::Activity(const TimeRange& range) {
  const int32_t first = FirstDayOf(range) - (kLongestWindow - 1);
  Select daily;
  daily.Column("event_date", "event_date").Column(SqlDialect::AsInteger("sum(event_count)"), "events");
  daily.From(Table(chart_.table)).GroupBy("event_date");
  daily.Where("event_date >= " + values_.Day(first) + " AND event_date < " + values_.Day(DayAfter(range)));
  Restrict(daily);
  Select days;
  days.Column(sql_.AddDays(values_.Day(first), "n"), "event_date").From(Table("number"));
  days.Where("n < " + values_.Integer(DayAfter(range) - first));
  Select running;
  running.Column("c.event_date", "event_date").Column("coalesce(d.events, 0)", "events");
  for (const auto& [name, rows] : {std::pair("events_7_days", 6), std::pair("events_30_days", 29)}) {
    running.Column(SqlDialect::AsInteger("sum(coalesce(d.events, 0)) OVER (ORDER BY c.event_date ROWS BETWEEN " +
                                         Sql::Digits(rows) + " PRECEDING AND CURRENT ROW)"),
                   name);
  }
  running.From("days AS c").Join("LEFT JOIN daily AS d ON d.event_date = c.event_date");
  Select kept;
  kept.Column("min(event_date)", "first_date").Column("max(event_date)", "last_date").From(Table(chart_.table));
  Select select;
  select.With("daily", daily).With("days", days).With("running", running).With("kept", kept);
  for (const ChartColumn& column : chart_.columns) select.Column("r." + Sql::Name(column.name), column.name);
  select.From("running AS r").Join("INNER JOIN kept AS k ON r.event_date BETWEEN k.first_date AND k.last_date");
  select.Where("r.event_date >= " + values_.Day(FirstDayOf(range))).OrderBy("1");
  return select;
}

Select ChartSourceSql::Stickiness(const TimeRange& range) {
  if (request_.platforms.size() > 1) return ActiveUsersOfPlatforms(range);
  Select select;
  select.Column("event_date", "event_date");
  select.Column(SqlDialect::Ratio("dau", "wau"), "dau_by_wau").Column(SqlDialect::Ratio("dau", "mau"), "dau_by_mau");
  select.Column(SqlDialect::Ratio("wau", "mau"), "wau_by_mau").From(Table(chart_.table));
  RestrictRange(select, "event_date", range);
  Restrict(select);
  return select.Where(request_.platforms.empty() ? Sql("all_platforms") : Sql("NOT all_platforms")).OrderBy("1");
}

// Users who were active on any of the platforms, each once.
Select ChartSourceSql::ActiveUsersOfPlatforms(const TimeRange& range) {
  Select active;
  active.Distinct().Column("event_date", "event_date").Column("merged_user_id", "merged_user_id");
  active.From(Table(kDauWau));
  active.Where("event_date >= " + values_.Day(FirstDayOf(range) - (kLongestWindow - 1)) + " AND event_date < " +
               values_.Day(DayAfter(range)));
  Restrict(active);
  Select days;
  days.Distinct().Column("event_date", "event_date").From("active");
  days.Where("event_date >= " + values_.Day(FirstDayOf(range)));
  const auto users = [](int window) {
    return "count(DISTINCT CASE WHEN a.event_date > d.event_date - " + Sql::Digits(window) +
           " THEN a.merged_user_id END)";
  };
  Select select;
  select.With("active", active).With("days", days).Column("d.event_date", "event_date");
  select.Column(SqlDialect::Ratio(users(1), users(7)), "dau_by_wau");
  select.Column(SqlDialect::Ratio(users(1), users(30)), "dau_by_mau");
  select.Column(SqlDialect::Ratio(users(7), users(30)), "wau_by_mau");
  select.From("days AS d");
  select.Join("INNER JOIN active AS a ON a.event_date <= d.event_date AND a.event_date > d.event_date - 30");
  return select.GroupBy("d.event_date").OrderBy("1");
}

Select ChartSourceSql::ActiveDates(const TimeRange& range) {
  Select seen;
  seen.Distinct().Column("event_date", "event_date").Column("merged_user_id", "merged_user_id");
  seen.From(Table(chart_.table));
  RestrictRange(seen, "event_date", range);
  Restrict(seen);
  Select member;
  member.Column("merged_user_id", "merged_user_id").Column("min(event_date)", "active_date");
  member.From("seen").GroupBy("merged_user_id");
  Select cohort;
  cohort.Column("active_date", "active_date").Column("count(*)", "cohort_users");
  cohort.From("member").GroupBy("active_date");
  Select select;
  select.With("seen", seen).With("member", member).With("cohort", cohort);
  select.Column("m.active_date", "active_date").Column("s.event_date", "event_date");
  select.Column(SqlDialect::Ratio("count(*)", "max(c.cohort_users)"), "rate").Column("count(*)", "users");
  select.Column("max(c.cohort_users)", "cohort_users").From("seen AS s");
  select.Join("INNER JOIN member AS m ON m.merged_user_id = s.merged_user_id");
  select.Join("INNER JOIN cohort AS c ON c.active_date = m.active_date");
  return select.GroupBy("m.active_date").GroupBy("s.event_date").OrderBy("1").OrderBy("2");
}

Select ChartSourceSql::FirstVisits(const TimeRange& range) {
  Select visits;
  visits.Column("first_date", "active_date").Column(sql_.AddDays("first_date", "day_diff"), "event_date");
  visits.Column("returned_user_count", "users").Column("total_users", "cohort_users").From(Table(kRetentionView));
  RestrictRange(visits, "first_date", range);
  Restrict(visits);
  Select select;
  select.Column("active_date", "active_date").Column("event_date", "event_date");
  select.Column(SqlDialect::Ratio("sum(users)", "sum(cohort_users)"), "rate");
  select.Column(SqlDialect::AsInteger("sum(users)"), "users");
  select.Column(SqlDialect::AsInteger("sum(cohort_users)"), "cohort_users").From(visits, "v");
  select.Where("event_date < " + values_.Day(DayAfter(range)));
  return select.GroupBy("1").GroupBy("2").OrderBy("1").OrderBy("2");
}

Select ChartSourceSql::Events(const TimeRange& range) {
  Select view;
  view.Everything().Column(sql_.LocalTime("event_timestamp", values_.Text(app_.timezone)), "local_event_time");
  view.From(Table(chart_.table));
  view.Where("event_timestamp >= " + values_.Time(range.begin_us) + " AND event_timestamp < " +
             values_.Time(range.end_us));
  Restrict(view);
  Select select;
  for (const ChartColumn& column : chart_.columns) select.Column(ColumnSql(column), column.name);
  select.From(view, "e");
  return select.OrderBy("e.event_timestamp", SortOrder::kDescending).OrderBy("e.event_id");
}

// The devices first, so that the long texts of users are read once for each.
Select ChartSourceSql::Users(const TimeRange& range) {
  Select devices;
  devices.Distinct().Column("user_pseudo_id", "device_key").From(Table(chart_.table));
  devices.Where("event_timestamp >= " + values_.Time(range.begin_us) + " AND event_timestamp < " +
                values_.Time(range.end_us));
  Restrict(devices);
  Select select;
  for (const ChartColumn& column : chart_.columns) select.Column(ColumnSql(column), column.name);
  select.From(devices, "d").Join("LEFT JOIN " + Table("user_now") + " AS u ON u.user_pseudo_id = d.device_key");
  return select.OrderBy("d.device_key");
}

}  // namespace millrace
