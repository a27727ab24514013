#include "explore/analysis_parts.h"

#include "explore/description_error.h"

#include "core/json_object.h"
#include "core/time.h"

namespace millrace {
namespace {

constexpr size_t kMaxDescriptionDepth = 24;

}  // namespace

simdjson::dom::element ParseDescription(simdjson::dom::parser& parser, std::string_view json) {
  if (json.size() > kMaxDescriptionBytes) {
    throw DescriptionError(
        "", "has " + std::to_string(json.size()) + " bytes; allowed are " + std::to_string(kMaxDescriptionBytes));
  }
  simdjson::dom::element root;
  simdjson::error_code error = parser.allocate(kMaxDescriptionBytes, kMaxDescriptionDepth);
  if (error == simdjson::SUCCESS) error = parser.parse(json.data(), json.size()).get(root);
  if (error != simdjson::SUCCESS) {
    throw DescriptionError("", "is no JSON object of at most " + std::to_string(kMaxDescriptionDepth) +
                                   " levels: " + simdjson::error_message(error));
  }
  return root;
}

AnalysisDays AnalysisRange::Resolve(int32_t last_complete_day) const {
  return days ? *days : AnalysisDays{.first = last_complete_day - last_days + 1, .last = last_complete_day};
}

AnalysisRange ReadAnalysisRange(const JsonCursor& json) {
  JsonMembers members(json);
  AnalysisRange range;
  if (const auto last_days = members.Find("last_days")) {
    range.last_days = static_cast<int32_t>(last_days->Integer(1, kMaxRangeDays));
  } else {
    const JsonCursor last = members.Need("to");
    range.days = AnalysisDays{.first = members.Need("from").Day(), .last = last.Day()};
    if (range.days->days() < 1) last.Fail("expected a day that is not before `from`");
    if (range.days->days() > kMaxRangeDays) {
      last.Fail("expected at most " + std::to_string(kMaxRangeDays) + " days");
    }
  }
  members.Finish();
  return range;
}

std::string AnalysisDaysJson(const AnalysisDays& range) {
  return JsonObject().Field("from", FormatDay(range.first)).Field("to", FormatDay(range.last)).Finish();
}

std::string AnalysisRangeJson(const AnalysisRange& range) {
  if (range.days) return AnalysisDaysJson(*range.days);
  return JsonObject().Field("last_days", range.last_days).Finish();
}

EventMatch ReadEventMatch(JsonMembers& members) {
  EventMatch match;
  if (const auto event = members.Find("event")) match.event = event->Text();
  if (const auto filter = members.Find("filter")) match.filter = ReadFilter(*filter);
  return match;
}

EventMatch ReadEventMatch(const JsonCursor& json) {
  JsonMembers members(json);
  EventMatch match = ReadEventMatch(members);
  members.Finish();
  return match;
}

std::string EventMatchJson(const EventMatch& match) {
  JsonObject object;
  if (match.event) object.Field("event", *match.event);
  if (!match.filter.empty()) object.Json("filter", FilterJson(match.filter));
  return object.Finish();
}

}  // namespace millrace
