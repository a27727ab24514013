// A row of the event view as far as tests of analyses need it, a table that stands for the view, and the rows of a
// result as texts: `a|b`, `-` for NULL, numbers with nine digits.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "explore/analysis_sql.h"
#include "explore/filter.h"

#include "warehouse/connection.h"

namespace millrace {

struct PlainEvent {
  std::string user = "u1";  // merged
  std::string device = "d1";
  std::optional<std::string> session = "s1";
  int64_t at_us = 0;
  std::optional<int64_t> sequence = {};
  std::string id = {};
  std::string name = {};
  // Columns that a test sets; those of kPlainColumns.
  std::map<std::string, PropertyValue> columns = {};
  // The texts of their values.
  std::map<std::string, std::string> parameters = {};
  std::map<std::string, std::string> attributes = {};
};

// Reads `{"at":"2024-10-10 12:00:00","user":"u1","device":"d1","session":"s1"|null,"sequence":1,"id":"e1","name":"a",
// "columns":{…},"parameters":{…},"attributes":{…}}`; what is missing is as above, the device is the user.
PlainEvent ReadPlainEvent(const std::string& json);

// The order of events of a user.
bool ComesBefore(const PlainEvent& left, const PlainEvent& right);

// Makes the schema `explore` with these rows, anew. Its `user_v2` has their devices, `segment_user` the users of
// segments that are given: user by segment.
void StoreEvents(Connection& connection, const std::vector<PlainEvent>& events,
                 const std::multimap<std::string, std::string>& segments = {});

std::string NumberCell(double number);
std::string ValueCell(const std::optional<PropertyValue>& value);
std::vector<std::string> RowsOfStatement(Connection& connection, const AnalysisStatement& statement);

}  // namespace millrace
