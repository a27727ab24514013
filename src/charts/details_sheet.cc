#include "charts/chart_sheets.h"

namespace millrace {
namespace {

constexpr std::string_view kEventView = "clickstream_event_view_v3";
constexpr std::string_view kSystem =
    "coalesce(device_operating_system, device_ua_os) || "
    "coalesce(' ' || coalesce(device_operating_system_version, device_ua_os_version), '')";

std::vector<ChartSelector> EventSelectors() {
  return {{.name = "user_id", .sql = "user_id"},
          {.name = "user_pseudo_id", .sql = "user_pseudo_id"},
          {.name = "event_name", .sql = "event_name"},
          {.name = "app_version", .sql = "app_version"},
          {.name = "device_id", .sql = "device_vendor_id"},
          {.name = "operating_system", .sql = kSystem}};
}

Chart EventTable(std::string_view id, ChartSource source, std::vector<ChartColumn> columns, std::string_view question,
                 std::string_view definition) {
  return {.id = id,
          .kind = ChartKind::kTable,
          .table = kEventView,
          .columns = std::move(columns),
          .source = source,
          .range_column = "event_timestamp",
          .country_column = "geo_country",
          .selectors = EventSelectors(),
          .question = question,
          .definition = definition};
}

std::vector<ChartColumn> TextColumns(std::initializer_list<std::string_view> names) {
  std::vector<ChartColumn> columns;
  for (const std::string_view name : names) columns.push_back(DimensionColumn(name));
  return columns;
}

Chart UserTable() {
  std::vector<ChartColumn> columns = {
      DimensionColumn("user_pseudo_id", ChartType::kText, "device_key"),
      DimensionColumn("user_id"),
      DimensionColumn("user_properties_json_str", ChartType::kJson),
      DimensionColumn("first_app_install_source"),
      DimensionColumn("first_visit_date", ChartType::kDay, "first_touch_date"),
      DimensionColumn("first_touch_time_msec", ChartType::kInteger),
  };
  for (const ChartColumn& column : TextColumns(
           {"first_referrer", "first_traffic_source", "first_traffic_medium", "first_traffic_campaign",
            "first_traffic_content", "first_traffic_term", "first_traffic_campaign_id", "first_traffic_clid_platform",
            "first_traffic_clid", "first_traffic_channel_group", "first_traffic_category"})) {
    columns.push_back(column);
  }
  return EventTable("details.users", ChartSource::kUsers, std::move(columns), "Who are the users that did this?",
                    "Devices with an event that meets the filters, with what is known of their user now.");
}

Chart EventRows() {
  std::vector<ChartColumn> columns = {
      DimensionColumn("event_timestamp", ChartType::kTimestamp, "date_trunc('second', event_timestamp)"),
      DimensionColumn("local_event_time", ChartType::kTimestamp, "date_trunc('second', local_event_time)"),
      DimensionColumn("event_id"), DimensionColumn("event_name"),
      DimensionColumn("event_bundle_sequence_id", ChartType::kInteger)};
  for (const ChartColumn& column :
       TextColumns({"user_id", "user_pseudo_id", "platform", "app_id", "app_package_id", "app_version"})) {
    columns.push_back(column);
  }
  columns.push_back(DimensionColumn("operating_system", ChartType::kText, kSystem));
  for (const ChartColumn& column :
       TextColumns({"device_carrier", "device_ua_browser", "device_manufacturer", "geo_country", "geo_city"})) {
    columns.push_back(column);
  }
  return EventTable("details.events", ChartSource::kEvents, std::move(columns), "What did a user do, event by event?",
                    "Events, the latest first. The local time is that of the app's time zone.");
}

Chart ParameterRows() {
  return EventTable("details.parameters", ChartSource::kEvents,
                    {DimensionColumn("event_id"), DimensionColumn("user_pseudo_id"),
                     DimensionColumn("custom_parameters_json_str", ChartType::kJson)},
                    "What did the app send with an event?",
                    "Parameters that apps name themselves, of the latest events first.");
}

}  // namespace

ChartSheet DetailsSheet() {
  return {"details", {UserTable(), EventRows(), ParameterRows()}};
}

}  // namespace millrace
