// The checked description of an analysis (dashboards.md §3). ParseAnalysis makes it from JSON and refuses whatever it
// does not know; AnalysisJson gives the canonical JSON back, which links and saved analyses hold.
// docs/reference/analyses.md has the keys, docs/explanation/analyses.md what the numbers mean. Plain values;
// thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "explore/filter.h"
#include "explore/property.h"

namespace millrace {

// Local days of the app, both included.
struct AnalysisDays {
  int32_t first = 0;  // days since the epoch
  int32_t last = 0;

  int32_t days() const { return last - first + 1; }
  bool operator==(const AnalysisDays&) const = default;
};

// `{"from":"…","to":"…"}`, or `{"last_days":30}`: the days that end with the app's last complete day.
struct AnalysisRange {
  std::optional<AnalysisDays> days = {};
  int32_t last_days = 0;  // without `days`

  AnalysisDays Resolve(int32_t last_complete_day) const;
  bool operator==(const AnalysisRange&) const = default;
};
inline constexpr int32_t kMaxRangeDays = 1'100;

// What the result is compared with: other days, or as many days right before.
struct ComparedRange {
  bool is_previous = false;  // `{"previous":true}`
  AnalysisDays days = {};    // otherwise
  AnalysisDays Resolve(const AnalysisDays& range) const;
};

enum class Granularity : uint8_t { kDay, kWeek, kMonth };  // weeks begin on Monday
inline constexpr std::array<std::string_view, 3> kGranularityNames = {"day", "week", "month"};

// Whether users or events are counted.
enum class CountedEntity : uint8_t { kUsers, kEvents };
inline constexpr std::array<std::string_view, 2> kCountedEntityNames = {"users", "events"};

// An event with its own filter. No name: any event.
struct EventMatch {
  std::optional<std::string> event = {};
  Filter filter = {};
};

struct Grouping {
  Property property = {};
  int64_t top = 10;  // groups that are shown: those with the most events
};

enum class MetricAggregation : uint8_t { kCount, kUsers, kDistinct, kMin, kMax, kSum, kAverage, kMedian };
inline constexpr std::array<std::string_view, 8> kMetricAggregationNames = {"count", "users", "distinct", "min",
                                                                            "max",   "sum",   "average",  "median"};

struct EventMetric {
  EventMatch match = {};
  MetricAggregation aggregation = MetricAggregation::kCount;
  std::optional<Property> property = {};  // of all but kCount and kUsers: a text for kDistinct, else a number
};

struct EventAnalysis {
  std::vector<EventMetric> metrics = {};  // 1 to 10
};

// How far apart events may be that belong together.
struct AnalysisWindow {
  enum class Kind : uint8_t { kDay, kSession, kDuration };
  Kind kind = Kind::kDuration;
  int64_t seconds = 0;  // of kDuration
};
inline constexpr std::array<std::string_view, 3> kWindowNames = {"day", "session", "duration"};
inline constexpr int64_t kMaxWindowSeconds = 366 * 86'400;

struct FunnelAnalysis {
  std::vector<EventMatch> steps = {};  // 2 to 10
  CountedEntity entity = CountedEntity::kUsers;
  AnalysisWindow window = {};           // kDay or kDuration
  bool groups_first_step_only = false;  // otherwise all steps have the same group
};

enum class PathNode : uint8_t { kEventName, kScreenName, kScreenClass, kPageTitle, kPageUrl };
inline constexpr std::array<std::string_view, 5> kPathNodeNames = {"event_name", "screen_name", "screen_class",
                                                                   "page_title", "page_url"};

struct PathAnalysis {
  PathNode node = PathNode::kEventName;
  CountedEntity entity = CountedEntity::kUsers;
  std::optional<int64_t> gap_seconds = {};  // sessions by inactivity; otherwise by session id
  std::optional<std::string> start = {};    // paths begin there; otherwise with the session
  std::vector<std::string> nodes = {};      // the chosen ones; empty: all
  bool drops_others = false;                // nodes that were not chosen are left out; otherwise they are one node
  bool merges_repeats = false;
  int64_t steps = 5;  // 2 to 20
};

struct RetentionAnalysis {
  EventMatch start = {};
  EventMatch returning = {};
  // Returns count only with the same value of these two, which have one type.
  std::optional<Property> start_property = {};
  std::optional<Property> return_property = {};
};

enum class AttributionModel : uint8_t { kFirst, kLast, kLinear, kPosition, kTimeDecay };
inline constexpr std::array<std::string_view, 5> kAttributionModelNames = {"first", "last", "linear", "position",
                                                                           "time_decay"};
inline constexpr int64_t kTouchHalfLifeSeconds = 7 * 86'400;  // of kTimeDecay

struct AttributionAnalysis {
  EventMatch goal = {};
  std::optional<Property> value = {};    // a number that is added up; otherwise goals count
  std::vector<EventMatch> touches = {};  // 1 to 10
  AnalysisWindow window = {};
  AttributionModel model = AttributionModel::kLast;
};

struct Analysis {
  // The order of the alternatives is that of kAnalysisKindNames.
  std::variant<EventAnalysis, FunnelAnalysis, PathAnalysis, RetentionAnalysis, AttributionAnalysis> body;
  AnalysisRange range = {};
  std::optional<ComparedRange> compare = {};
  Granularity granularity = Granularity::kDay;  // of event, funnel and retention
  Filter filter = {};
  std::optional<Grouping> group = {};
};
inline constexpr std::array<std::string_view, 5> kAnalysisKindNames = {"event", "funnel", "path", "retention",
                                                                       "attribution"};

inline constexpr size_t kMaxDescriptionBytes = 64 * 1024;

// Throws DescriptionError.
Analysis ParseAnalysis(std::string_view json);
std::string AnalysisJson(const Analysis& analysis);

}  // namespace millrace
