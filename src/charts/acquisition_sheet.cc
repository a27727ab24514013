#include "charts/chart_sheets.h"

namespace millrace {
namespace {

// models.md §5.1.
ChartSelector UserTraffic() {
  return {.name = "user_traffic",
          .values = {"User First Traffic Source", "User First Traffic Source / Medium", "User First Traffic Medium",
                     "User First Traffic Campaign", "User First Traffic Clid Platform",
                     "User First Traffic Channel Group", "App First Install Source"},
          .default_value = "User First Traffic Source",
          .sql = "aggregation_type"};
}

ChartSelector SessionTraffic() {
  return {.name = "session_traffic",
          .values = {"Session Traffic Source", "Session Traffic Medium", "Session Traffic Source / Medium",
                     "Session Traffic Campaign", "Session Traffic Clid Platform", "Session Traffic Channel Group"},
          .default_value = "Session Traffic Source",
          .sql = "aggregation_type"};
}

Chart TrafficUsers(std::string_view id, const ChartSelector& selector, std::string_view question) {
  return {.id = id,
          .kind = ChartKind::kBar,
          .table = "clickstream_acquisition_day_traffic_source_user",
          .columns = {Ranked(DimensionColumn("aggregation_dim")), CountOf("users", "count(DISTINCT user_id)")},
          .selectors = {selector},
          .top = 10,
          .order = ChartOrder::kByMeasure,
          .question = question,
          .definition =
              "Distinct users: with a `_first_open` for dimensions of the first visit, all for those of "
              "sessions."};
}

Chart TrafficUsersOverTime(std::string_view id, const ChartSelector& selector, std::string_view question) {
  Chart chart = TrafficUsers(id, selector, question);
  chart.kind = ChartKind::kLine;
  chart.columns.front().role = ChartRole::kSeries;
  chart.columns.insert(chart.columns.begin(), DayColumn());
  chart.order = ChartOrder::kByDimensions;
  return chart;
}

Chart UserKpi(std::string_view id, ChartColumn measure, std::string_view question, std::string_view definition) {
  return {.id = id,
          .kind = ChartKind::kKpi,
          .table = "clickstream_acquisition_day_user_view_cnt",
          .columns = {measure},
          .question = question,
          .definition = definition};
}

Chart IntradayUsers(std::string_view id, std::string_view user, std::string_view question) {
  return {.id = id,
          .kind = ChartKind::kColumn,
          .table = "clickstream_acquisition_intra_day_user_mv",
          .columns = {DimensionColumn("event_date", ChartType::kHour), CountOf("users", user),
                      CountOf("users_day_before", user)},
          .source = ChartSource::kIntraday,
          .question = question,
          .definition =
              "Distinct users of each local hour, and of the same hour of the day before. The two passes "
              "of an hour that a clock change repeats are one."};
}

constexpr std::string_view kAcquisitionTable = "clickstream_acquisition_day_user_acquisition";
constexpr std::string_view kEngagementRate =
    "CAST(sum(engagement_session_count) AS double precision) / nullif(sum(session_count), 0)";

Chart UserAcquisition() {
  return {
      .id = "acquisition.user_acquisition",
      .kind = ChartKind::kPivot,
      .table = kAcquisitionTable,
      .columns = {RowColumn("aggregation_type"), Ranked(RowColumn("aggregation_dim")),
                  CountOf("new_users", "sum(new_user_count)"), CountOf("sessions", "sum(session_count)"),
                  CountOf("engaged_sessions", "sum(engagement_session_count)"),
                  NumberOf("engagement_rate", kEngagementRate, ChartUnit::kShare),
                  CountOf("events", "sum(event_count)")},
      .selectors = {UserTraffic()},
      .top = 10,
      .order = ChartOrder::kByMeasure,
      .question = "Which sources bring new users that engage?",
      .definition = "New users are sessions with a `_first_open`. Engagement rate is engaged sessions by sessions."};
}

Chart TrafficAcquisition() {
  return {.id = "acquisition.traffic_acquisition",
          .kind = ChartKind::kPivot,
          .table = kAcquisitionTable,
          .columns = {RowColumn("aggregation_type"), Ranked(RowColumn("aggregation_dim")),
                      CountOf("active_users", "count(DISTINCT user_id)"), CountOf("sessions", "sum(session_count)"),
                      CountOf("engaged_sessions", "sum(engagement_session_count)"),
                      NumberOf("engagement_rate", kEngagementRate, ChartUnit::kShare),
                      NumberOf("average_engagement_time",
                               "sum(CAST(total_user_engagement_time_seconds AS double precision)) / "
                               "nullif(sum(session_count), 0)",
                               ChartUnit::kSeconds),
                      CountOf("events", "sum(event_count)")},
          .selectors = {SessionTraffic()},
          .top = 10,
          .order = ChartOrder::kByMeasure,
          .question = "Which sources bring sessions that engage?",
          .definition =
              "Active users are distinct users. Engagement rate is engaged sessions by sessions, average "
              "engagement time is that of engaged sessions by all sessions."};
}

Chart NewUsersByPlace(std::string_view id, ChartKind kind, std::vector<ChartColumn> places, std::string_view question) {
  places.push_back(CountOf("new_users", "sum(user_count)"));
  return {.id = id,
          .kind = kind,
          .table = "clickstream_acquisition_country_new_user",
          .columns = std::move(places),
          .country_column = "geo_country",
          .order = ChartOrder::kByMeasure,
          .question = question,
          .definition = "Devices with a `_first_open` there, added up over days and platforms."};
}

}  // namespace

ChartSheet AcquisitionSheet() {
  return {"acquisition",
          {UserKpi("acquisition.active_users", CountOf("active_users", "count(DISTINCT active_users)"),
                   "How many people used the app, and more or fewer than in the period before?",
                   "Distinct users of the whole range, on all platforms that are left."),
           UserKpi("acquisition.new_users", CountOf("new_users", "coalesce(sum(new_users), 0)"),
                   "How many devices are new, and more or fewer than in the period before?",
                   "Devices with a `_first_open`, added up over days and platforms."),
           UsersByDayChart("acquisition.users_by_day"),
           IntradayUsers("acquisition.intraday_active_users", "active_users",
                         "At which hours is the app used, and is today as yesterday?"),
           IntradayUsers("acquisition.intraday_new_users", "new_users", "At which hours do new users come?"),
           TrafficUsers("acquisition.new_users_by_traffic", UserTraffic(), "Where do new users come from?"),
           TrafficUsersOverTime("acquisition.new_users_by_traffic_over_time", UserTraffic(),
                                "Which sources of new users grow or shrink?"),
           TrafficUsers("acquisition.active_users_by_traffic", SessionTraffic(),
                        "What brings users back: where do sessions come from?"),
           TrafficUsersOverTime("acquisition.active_users_by_traffic_over_time", SessionTraffic(),
                                "Which sources of sessions grow or shrink?"),
           UserAcquisition(), TrafficAcquisition(),
           NewUsersByPlace("acquisition.new_users_by_country", ChartKind::kMap, {DimensionColumn("geo_country")},
                           "In which countries do new users live?"),
           NewUsersByPlace("acquisition.new_users_by_location", ChartKind::kPivot,
                           {RowColumn("geo_country"), RowColumn("geo_city")}, "In which cities do new users live?")}};
}

}  // namespace millrace
