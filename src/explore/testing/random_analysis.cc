#include "explore/testing/random_analysis.h"

namespace millrace {
namespace {

constexpr int32_t kMiddleDay = 20'023;  // 2024-10-27

}  // namespace

std::string RandomAnalysis::Timezone() {
  static const char* const kZones[] = {"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"};
  return kZones[Number(0, 4)];
}

AnalysisDays RandomAnalysis::Range() {
  const int32_t first = kMiddleDay + Number(-9, 2);
  return {.first = first, .last = first + Number(0, 12)};
}

std::string RandomAnalysis::Text() {
  static const char* const kTexts[] = {"x", "y", "x y", "Ä", "it's", "", "10", "9"};
  return kTexts[Number(0, 7)];
}

std::vector<PlainEvent> RandomAnalysis::Events() {
  static const char* const kNumbers[] = {"1", "2.5", "-3", "1e2", "1e999", "NaN", "many", ""};
  std::vector<PlainEvent> events;
  const int count = Number(0, 90);
  const int minutes = OneIn(2) ? 60 : 60 * 24 * 8;  // ties, or many days
  for (int i = 0; i < count; ++i) {
    PlainEvent event;
    const int device = Number(1, 5);
    event.device = "d" + std::to_string(device);
    event.user = device <= 2 ? "anna" : event.device;
    if (OneIn(6)) {
      event.session.reset();
    } else {
      event.session = "s" + std::to_string(Number(1, 2));
    }
    event.at_us = (int64_t{kMiddleDay} * 86'400 + int64_t{60} * Number(-minutes, minutes)) * 1'000'000;
    if (OneIn(5)) event.at_us += Number(0, 1'999'999);
    if (!OneIn(3)) event.sequence = Number(0, 2);
    event.id = "e" + std::to_string(Number(0, 9)) + std::to_string(i);
    event.name = OneIn(4) ? "_page_view" : OneIn(4) ? "_screen_view" : Name();
    if (!OneIn(4)) event.columns["platform"] = Text();
    if (!OneIn(4)) event.columns["geo_country"] = Text();
    if (!OneIn(3)) event.columns["event_value"] = Number(-3, 6) * 0.5;
    if (!OneIn(3)) event.columns["session_duration"] = static_cast<double>(Number(0, 3));
    if (!OneIn(3)) event.columns["page_view_entrances"] = OneIn(2);
    if (!OneIn(4)) event.columns["page_view_page_title"] = Name();
    if (!OneIn(4)) event.columns["page_view_page_url"] = Name();
    if (!OneIn(4)) event.columns["screen_view_screen_name"] = Name();
    if (!OneIn(4)) event.columns["screen_view_screen_id"] = Name();
    if (!OneIn(4)) event.parameters["plan"] = Text();
    if (!OneIn(4)) event.parameters["a/b~'\"$.c"] = kNumbers[Number(0, 7)];
    if (!OneIn(4)) event.parameters["paid"] = OneIn(3) ? "maybe" : OneIn(2) ? "true" : "false";
    if (!OneIn(4)) event.attributes["tier"] = Text();
    events.push_back(std::move(event));
  }
  return events;
}

Property RandomAnalysis::AnyProperty(PropertyType type) {
  Property property{.source = PropertySource::kColumn, .name = "", .type = type};
  if (type == PropertyType::kText) {
    property.name = OneIn(2) ? "platform" : OneIn(2) ? "geo_country" : "event_name";
    if (OneIn(3)) property = {.source = PropertySource::kParameter, .name = "plan", .type = type};
    if (OneIn(5)) property = {.source = PropertySource::kAttribute, .name = "tier", .type = type};
  } else if (type == PropertyType::kNumber) {
    property.name = OneIn(2) ? "event_value" : "session_duration";
    if (OneIn(2)) property = {.source = PropertySource::kParameter, .name = "a/b~'\"$.c", .type = type};
  } else {
    property.name = "page_view_entrances";
    if (OneIn(2)) property = {.source = PropertySource::kParameter, .name = "paid", .type = type};
  }
  return property;
}

Filter RandomAnalysis::AnyFilter(int depth) {
  Filter filter;
  if (depth < 2 && OneIn(3)) {
    filter.kind = OneIn(2) ? Filter::Kind::kAnd : Filter::Kind::kOr;
    for (int i = Number(1, 3); i > 0; --i) filter.parts.push_back(AnyFilter(depth + 1));
    return filter;
  }
  filter.kind = Filter::Kind::kComparison;
  const auto type = static_cast<PropertyType>(OneIn(2) ? 0 : Number(0, 2));
  filter.property = AnyProperty(type);
  const auto value = [&]() -> PropertyValue {
    if (type == PropertyType::kText) return Text();
    if (type == PropertyType::kNumber) return Number(-3, 6) * 0.5;
    return OneIn(2);
  };
  do {
    filter.comparison = static_cast<FilterOperator>(Number(0, 11));
  } while ((type != PropertyType::kText && filter.comparison >= FilterOperator::kContains) ||
           (type == PropertyType::kBoolean && filter.comparison >= FilterOperator::kLess &&
            filter.comparison <= FilterOperator::kGreaterEqual));
  switch (filter.comparison) {
    case FilterOperator::kIsNull:
    case FilterOperator::kIsNotNull:
      break;
    case FilterOperator::kIn:
    case FilterOperator::kNotIn:
      for (int i = Number(1, 3); i > 0; --i) filter.values.push_back(value());
      break;
    case FilterOperator::kContains:
    case FilterOperator::kNotContains:
      filter.values.emplace_back(std::string(OneIn(2) ? "x" : "'"));
      break;
    default:
      filter.values.push_back(value());
  }
  return filter;
}

EventMatch RandomAnalysis::Match() {
  EventMatch match;
  if (!OneIn(5)) match.event = Name();
  if (OneIn(5)) match.filter = AnyFilter();
  return match;
}

std::vector<EventMatch> RandomAnalysis::Matches(int least, int most) {
  std::vector<EventMatch> matches;
  for (int i = Number(least, most); i > 0; --i) matches.push_back(Match());
  return matches;
}

AnalysisWindow RandomAnalysis::Window(bool may_be_session) {
  static constexpr int64_t kSeconds[] = {60, 600, 3'600, 86'400, 3 * 86'400};
  const int kind = Number(may_be_session ? 0 : 1, 3);
  if (kind == 0) return {.kind = AnalysisWindow::Kind::kSession};
  if (kind == 1) return {.kind = AnalysisWindow::Kind::kDay};
  return {.kind = AnalysisWindow::Kind::kDuration, .seconds = kSeconds[Number(0, 4)]};
}

EventMetric RandomAnalysis::Metric() {
  EventMetric metric{.match = Match(), .aggregation = static_cast<MetricAggregation>(Number(0, 7)), .property = {}};
  if (metric.aggregation == MetricAggregation::kDistinct) {
    metric.property = AnyProperty(PropertyType::kText);
  } else if (metric.aggregation > MetricAggregation::kDistinct) {
    metric.property = AnyProperty(PropertyType::kNumber);
  }
  return metric;
}

PathAnalysis RandomAnalysis::Path() {
  PathAnalysis path;
  path.node = static_cast<PathNode>(Number(0, 4));
  path.entity = static_cast<CountedEntity>(Number(0, 1));
  if (OneIn(2)) path.gap_seconds = OneIn(2) ? 300 : 7'200;
  if (OneIn(2)) path.nodes = {"a", "b"};
  if (OneIn(3)) path.start = OneIn(2) ? "a" : "b";
  path.drops_others = OneIn(2);
  path.merges_repeats = OneIn(2);
  path.steps = Number(2, 6);
  return path;
}

Analysis RandomAnalysis::Make(size_t kind, const AnalysisDays& range) {
  Analysis analysis;
  analysis.range.days = range;
  analysis.granularity = static_cast<Granularity>(Number(0, 2));
  if (OneIn(3)) analysis.filter = AnyFilter();
  if (OneIn(2)) {
    analysis.group = Grouping{.property = AnyProperty(static_cast<PropertyType>(OneIn(2) ? 0 : Number(0, 2))),
                              .top = OneIn(2) ? 10 : 2};
  }
  if (kind == 0) {
    EventAnalysis event;
    for (int i = Number(1, 4); i > 0; --i) event.metrics.push_back(Metric());
    analysis.body = event;
  } else if (kind == 1) {
    analysis.body = FunnelAnalysis{.steps = Matches(2, 5),
                                   .entity = static_cast<CountedEntity>(Number(0, 1)),
                                   .window = Window(false),
                                   .groups_first_step_only = OneIn(2)};
  } else if (kind == 2) {
    analysis.granularity = Granularity::kDay;
    analysis.body = Path();
  } else if (kind == 3) {
    RetentionAnalysis retention{.start = Match(), .returning = Match(), .start_property = {}, .return_property = {}};
    if (OneIn(3)) {
      const auto type = static_cast<PropertyType>(Number(0, 2));
      retention.start_property = AnyProperty(type);
      retention.return_property = AnyProperty(type);
    }
    analysis.body = retention;
  } else {
    analysis.granularity = Granularity::kDay;
    AttributionAnalysis attribution{.goal = Match(), .value = {}, .touches = Matches(1, 3)};
    if (OneIn(2)) attribution.value = AnyProperty(PropertyType::kNumber);
    attribution.window = Window(true);
    attribution.model = static_cast<AttributionModel>(Number(0, 4));
    analysis.body = attribution;
  }
  return analysis;
}

SegmentCondition RandomAnalysis::Condition() {
  SegmentCondition condition;
  condition.kind = static_cast<SegmentCondition::Kind>(Number(0, 3));
  switch (condition.kind) {
    case SegmentCondition::Kind::kDone:
      condition.match = Match();
      condition.measure = static_cast<SegmentMeasure>(Number(0, 8));
      if (condition.measure == SegmentMeasure::kDistinct) {
        condition.property = AnyProperty(PropertyType::kText);
      } else if (condition.measure >= SegmentMeasure::kSum) {
        condition.property = AnyProperty(PropertyType::kNumber);
      }
      condition.comparison = static_cast<SegmentComparison>(Number(0, 6));
      condition.value = Number(0, 4);
      condition.to = condition.comparison == SegmentComparison::kBetween ? condition.value + Number(0, 2) : 1;
      break;
    case SegmentCondition::Kind::kNotDone:
      condition.match = Match();
      break;
    case SegmentCondition::Kind::kSequence:
      condition.steps = Matches(2, 4);
      condition.is_within_session = OneIn(2);
      condition.is_direct = OneIn(2);
      break;
    case SegmentCondition::Kind::kSegment:
      condition.segment = OneIn(2) ? "s1" : "s2";
      condition.is_member = OneIn(2);
      break;
  }
  return condition;
}

Segment RandomAnalysis::MakeSegment() {
  Segment segment;
  segment.is_all = OneIn(2);
  for (int i = Number(1, 3); i > 0; --i) {
    SegmentGroup group;
    if (OneIn(2)) {
      group.range.days = Range();
    } else {
      group.range.last_days = Number(1, 14);
    }
    group.is_all = OneIn(2);
    for (int j = Number(1, 3); j > 0; --j) group.conditions.push_back(Condition());
    segment.groups.push_back(std::move(group));
  }
  return segment;
}

}  // namespace millrace
