// Questions to the traffic-source classifier, and its answers as texts, for tests.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "enrich/traffic_source.h"

// A page's URL with this query.
#define PAGE(query) "https://www.example.com/p" query

namespace millrace {

inline constexpr std::string_view kPage = "https://www.example.com/p";

inline const TrafficSourceRules& DefaultRules() {
  static const auto rules = TrafficSourceRules::Load(MILLRACE_SOURCE_DIR "/data/rules/default", "", {});
  return *rules;
}

// The files of the reference system.
inline const TrafficSourceRules& ReferenceRules() {
  static const auto rules =
      TrafficSourceRules::Load(MILLRACE_SOURCE_DIR "/src/enrich/testdata/reference_rules", "", {});
  return *rules;
}

// The ten values as one text: `source|medium|category|channel group`, then what else is set. `-` is null.
inline std::string Show(const TrafficSource& values) {
  const auto text = [](std::string_view value) { return value.data() == nullptr ? "-" : std::string(value); };
  std::string shown =
      text(values.source) + "|" + text(values.medium) + "|" + text(values.category) + "|" + text(values.channel_group);
  const std::pair<const char*, std::string_view> rest[] = {
      {"campaign", values.campaign}, {"content", values.content},        {"term", values.term},
      {"id", values.campaign_id},    {"platform", values.clid_platform}, {"clid", values.clid}};
  for (const auto& [name, value] : rest) {
    if (value.data() != nullptr) shown.append(" ").append(name).append("=").append(value);
  }
  return shown;
}

// By default a page, and nothing else.
inline TrafficSourceInput Event(std::string_view page_url = kPage) {
  TrafficSourceInput input;
  input.page_url = page_url;
  return input;
}

inline TrafficSourceInput From(std::string_view page_referrer, std::string_view page_url = kPage) {
  TrafficSourceInput input = Event(page_url);
  input.page_referrer = page_referrer;
  return input;
}

inline TrafficSourceInput Latest(std::string_view latest, std::string_view host, std::string_view page_referrer = {},
                                 std::string_view page_url = kPage) {
  TrafficSourceInput input = From(page_referrer, page_url);
  input.latest_referrer = latest;
  input.latest_referrer_host = host;
  return input;
}

inline TrafficSourceInput Given(const TrafficSource& given, std::string_view page_url = kPage,
                                std::string_view page_referrer = {}) {
  TrafficSourceInput input = From(page_referrer, page_url);
  input.given = given;
  return input;
}

inline std::string Answer(const TrafficSourceInput& input, const TrafficSourceRules& rules = DefaultRules()) {
  TrafficSourceClassifier classifier(rules);
  std::vector<std::string> steps;
  std::string answer = Show(classifier.Explain("app", input, steps));
  EXPECT_FALSE(steps.empty());
  EXPECT_EQ(Show(classifier.Classify("app", input)), answer);
  EXPECT_EQ(Show(classifier.Classify("app", input)), answer) << "from the cache";
  return answer;
}

}  // namespace millrace
