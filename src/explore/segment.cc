#include "explore/segment.h"

#include "explore/analysis_parts.h"

#include "core/json_object.h"
#include "core/time.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 2> kJoinNames = {"and", "or"};

bool ReadIsAll(JsonMembers& members) {
  const auto join = members.Find("operator");
  return !join || join->OneOf(kJoinNames) == 0;
}

void ReadDone(JsonMembers& members, SegmentCondition& condition) {
  if (const auto measure = members.Find("measure")) {
    condition.measure = static_cast<SegmentMeasure>(measure->OneOf(kSegmentMeasureNames));
  }
  if (condition.measure == SegmentMeasure::kDistinct) {
    condition.property = ReadProperty(members.Need("property"), PropertyType::kText);
  } else if (condition.measure >= SegmentMeasure::kSum) {
    condition.property = ReadProperty(members.Need("property"), PropertyType::kNumber);
  }
  if (const auto comparison = members.Find("operator")) {
    condition.comparison = static_cast<SegmentComparison>(comparison->OneOf(kSegmentComparisonNames));
    condition.value = members.Need("value").Number();
  }
  if (condition.comparison == SegmentComparison::kBetween) {
    const JsonCursor to = members.Need("to");
    condition.to = to.Number();
    if (condition.to < condition.value) to.Fail("expected a number that is not less than `value`");
  }
}

SegmentCondition ReadCondition(const JsonCursor& json) {
  JsonMembers members(json);
  SegmentCondition condition;
  condition.kind = static_cast<SegmentCondition::Kind>(members.Need("kind").OneOf(kSegmentConditionNames));
  switch (condition.kind) {
    case SegmentCondition::Kind::kDone:
      condition.match = ReadEventMatch(members);
      ReadDone(members, condition);
      break;
    case SegmentCondition::Kind::kNotDone:
      condition.match = ReadEventMatch(members);
      break;
    case SegmentCondition::Kind::kSequence:
      for (const JsonCursor& step : members.Need("steps").Items(2, 10)) {
        condition.steps.push_back(ReadEventMatch(step));
      }
      if (const auto within = members.Find("within_session")) condition.is_within_session = within->Boolean();
      if (const auto direct = members.Find("direct")) condition.is_direct = direct->Boolean();
      break;
    case SegmentCondition::Kind::kSegment:
      condition.segment = members.Need("segment").Text();
      if (const auto member = members.Find("is_member")) condition.is_member = member->Boolean();
      break;
  }
  members.Finish();
  return condition;
}

SegmentRefresh ReadRefresh(const JsonCursor& json) {
  JsonMembers members(json);
  SegmentRefresh refresh;
  refresh.schedule = members.Need("schedule").Text();
  if (const auto until = members.Find("until")) refresh.until = until->Day();
  members.Finish();
  return refresh;
}

std::string ConditionJson(const SegmentCondition& condition) {
  JsonObject object;
  object.Field("kind", kSegmentConditionNames[static_cast<size_t>(condition.kind)]);
  if (condition.match.event) object.Field("event", *condition.match.event);
  if (!condition.match.filter.empty()) object.Json("filter", FilterJson(condition.match.filter));
  switch (condition.kind) {
    case SegmentCondition::Kind::kDone:
      object.Field("measure", kSegmentMeasureNames[static_cast<size_t>(condition.measure)]);
      if (condition.property) object.Json("property", PropertyJson(*condition.property));
      object.Field("operator", kSegmentComparisonNames[static_cast<size_t>(condition.comparison)])
          .Field("value", condition.value);
      if (condition.comparison == SegmentComparison::kBetween) object.Field("to", condition.to);
      break;
    case SegmentCondition::Kind::kNotDone:
      break;
    case SegmentCondition::Kind::kSequence: {
      std::vector<std::string> steps;
      steps.reserve(condition.steps.size());
      for (const EventMatch& step : condition.steps) steps.push_back(EventMatchJson(step));
      object.Json("steps", JsonArray(steps))
          .Field("within_session", condition.is_within_session)
          .Field("direct", condition.is_direct);
      break;
    }
    case SegmentCondition::Kind::kSegment:
      object.Field("segment", condition.segment).Field("is_member", condition.is_member);
      break;
  }
  return object.Finish();
}

}  // namespace

Segment ParseSegment(std::string_view json) {
  return ReadDescription(json, [](const JsonCursor& root) {
    JsonMembers members(root);
    Segment segment;
    segment.is_all = ReadIsAll(members);
    for (const JsonCursor& item : members.Need("groups").Items(1, 10)) {
      JsonMembers parts(item);
      SegmentGroup group;
      group.range = ReadAnalysisRange(parts.Need("range"));
      group.is_all = ReadIsAll(parts);
      for (const JsonCursor& condition : parts.Need("conditions").Items(1, 10)) {
        group.conditions.push_back(ReadCondition(condition));
      }
      parts.Finish();
      segment.groups.push_back(std::move(group));
    }
    if (const auto refresh = members.Find("refresh")) segment.refresh = ReadRefresh(*refresh);
    members.Finish();
    return segment;
  });
}

std::string SegmentJson(const Segment& segment) {
  std::vector<std::string> groups;
  groups.reserve(segment.groups.size());
  for (const SegmentGroup& group : segment.groups) {
    std::vector<std::string> conditions;
    conditions.reserve(group.conditions.size());
    for (const SegmentCondition& condition : group.conditions) conditions.push_back(ConditionJson(condition));
    groups.push_back(JsonObject()
                         .Json("range", AnalysisRangeJson(group.range))
                         .Field("operator", kJoinNames[group.is_all ? 0 : 1])
                         .Json("conditions", JsonArray(conditions))
                         .Finish());
  }
  JsonObject object;
  object.Field("operator", kJoinNames[segment.is_all ? 0 : 1]).Json("groups", JsonArray(groups));
  if (segment.refresh) {
    JsonObject refresh;
    refresh.Field("schedule", segment.refresh->schedule);
    if (segment.refresh->until) refresh.Field("until", FormatDay(*segment.refresh->until));
    object.Json("refresh", refresh.Finish());
  }
  return object.Finish();
}

}  // namespace millrace
