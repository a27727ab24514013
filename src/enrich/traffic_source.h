// The traffic source of an event: source, medium, campaign, channel group …, from values that the client sent, the
// page's URL and its referrers (spec/enrichment.md §3, with all differences T1–T17).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "enrich/traffic_source_rules.h"

namespace millrace {

// The ten values. Null data(): null; no value is an empty text.
struct TrafficSource {
  std::string_view source = {};
  std::string_view medium = {};
  std::string_view campaign = {};
  std::string_view content = {};
  std::string_view term = {};
  std::string_view campaign_id = {};
  std::string_view clid_platform = {};
  std::string_view clid = {};  // JSON text: {"type":NAME,"value":TEXT}
  std::string_view channel_group = {};
  std::string_view category = {};
};

// Attributes of one event as sent (not URL-decoded). An empty text counts as null.
struct TrafficSourceInput {
  TrafficSource given;  // the values that the client sent, collected according to §3.2
  std::string_view page_url;
  std::string_view page_referrer;
  std::string_view latest_referrer;
  std::string_view latest_referrer_host;
  std::string_view host_name;  // of the event; used only if the client sent a source (§3.2, path A)
  // Inputs with the same number have the same texts if these are at the same addresses. 0: unlike any other input.
  uint64_t texts = 0;
};

// Not thread-safe; one per worker. Not for events without attributes (§3.2: all values are null).
//
// Answers are kept in a bounded cache. Its key consists of everything in the input that matters and of the app's rules
// (T12), so an answer never depends on earlier calls.
class TrafficSourceClassifier {
 public:
  // `rules` must outlive the classifier.
  explicit TrafficSourceClassifier(const TrafficSourceRules& rules);
  ~TrafficSourceClassifier();
  TrafficSourceClassifier(const TrafficSourceClassifier&) = delete;
  TrafficSourceClassifier& operator=(const TrafficSourceClassifier&) = delete;

  // Valid until the next call. Never fails, whatever the input.
  const TrafficSource& Classify(std::string_view app_id, const TrafficSourceInput& input);

  // The same answer without the cache. Appends a sentence for each step of §3.5 that decided.
  const TrafficSource& Explain(std::string_view app_id, const TrafficSourceInput& input,
                               std::vector<std::string>& steps);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
