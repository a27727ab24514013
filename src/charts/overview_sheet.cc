#include "charts/chart_sheets.h"

namespace millrace {

Chart UsersByDayChart(std::string_view id) {
  return {.id = id,
          .kind = ChartKind::kLine,
          .table = "clickstream_acquisition_day_user_view_cnt",
          .columns = {DayColumn(), CountOf("active_users", "count(DISTINCT active_users)"),
                      CountOf("new_users", "sum(new_users)")},
          .question = "How many people use the app each day, and how many devices are new?",
          .definition =
              "Active users are distinct users of the day. New users are devices with a `_first_open`, "
              "added up over platforms."};
}

// Recomputed over the rows that are left, not averages of averages (dashboards.md, difference 1).
Chart EngagementChart(std::string_view id) {
  return {
      .id = id,
      .kind = ChartKind::kLine,
      .table = "clickstream_engagement_kpi",
      .columns = {DayColumn(),
                  NumberOf("engaged_sessions_per_user",
                           "CAST(sum(engaged_session_count) AS double precision) / nullif(sum(active_user_count), 0)",
                           ChartUnit::kNone),
                  NumberOf("engagement_time_per_user",
                           "CAST(sum(engagement_time_msec) AS double precision) / 1000 / "
                           "nullif(sum(active_user_count), 0)",
                           ChartUnit::kSeconds),
                  NumberOf("engagement_time_per_session",
                           "CAST(sum(engagement_time_msec) AS double precision) / 1000 / "
                           "greatest(1, sum(engaged_session_count))",
                           ChartUnit::kSeconds)},
      .question = "How deeply do people engage on a day?",
      .definition =
          "Engaged sessions by active users; engagement time of engaged sessions by active users, and by "
          "engaged sessions. A user of two platforms counts on both."};
}

Chart UsersByPlatformChart(std::string_view id) {
  return {.id = id,
          .kind = ChartKind::kPie,
          .table = "clickstream_device_user_device",
          .columns = {DimensionColumn("platform"), CountOf("users", "count(DISTINCT user_id)")},
          .order = ChartOrder::kByMeasure,
          .question = "On which platforms are the users?",
          .definition = "Distinct users."};
}

Chart LifecycleChart(std::string_view id) {
  return {.id = id,
          .kind = ChartKind::kColumn,
          .table = "clickstream_lifecycle_weekly_view_v3",
          .columns = {DimensionColumn("time_period", ChartType::kWeek), SeriesColumn("this_week_value"),
                      CountOf("users", "sum(\"sum\")")},
          .range_column = "time_period",
          .question = "Does the app win more users each week than it loses?",
          .definition =
              "Devices of the weeks that begin in the range: new, active in the week before, or back after a "
              "gap. Those lost since the week before are negative, and only of complete weeks."};
}

ChartSheet OverviewSheet() {
  return {"overview",
          {UsersByDayChart("overview.users_by_day"), EngagementChart("overview.engagement"),
           UsersByPlatformChart("overview.users_by_platform"), LifecycleChart("overview.lifecycle_weekly")}};
}

}  // namespace millrace
