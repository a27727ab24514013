// What an analysis of an app can ask about, from the newest metadata scan: names of events, and properties with their
// types and most frequent values. Reads the ledger alone, so it answers at once; nothing before the first scan but the
// columns of the event view.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "explore/property.h"

#include "project/project.h"

namespace millrace {

struct SuggestedEvent {
  std::string name = {};
  std::string description = {};
  int64_t count = 0;
  std::vector<std::string> parameters = {};  // that apps name themselves
};

struct SuggestedProperty {
  Property property = {};
  std::string category = {};  // group of properties, as the scan calls it; empty: no scan has found it
  std::string description = {};
  int64_t count = 0;                     // rows or users that have it
  std::vector<std::string> values = {};  // the most frequent first; none that was cut off
  std::vector<std::string> events = {};  // of a parameter: those that have it
};

struct AnalysisSuggestions {
  int64_t scanned_ns = 0;                   // 0: never
  std::vector<SuggestedEvent> events = {};  // the most frequent first
  std::vector<SuggestedProperty>
      properties;  // found ones first, the most frequent first; then the other columns by name
};

AnalysisSuggestions SuggestForAnalyses(Project& project, const std::string& app);

}  // namespace millrace
