#include "project/trace_text.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "core/time.h"
#include "core/utf8.h"

namespace millrace {
namespace {

// Of one value.
constexpr size_t kMaxShownBytes = 2000;
constexpr size_t kMaxShownCharacters = 1000;

// The parts that are not empty, with their names and with commas between them.
std::string JoinedParts(std::initializer_list<std::pair<std::string_view, std::string_view>> parts) {
  std::string out;
  for (const auto& [name, value] : parts) {
    if (value.empty()) continue;
    out += (out.empty() ? "" : ", ") + (name.empty() ? std::string() : std::string(name) + " ") + std::string(value);
  }
  return out.empty() ? "nothing known" : out;
}

}  // namespace

std::string TraceText(NullableText text) {
  if (text.data() == nullptr) return "(null)";
  size_t end = 0;
  for (size_t characters = 0; end < text.size(); ++characters) {
    size_t next = end + 1;
    while (next < text.size() && IsUtf8Continuation(text[next])) ++next;
    if (next > kMaxShownBytes || (characters + 1 == kMaxShownCharacters && next < text.size())) break;
    end = next;
  }
  std::string shown(text.substr(0, end));
  std::ranges::replace_if(
      shown, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return end < text.size() ? shown + "…" : shown;
}

std::string ShownTime(int64_t msec) {
  constexpr int64_t kLatest = INT64_MAX / 1000;
  return msec > kLatest || msec < -kLatest ? std::to_string(msec) + " ms" : FormatMicroseconds(msec * 1000);
}

std::string ShownPlace(const GeoLocation& location) {
  return JoinedParts({{"", location.continent},
                      {"", location.country},
                      {"", location.region},
                      {"", location.city},
                      {"metro", location.metro}});
}

std::string ShownAgent(const UserAgent& agent) {
  return JoinedParts({{"browser", agent.browser},
                      {"", agent.browser_version},
                      {"system", agent.os},
                      {"", agent.os_version},
                      {"device", agent.device},
                      {"category", agent.category},
                      {"by device_models.csv line", agent.model_line == 0 ? "" : std::to_string(agent.model_line)}});
}

std::string ShownSource(const TrafficSource& source) {
  return "source " + TraceText(source.source) + ", medium " + TraceText(source.medium) + ", category " +
         TraceText(source.category) + ", channel " + TraceText(source.channel_group);
}

}  // namespace millrace
