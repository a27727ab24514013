#include "explore/analysis.h"
#include "explore/analysis_parts.h"

#include "core/json_object.h"

namespace millrace {
namespace {

template <typename Enum, size_t kCount>
std::string_view NameIn(const std::array<std::string_view, kCount>& names, Enum value) {
  return names[static_cast<size_t>(value)];
}

std::string MatchesJson(const std::vector<EventMatch>& matches) {
  std::vector<std::string> out;
  out.reserve(matches.size());
  for (const EventMatch& match : matches) out.push_back(EventMatchJson(match));
  return JsonArray(out);
}

std::string WindowJson(const AnalysisWindow& window) {
  JsonObject object;
  object.Field("kind", NameIn(kWindowNames, window.kind));
  if (window.kind == AnalysisWindow::Kind::kDuration) object.Field("seconds", window.seconds);
  return object.Finish();
}

void Write(const EventAnalysis& event, JsonObject& object) {
  std::vector<std::string> metrics;
  metrics.reserve(event.metrics.size());
  for (const EventMetric& metric : event.metrics) {
    JsonObject out;
    if (metric.match.event) out.Field("event", *metric.match.event);
    if (!metric.match.filter.empty()) out.Json("filter", FilterJson(metric.match.filter));
    out.Field("aggregation", NameIn(kMetricAggregationNames, metric.aggregation));
    if (metric.property) out.Json("property", PropertyJson(*metric.property));
    metrics.push_back(out.Finish());
  }
  object.Json("metrics", JsonArray(metrics));
}

void Write(const FunnelAnalysis& funnel, JsonObject& object) {
  object.Json("steps", MatchesJson(funnel.steps))
      .Field("entity", NameIn(kCountedEntityNames, funnel.entity))
      .Json("window", WindowJson(funnel.window))
      .Field("group_first_step_only", funnel.groups_first_step_only);
}

void Write(const PathAnalysis& path, JsonObject& object) {
  object.Field("node", NameIn(kPathNodeNames, path.node)).Field("entity", NameIn(kCountedEntityNames, path.entity));
  if (path.gap_seconds) object.Field("gap_seconds", *path.gap_seconds);
  if (path.start) object.Field("start", *path.start);
  if (!path.nodes.empty()) object.Json("nodes", JsonTexts(path.nodes));
  object.Field("drop_others", path.drops_others).Field("merge_repeats", path.merges_repeats).Field("steps", path.steps);
}

void Write(const RetentionAnalysis& retention, JsonObject& object) {
  object.Json("start", EventMatchJson(retention.start)).Json("return", EventMatchJson(retention.returning));
  if (!retention.start_property) return;
  object.Json("equal", JsonObject()
                           .Json("start", PropertyJson(*retention.start_property))
                           .Json("return", PropertyJson(*retention.return_property))
                           .Finish());
}

void Write(const AttributionAnalysis& attribution, JsonObject& object) {
  object.Json("goal", EventMatchJson(attribution.goal));
  if (attribution.value) object.Json("value", PropertyJson(*attribution.value));
  object.Json("touches", MatchesJson(attribution.touches))
      .Json("window", WindowJson(attribution.window))
      .Field("model", NameIn(kAttributionModelNames, attribution.model));
}

}  // namespace

std::string AnalysisJson(const Analysis& analysis) {
  JsonObject object;
  object.Field("kind", kAnalysisKindNames[analysis.body.index()]).Json("range", AnalysisRangeJson(analysis.range));
  if (analysis.compare) {
    object.Json("compare",
                analysis.compare->is_previous ? "{\"previous\":true}" : AnalysisDaysJson(analysis.compare->days));
  }
  if (!std::holds_alternative<PathAnalysis>(analysis.body) &&
      !std::holds_alternative<AttributionAnalysis>(analysis.body)) {
    object.Field("granularity", NameIn(kGranularityNames, analysis.granularity));
  }
  if (!analysis.filter.empty()) object.Json("filter", FilterJson(analysis.filter));
  if (analysis.group) {
    object.Json("group", JsonObject()
                             .Json("property", PropertyJson(analysis.group->property))
                             .Field("top", analysis.group->top)
                             .Finish());
  }
  std::visit([&](const auto& body) { Write(body, object); }, analysis.body);
  return object.Finish();
}

}  // namespace millrace
