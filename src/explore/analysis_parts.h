// The parts that descriptions of analyses and of segments share. Throw DescriptionError; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "explore/analysis.h"
#include "explore/json_cursor.h"

namespace millrace {

// Parses a description of bounded size and depth, and gives its root to `read`.
template <typename Read>
auto ReadDescription(std::string_view json, Read read);

simdjson::dom::element ParseDescription(simdjson::dom::parser& parser, std::string_view json);

AnalysisRange ReadAnalysisRange(const JsonCursor& json);
std::string AnalysisRangeJson(const AnalysisRange& range);
std::string AnalysisDaysJson(const AnalysisDays& range);

EventMatch ReadEventMatch(const JsonCursor& json);
// `event` and `filter` of an object that has more members.
EventMatch ReadEventMatch(JsonMembers& members);
std::string EventMatchJson(const EventMatch& match);

template <typename Read>
auto ReadDescription(std::string_view json, Read read) {
  simdjson::dom::parser parser;
  return read(JsonCursor(ParseDescription(parser, json), ""));
}

}  // namespace millrace
