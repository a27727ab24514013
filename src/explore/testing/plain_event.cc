#include "explore/testing/plain_event.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <tuple>

#include <arrow/record_batch.h>
#include <simdjson.h>

#include "core/json_object.h"
#include "core/sql_text.h"
#include "core/time.h"
#include "schema/arrow_status.h"

namespace millrace {
namespace {

struct PlainColumn {
  const char* name;
  const char* type;
};
constexpr std::array<PlainColumn, 9> kPlainColumns = {{{"platform", "text"},
                                                       {"geo_country", "text"},
                                                       {"event_value", "double precision"},
                                                       {"session_duration", "bigint"},
                                                       {"page_view_entrances", "boolean"},
                                                       {"page_view_page_title", "text"},
                                                       {"page_view_page_url", "text"},
                                                       {"screen_view_screen_name", "text"},
                                                       {"screen_view_screen_id", "text"}}};

std::string ValueSql(const PlainEvent& event, const PlainColumn& column) {
  const auto found = event.columns.find(column.name);
  if (found == event.columns.end()) return "NULL";
  if (const auto* text = std::get_if<std::string>(&found->second)) return SqlText(*text);
  if (const auto* number = std::get_if<double>(&found->second)) return std::to_string(*number);
  return std::get<bool>(found->second) ? "TRUE" : "FALSE";
}

std::string MapSql(const std::map<std::string, std::string>& values) {
  if (values.empty()) return "NULL";
  JsonObject object;
  for (const auto& [name, value] : values) {
    object.Json(name, JsonObject().Field("type", "string").Field("value", value).Finish());
  }
  return SqlText(object.Finish());
}

std::string RowSql(const PlainEvent& event) {
  std::string row = "(" + SqlText(event.user) + ", " + SqlText(event.device) + ", " +
                    (event.session ? SqlText(*event.session) : "NULL") + ", TIMESTAMP '1970-01-01 00:00:00' + " +
                    "INTERVAL '" + std::to_string(event.at_us / 1'000'000) + " seconds " +
                    std::to_string(event.at_us % 1'000'000) + " microseconds', " +
                    (event.sequence ? std::to_string(*event.sequence) : "NULL") + ", " + SqlText(event.id) + ", " +
                    SqlText(event.name);
  for (const PlainColumn& column : kPlainColumns) row += ", " + ValueSql(event, column);
  return row + ", " + MapSql(event.parameters) + ", " + MapSql(event.attributes) + ")";
}

std::map<std::string, std::string> TextsOf(simdjson::dom::element json) {
  std::map<std::string, std::string> texts;
  for (const auto member : simdjson::dom::object(json)) {
    texts[std::string(member.key)] = std::string(member.value.get_string().value());
  }
  return texts;
}

PropertyValue ValueOf(simdjson::dom::element json) {
  if (json.is_string()) return std::string(json.get_string().value());
  if (json.is_bool()) return json.get_bool().value();
  return json.get_double().value();
}

}  // namespace

PlainEvent ReadPlainEvent(const std::string& json) {
  simdjson::dom::parser parser;
  PlainEvent event;
  bool has_device = false;
  const simdjson::dom::object members = parser.parse(json).get_object();
  for (const auto member : members) {
    const std::string key(member.key);
    if (key == "at") event.at_us = *ParseInstant(member.value.get_string().value()) / 1'000;
    if (key == "user") event.user = member.value.get_string().value();
    if (key == "device") event.device = member.value.get_string().value(), has_device = true;
    if (key == "session") {
      if (member.value.is_null()) {
        event.session.reset();
      } else {
        event.session = std::string(member.value.get_string().value());
      }
    }
    if (key == "sequence") event.sequence = member.value.get_int64().value();
    if (key == "id") event.id = member.value.get_string().value();
    if (key == "name") event.name = member.value.get_string().value();
    if (key == "parameters") event.parameters = TextsOf(member.value);
    if (key == "attributes") event.attributes = TextsOf(member.value);
    if (key == "columns") {
      for (const auto column : simdjson::dom::object(member.value)) {
        event.columns[std::string(column.key)] = ValueOf(column.value);
      }
    }
  }
  if (!has_device) event.device = event.user;
  return event;
}

bool ComesBefore(const PlainEvent& left, const PlainEvent& right) {
  return std::tie(left.at_us, left.sequence, left.id) < std::tie(right.at_us, right.sequence, right.id);
}

void StoreEvents(Connection& connection, const std::vector<PlainEvent>& events,
                 const std::multimap<std::string, std::string>& segments) {
  const bool is_duckdb = connection.dialect() == Dialect::kDuckDb;
  const std::string text = is_duckdb ? "text" : "text COLLATE \"C\"";
  const std::string json = is_duckdb ? "JSON" : "JSONB";
  connection.Execute("DROP SCHEMA IF EXISTS explore CASCADE");
  connection.Execute("CREATE SCHEMA explore");
  std::string table = "CREATE TABLE explore.clickstream_event_view_v3 (merged_user_id " + text + ", user_pseudo_id " +
                      text + ", session_id " + text + ", event_timestamp TIMESTAMP, event_bundle_sequence_id BIGINT, " +
                      "event_id " + text + ", event_name " + text;
  for (const PlainColumn& column : kPlainColumns) {
    table += std::string(", ") + column.name + " " + (std::string(column.type) == "text" ? text : column.type);
  }
  connection.Execute(table + ", custom_parameters " + json + ", user_properties " + json + ")");
  std::string rows;
  for (const PlainEvent& event : events) rows += (rows.empty() ? "" : ", ") + RowSql(event);
  if (!rows.empty()) connection.Execute("INSERT INTO explore.clickstream_event_view_v3 VALUES " + rows);
  connection.Execute(
      "CREATE TABLE explore.user_v2 AS SELECT DISTINCT user_pseudo_id, merged_user_id AS user_id FROM "
      "explore.clickstream_event_view_v3");
  connection.Execute("CREATE TABLE explore.segment_user (segment_id " + text + ", user_id " + text + ")");
  for (const auto& [segment, user] : segments) {
    connection.Execute("INSERT INTO explore.segment_user VALUES (" + SqlText(segment) + ", " + SqlText(user) + ")");
  }
}

std::string NumberCell(double number) {
  if (std::fabs(number) < 1e-9) return "0";
  std::array<char, 40> text;
  std::snprintf(text.data(), text.size(), "%.9g", number);
  return text.data();
}

std::string ValueCell(const std::optional<PropertyValue>& value) {
  if (!value) return "-";
  if (const auto* text = std::get_if<std::string>(&*value)) return *text;
  if (const auto* number = std::get_if<double>(&*value)) return NumberCell(*number);
  return std::get<bool>(*value) ? "true" : "false";
}

std::vector<std::string> RowsOfStatement(Connection& connection, const AnalysisStatement& statement) {
  const ResultRows rows = connection.QueryRows(statement.sql.text(), statement.values.Bound());
  std::vector<std::string> texts;
  for (int64_t row = 0; row < rows.row_count(); ++row) {
    std::string& text = texts.emplace_back();
    for (int column = 0; column < rows.column_count(); ++column) {
      if (column > 0) text += '|';
      const AnalysisType type = statement.columns.at(static_cast<size_t>(column)).type;
      if (rows.IsNull(row, column)) {
        text += '-';
      } else if (type == AnalysisType::kNumber) {
        text += NumberCell(rows.Real(row, column));
      } else {
        text += rows.Text(row, column);
      }
    }
  }
  return texts;
}

}  // namespace millrace
