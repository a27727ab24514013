// Analyses computed as their definitions say, event by event: what the SQL is compared with. Slow on purpose.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "explore/segment.h"
#include "explore/testing/plain_event.h"

namespace millrace {

// The rows of BuildAnalysis in the notation of RowsOfStatement, in any order.
std::vector<std::string> PlainRows(const Analysis& analysis, const std::string& timezone, const AnalysisDays& range,
                                   const std::vector<PlainEvent>& events);

// The users of BuildSegment.
std::set<std::string> PlainSegment(const Segment& segment, const std::string& timezone, int32_t last_complete_day,
                                   const std::vector<PlainEvent>& events,
                                   const std::multimap<std::string, std::string>& segments);

}  // namespace millrace
