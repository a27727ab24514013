#include "charts/chart_sheets.h"

namespace millrace {
namespace {

constexpr std::string_view kOnMobiles = "platform IN ('Android', 'iOS', 'WeChatMP')";
constexpr std::string_view kOnWeb = "platform = 'Web'";
// Without a platform is not on the web (dashboards.md, difference 8).
constexpr std::string_view kNotOnWeb = "platform <> 'Web' OR platform IS NULL";

Chart DeviceUsers(std::string_view id, ChartKind kind, std::vector<ChartColumn> columns, std::string_view question,
                  std::string_view condition = {}) {
  columns.push_back(CountOf("users", "count(DISTINCT user_id)"));
  Chart chart = {.id = id,
                 .kind = kind,
                 .table = "clickstream_device_user_device",
                 .columns = std::move(columns),
                 .condition = condition,
                 .question = question,
                 .definition = "Distinct users."};
  if (kind != ChartKind::kLine) chart.order = ChartOrder::kByMeasure;
  return chart;
}

Chart UsersByModel() {
  Chart chart = DeviceUsers("device.users_by_model", ChartKind::kTreemap, {DimensionColumn("device")},
                            "On which devices is the app used, and how much?", kOnMobiles);
  chart.columns.push_back(CountOf("events", "sum(event_count)"));
  chart.definition = "Distinct users and events by model, else by the device of the user agent.";
  return chart;
}

Chart UsersByScreen() {
  Chart chart =
      DeviceUsers("device.users_by_screen", ChartKind::kBar, {Ranked(DimensionColumn("device_screen_resolution"))},
                  "For which screens should the app be made?");
  chart.top = 10;
  return chart;
}

constexpr std::string_view kCrashRate =
    "CAST(count(DISTINCT crashed_user_id) AS double precision) / nullif(count(DISTINCT merged_user_id), 0)";

Chart CrashRate() {
  return {
      .id = "device.crash_rate",
      .kind = ChartKind::kPivot,
      .table = "clickstream_device_crash_rate",
      .columns = {RowColumn("platform"), RowColumn("app_version"), CountOf("users", "count(DISTINCT merged_user_id)"),
                  CountOf("crashed_users", "count(DISTINCT crashed_user_id)"),
                  NumberOf("crash_rate", kCrashRate, ChartUnit::kShare)},
      .condition = kNotOnWeb,
      .order = ChartOrder::kByMeasure,
      .question = "Which versions of the app crash?",
      .definition = "Distinct users with an `_app_exception` by distinct users, everywhere but on the web."};
}

Chart CrashRateOverTime() {
  return {.id = "device.crash_rate_over_time",
          .kind = ChartKind::kLine,
          .table = "clickstream_device_crash_rate",
          .columns = {DayColumn(), SeriesColumn("platform"), NumberOf("crash_rate", kCrashRate, ChartUnit::kShare)},
          .condition = kNotOnWeb,
          .question = "Does the app crash more or less than before?",
          .definition = "Distinct users with an `_app_exception` by distinct users, everywhere but on the web."};
}

}  // namespace

ChartSheet DeviceSheet() {
  return {"device",
          {UsersByPlatformChart("device.users_by_platform"),
           DeviceUsers("device.users_by_platform_over_time", ChartKind::kLine, {DayColumn(), SeriesColumn("platform")},
                       "Do users move from one platform to another?"),
           DeviceUsers("device.users_by_app_version", ChartKind::kLine, {DayColumn(), SeriesColumn("app_version")},
                       "How fast do users take up a new version?", kOnMobiles),
           UsersByModel(),
           DeviceUsers("device.users_by_browser", ChartKind::kBar, {DimensionColumn("device_ua_browser")},
                       "Which browsers must the site support?", kOnWeb),
           DeviceUsers("device.users_by_system", ChartKind::kStacked,
                       {DimensionColumn("operating_system"), SeriesColumn("operating_system_version")},
                       "Which systems and versions must be supported?"),
           UsersByScreen(), CrashRate(), CrashRateOverTime()}};
}

}  // namespace millrace
