#include "charts/chart_sheets.h"

namespace millrace {
namespace {

Chart NewAndReturning() {
  return {.id = "retention.new_and_returning",
          .kind = ChartKind::kStacked,
          .table = "clickstream_retention_user_new_return",
          .columns = {DayColumn(), SeriesColumn("user_type"), CountOf("users", "sum(user_count)")},
          .question = "Does the app live on new users or on those that return?",
          .definition =
              "Users on the local day of their first touch are `NEW`, all others `RETURNING`; added up over "
              "platforms."};
}

Chart Activity() {
  return {.id = "retention.activity",
          .kind = ChartKind::kLine,
          .table = "clickstream_retention_event_overtime",
          .columns = {DayColumn(), CountOf("events", "sum(event_count)"), CountOf("events_7_days", {}),
                      CountOf("events_30_days", {})},
          .source = ChartSource::kActivity,
          .question = "Does activity rise or fall beyond the swing of the week?",
          .definition =
              "Events of the day, and of the 7 and 30 days that end with it. Days of the range without events "
              "have rows, too, from the first day with data to the last."};
}

Chart Stickiness() {
  return {.id = "retention.stickiness",
          .kind = ChartKind::kLine,
          .table = "clickstream_retention_active_users",
          .columns = {DayColumn(), NumberOf("dau_by_wau", {}, ChartUnit::kShare),
                      NumberOf("dau_by_mau", {}, ChartUnit::kShare), NumberOf("wau_by_mau", {}, ChartUnit::kShare)},
          .source = ChartSource::kStickiness,
          .question = "How regularly do users come?",
          .definition =
              "Distinct users of the day, of the 7 and of the 30 days that end with it. For several chosen "
              "platforms they are counted from `clickstream_retention_dau_wau`, since distinct users of "
              "platforms do not add up."};
}

// With the true date of the first visit as a choice (dashboards.md, difference 4).
Chart RateByActiveDate() {
  return {
      .id = "retention.rate_by_active_date",
      .kind = ChartKind::kHeatmap,
      .table = "clickstream_retention_dau_wau",
      .columns = {RowColumn("active_date", ChartType::kDay),
                  {.name = "event_date", .role = ChartRole::kColumn, .type = ChartType::kDay},
                  NumberOf("rate", {}, ChartUnit::kShare),
                  CountOf("users", {}),
                  CountOf("cohort_users", {})},
      .source = ChartSource::kActiveDate,
      .selectors = {{.name = "cohort", .values = {"Active Date", "First Visit Date"}, .default_value = "Active Date"}},
      .question = "Of the users of a day, how many are still active later?",
      .definition =
          "Of the users who were first active in the range on the active date, the share that was active on "
          "each later day. By first visit date: of the devices first seen on a day, from "
          "`clickstream_retention_view_v3`."};
}

Chart RetentionRate(std::string_view id, std::vector<ChartColumn> columns, std::string_view condition,
                    std::string_view question) {
  columns.push_back(NumberOf("rate", {}, ChartUnit::kShare));
  return {.id = id,
          .kind = ChartKind::kLine,
          .table = "clickstream_retention_view_v3",
          .columns = std::move(columns),
          .source = ChartSource::kRetentionRate,
          .range_column = "first_date",
          .condition = condition,
          .selectors = {{.name = "average", .values = {"Weighted", "Plain"}, .default_value = "Weighted"}},
          .question = question,
          .definition =
              "Devices that came back by devices of the cohorts; cohorts nobody of which came back count. As an "
              "option the plain average of the cohorts' rates."};
}

}  // namespace

ChartSheet RetentionSheet() {
  return {
      "retention",
      {NewAndReturning(), Activity(), Stickiness(), RateByActiveDate(),
       RetentionRate("retention.rate_by_first_visit",
                     {DimensionColumn("first_date", ChartType::kDay), SeriesColumn("day_diff", ChartType::kInteger)},
                     "day_diff IN (1, 7)",
                     "Do new users come back after a day and after a week, better or worse than before?"),
       RetentionRate("retention.rate_by_returning_day", {DimensionColumn("day_diff", ChartType::kInteger)}, {},
                     "How fast do new users leave?"),
       LifecycleChart("retention.lifecycle_weekly")}};
}

}  // namespace millrace
