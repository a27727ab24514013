#include <algorithm>

#include "explore/analysis.h"
#include "explore/analysis_parts.h"
#include "explore/description_error.h"

#include "core/time.h"

namespace millrace {
namespace {

constexpr int64_t kMostShownGroups = 100;

template <typename Enum, size_t kCount>
Enum ReadName(JsonMembers& members, std::string_view key, const std::array<std::string_view, kCount>& names,
              Enum otherwise) {
  const auto found = members.Find(key);
  return found ? static_cast<Enum>(found->OneOf(names)) : otherwise;
}

bool ReadFlag(JsonMembers& members, std::string_view key) {
  const auto found = members.Find(key);
  return found && found->Boolean();
}

std::vector<EventMatch> ReadMatches(const JsonCursor& list, size_t least, size_t most) {
  std::vector<EventMatch> matches;
  for (const JsonCursor& item : list.Items(least, most)) matches.push_back(ReadEventMatch(item));
  return matches;
}

AnalysisWindow ReadWindow(const JsonCursor& json, bool may_be_session) {
  JsonMembers members(json);
  const JsonCursor kind = members.Need("kind");
  AnalysisWindow window;
  window.kind = static_cast<AnalysisWindow::Kind>(kind.OneOf(kWindowNames));
  if (window.kind == AnalysisWindow::Kind::kSession && !may_be_session) kind.Fail("expected day or duration");
  if (window.kind == AnalysisWindow::Kind::kDuration) {
    window.seconds = members.Need("seconds").Integer(1, kMaxWindowSeconds);
  }
  members.Finish();
  return window;
}

EventMetric ReadMetric(const JsonCursor& json) {
  JsonMembers members(json);
  EventMetric metric;
  metric.match = ReadEventMatch(members);
  metric.aggregation = ReadName(members, "aggregation", kMetricAggregationNames, MetricAggregation::kCount);
  if (metric.aggregation == MetricAggregation::kDistinct) {
    metric.property = ReadProperty(members.Need("property"), PropertyType::kText);
  } else if (metric.aggregation > MetricAggregation::kDistinct) {
    metric.property = ReadProperty(members.Need("property"), PropertyType::kNumber);
  }
  members.Finish();
  return metric;
}

EventAnalysis ReadEvent(JsonMembers& members) {
  EventAnalysis event;
  for (const JsonCursor& metric : members.Need("metrics").Items(1, 10)) event.metrics.push_back(ReadMetric(metric));
  return event;
}

FunnelAnalysis ReadFunnel(JsonMembers& members) {
  FunnelAnalysis funnel;
  funnel.steps = ReadMatches(members.Need("steps"), 2, 10);
  funnel.entity = ReadName(members, "entity", kCountedEntityNames, CountedEntity::kUsers);
  funnel.window = ReadWindow(members.Need("window"), false);
  funnel.groups_first_step_only = ReadFlag(members, "group_first_step_only");
  return funnel;
}

PathAnalysis ReadPath(JsonMembers& members) {
  PathAnalysis path;
  path.node = ReadName(members, "node", kPathNodeNames, PathNode::kEventName);
  path.entity = ReadName(members, "entity", kCountedEntityNames, CountedEntity::kUsers);
  if (const auto gap = members.Find("gap_seconds")) path.gap_seconds = gap->Integer(1, 86'400);
  if (const auto nodes = members.Find("nodes")) {
    for (const JsonCursor& node : nodes->Items(1, 10)) path.nodes.push_back(node.Text(true));
  }
  if (const auto start = members.Find("start")) {
    path.start = start->Text(true);
    const bool is_node = std::find(path.nodes.begin(), path.nodes.end(), *path.start) != path.nodes.end();
    if (!path.nodes.empty() && !is_node) start->Fail("expected one of the `nodes`");
  }
  path.drops_others = ReadFlag(members, "drop_others");
  path.merges_repeats = ReadFlag(members, "merge_repeats");
  if (const auto steps = members.Find("steps")) path.steps = steps->Integer(2, 20);
  return path;
}

RetentionAnalysis ReadRetention(JsonMembers& members) {
  RetentionAnalysis retention;
  retention.start = ReadEventMatch(members.Need("start"));
  retention.returning = ReadEventMatch(members.Need("return"));
  if (const auto equal = members.Find("equal")) {
    JsonMembers sides(*equal);
    retention.start_property = ReadProperty(sides.Need("start"));
    retention.return_property = ReadProperty(sides.Need("return"), retention.start_property->type);
    sides.Finish();
  }
  return retention;
}

AttributionAnalysis ReadAttribution(JsonMembers& members) {
  AttributionAnalysis attribution;
  attribution.goal = ReadEventMatch(members.Need("goal"));
  if (const auto value = members.Find("value")) attribution.value = ReadProperty(*value, PropertyType::kNumber);
  attribution.touches = ReadMatches(members.Need("touches"), 1, 10);
  attribution.window = ReadWindow(members.Need("window"), true);
  attribution.model = ReadName(members, "model", kAttributionModelNames, AttributionModel::kLast);
  return attribution;
}

ComparedRange ReadCompared(const JsonCursor& json) {
  JsonMembers members(json);
  ComparedRange compared;
  if (const auto previous = members.Find("previous")) {
    compared.is_previous = previous->Boolean();
    if (!compared.is_previous) previous->Fail("expected true");
    members.Finish();
    return compared;
  }
  const AnalysisRange range = ReadAnalysisRange(json);
  if (!range.days) json.Fail("expected `from` and `to`, or `previous`");
  compared.days = *range.days;
  return compared;
}

bool HasPeriods(size_t kind) {
  return kAnalysisKindNames[kind] != "path" && kAnalysisKindNames[kind] != "attribution";
}

}  // namespace

AnalysisDays ComparedRange::Resolve(const AnalysisDays& range) const {
  return is_previous ? AnalysisDays{.first = range.first - range.days(), .last = range.first - 1} : days;
}

Analysis ParseAnalysis(std::string_view json) {
  return ReadDescription(json, [](const JsonCursor& root) {
    JsonMembers members(root);
    Analysis analysis;
    const size_t kind = members.Need("kind").OneOf(kAnalysisKindNames);
    analysis.range = ReadAnalysisRange(members.Need("range"));
    if (const auto compare = members.Find("compare")) analysis.compare = ReadCompared(*compare);
    if (HasPeriods(kind)) {
      analysis.granularity = ReadName(members, "granularity", kGranularityNames, Granularity::kDay);
    }
    if (const auto filter = members.Find("filter")) analysis.filter = ReadFilter(*filter);
    if (const auto group = members.Find("group")) {
      JsonMembers parts(*group);
      analysis.group = Grouping{.property = ReadProperty(parts.Need("property"))};
      if (const auto top = parts.Find("top")) analysis.group->top = top->Integer(1, kMostShownGroups);
      parts.Finish();
    }
    switch (kind) {
      case 0:
        analysis.body = ReadEvent(members);
        break;
      case 1:
        analysis.body = ReadFunnel(members);
        break;
      case 2:
        analysis.body = ReadPath(members);
        break;
      case 3:
        analysis.body = ReadRetention(members);
        break;
      default:
        analysis.body = ReadAttribution(members);
    }
    members.Finish();
    return analysis;
  });
}

}  // namespace millrace
