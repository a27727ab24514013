// The checked description of a user segment (dashboards.md §3): groups of conditions, each group with days of its own,
// joined by AND and OR. Throws DescriptionError; plain values; thread-safe.
//
//     {"operator":"and|or","groups":[{"range":RANGE,"operator":"and|or","conditions":[CONDITION…]}…],
//      "refresh":{"schedule":"cron(0 4 * * ? *)","until":"2027-06-30"}}     without it by hand only, without a day
//      forever
//     CONDITION:
//     {"kind":"done","event":…,"filter":…,"measure":"count","operator":">=","value":3}        `to` for between
//     {"kind":"not_done","event":…,"filter":…}
//     {"kind":"sequence","steps":[{"event":…,"filter":…}…],"within_session":false,"direct":false}
//     {"kind":"segment","segment":"…","is_member":true}
//
// A condition on attributes of users is a `done` of any event with a filter.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "explore/analysis.h"

namespace millrace {

// What is compared of the matching events of a user: their number, the greatest number on one day, the days with some,
// the longest row of such days, or an aggregate of a property.
enum class SegmentMeasure : uint8_t {
  kCount,
  kCountPerDay,
  kDays,
  kConsecutiveDays,
  kSum,
  kMin,
  kMax,
  kAverage,
  kDistinct
};
inline constexpr std::array<std::string_view, 9> kSegmentMeasureNames = {
    "count", "count_per_day", "days", "consecutive_days", "sum", "min", "max", "average", "distinct"};

enum class SegmentComparison : uint8_t { kEqual, kNotEqual, kGreater, kGreaterEqual, kLess, kLessEqual, kBetween };
inline constexpr std::array<std::string_view, 7> kSegmentComparisonNames = {"=", "!=", ">", ">=", "<", "<=", "between"};

struct SegmentCondition {
  enum class Kind : uint8_t { kDone, kNotDone, kSequence, kSegment };
  Kind kind = Kind::kDone;
  EventMatch match = {};  // of kDone and kNotDone
  // Of kDone. Users without a matching event are not compared.
  SegmentMeasure measure = SegmentMeasure::kCount;
  std::optional<Property> property = {};  // a text for kDistinct; a number for kSum, kMin, kMax, kAverage
  SegmentComparison comparison = SegmentComparison::kGreaterEqual;
  double value = 1;
  double to = 1;  // of kBetween, included
  // Of kSequence: the steps follow each other in the order of events; `is_direct`: with no event of the user, or of the
  // session, between.
  std::vector<EventMatch> steps = {};
  bool is_within_session = false;
  bool is_direct = false;
  // Of kSegment: users of another segment as it was computed last.
  std::string segment = {};
  bool is_member = true;
};
inline constexpr std::array<std::string_view, 4> kSegmentConditionNames = {"done", "not_done", "sequence", "segment"};

struct SegmentGroup {
  AnalysisRange range = {};
  bool is_all = true;                             // of the conditions; otherwise any
  std::vector<SegmentCondition> conditions = {};  // 1 to 10
};

// When a segment is computed again.
struct SegmentRefresh {
  std::string schedule = {};          // not checked here (workflow/schedule.h)
  std::optional<int32_t> until = {};  // the last day, local, as days since the epoch
};

struct Segment {
  bool is_all = true;                     // of the groups; otherwise any
  std::vector<SegmentGroup> groups = {};  // 1 to 10
  std::optional<SegmentRefresh> refresh = {};
};

Segment ParseSegment(std::string_view json);
std::string SegmentJson(const Segment& segment);

}  // namespace millrace
