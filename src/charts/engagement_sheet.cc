#include "charts/chart_sheets.h"

namespace millrace {
namespace {

ChartSelector PageType() {
  return {.name = "page_type",
          .values = {"Page Title", "Page URL Path", "Screen Name", "Screen Class"},
          .default_value = "Page Title",
          .sql = "aggregation_type"};
}

Chart PageBars(std::string_view id, std::string_view table, ChartColumn measure, std::string_view question,
               std::string_view definition) {
  return {.id = id,
          .kind = ChartKind::kBar,
          .table = table,
          .columns = {Ranked(DimensionColumn("aggregation_dim")), measure},
          .selectors = {PageType()},
          .top = 10,
          .order = ChartOrder::kByMeasure,
          .question = question,
          .definition = definition};
}

Chart OverTime(Chart chart, std::string_view id, std::string_view question) {
  chart.id = id;
  chart.question = question;
  chart.kind = ChartKind::kLine;
  chart.columns.front().role = ChartRole::kSeries;
  chart.columns.insert(chart.columns.begin(), DayColumn());
  chart.order = ChartOrder::kByDimensions;
  return chart;
}

Chart EventsByName() {
  return {.id = "engagement.events_by_name",
          .kind = ChartKind::kBar,
          .table = "clickstream_engagement_event_name",
          .columns = {Ranked(DimensionColumn("event_name")), CountOf("events", "sum(event_count)")},
          .top = 10,
          .order = ChartOrder::kByMeasure,
          .question = "What happens most in the app?",
          .definition = "Distinct event ids, added up over users and days."};
}

Chart EventsByNameOverTime() {
  Chart chart = OverTime(EventsByName(), "engagement.events_by_name_over_time", "Which events become more or fewer?");
  chart.selectors = {{.name = "event_name", .sql = "event_name"}};
  return chart;
}

Chart EventsAndViews() {
  return {.id = "engagement.events_and_views",
          .kind = ChartKind::kStacked,
          .table = "clickstream_engagement_day_event_view",
          .columns = {DayColumn(), CountOf("other_events", "sum(event_count) - sum(view_count)"),
                      CountOf("views", "sum(view_count)")},
          .question = "How much happens each day, and how much of it is views?",
          .definition = "Views are `_page_view` and `_screen_view` events; the others are all the rest."};
}

Chart EventDetails() {
  return {.id = "engagement.event_details",
          .kind = ChartKind::kPivot,
          .table = "clickstream_engagement_event_name",
          .columns = {RowColumn("event_name"), CountOf("events", "sum(event_count)"),
                      CountOf("users", "count(DISTINCT user_id)"),
                      NumberOf("events_per_user",
                               "CAST(sum(event_count) AS double precision) / nullif(count(DISTINCT user_id), 0)",
                               ChartUnit::kNone),
                      NumberOf("event_value", "sum(CAST(event_value AS double precision))", ChartUnit::kNone)},
          .order = ChartOrder::kByMeasure,
          .question = "How often, by how many people and with what value does each event happen?",
          .definition =
              "Events, distinct users, events by users, and the sum of the values that events carry, "
              "whatever their currency; empty where no event has one."};
}

Chart PageDetails() {
  return {.id = "engagement.page_details",
          .kind = ChartKind::kPivot,
          .table = "clickstream_engagement_page_screen_view_detail",
          .columns = {RowColumn("aggregation_type"), Ranked(RowColumn("aggregation_dim")),
                      CountOf("views", "sum(view_count)"), CountOf("users", "count(DISTINCT user_id)"),
                      NumberOf("views_per_user",
                               "CAST(sum(view_count) AS double precision) / nullif(count(DISTINCT user_id), 0)",
                               ChartUnit::kNone),
                      NumberOf("engagement_time_per_session",
                               "sum(CAST(user_engagement_time_seconds AS double precision)) / "
                               "nullif(sum(session_count), 0)",
                               ChartUnit::kSeconds),
                      CountOf("events", "sum(event_count)")},
          .selectors = {PageType()},
          .top = 10,
          .order = ChartOrder::kByMeasure,
          .question = "Which pages and screens hold people?",
          .definition =
              "Views, distinct users, views by users, engagement time of the page's events by sessions "
              "that were there, and all events there."};
}

}  // namespace

ChartSheet EngagementSheet() {
  const Chart views =
      PageBars("engagement.views_by_page", "clickstream_engagement_page_screen_view",
               CountOf("views", "sum(view_count)"), "What do people look at?", "Views of the page or screen.");
  return {
      "engagement",
      {EngagementChart("engagement.metrics"), EventsAndViews(), EventsByName(), EventsByNameOverTime(), EventDetails(),
       views, OverTime(views, "engagement.views_by_page_over_time", "Which pages and screens gain or lose views?"),
       PageDetails(),
       PageBars("engagement.entry_pages", "clickstream_engagement_entrance",
                CountOf("entrances", "sum(entrance_count)"), "Where do sessions begin?", "Views that began a session."),
       PageBars("engagement.exit_pages", "clickstream_engagement_exit", CountOf("exits", "sum(exit_count)"),
                "Where do sessions end?", "Sessions whose last view of the day it was.")}};
}

}  // namespace millrace
