// Where a visit came from: source, medium, campaign, channel group … of an event, from what the client said, the page's
// URL and its referrers (spec/enrichment.md §3, with all differences T1–T17).
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

// Attributes of one event, raw (not URL-decoded). An empty text is as good as null.
struct TrafficSourceInput {
  TrafficSource given;  // what the client says, collected as §3.2 tells
  std::string_view page_url;
  std::string_view page_referrer;
  std::string_view latest_referrer;
  std::string_view latest_referrer_host;
  std::string_view host_name;  // of the event; used only when the client gave a source (§3.2, path A)
  // Inputs of one number whose texts lie at the same places have the same texts. 0: of no other input.
  uint64_t texts = 0;
};

// Not thread-safe: one classifier a worker. Events without attributes are not to be asked about (§3.2: all null).
//
// Answers are kept in a cache of bounded size whose key is all that counts of the input, and the app's rules (T12), so
// that an answer never depends on what was asked before.
class TrafficSourceClassifier {
 public:
  // `rules` must outlive the classifier.
  explicit TrafficSourceClassifier(const TrafficSourceRules& rules);
  ~TrafficSourceClassifier();
  TrafficSourceClassifier(const TrafficSourceClassifier&) = delete;
  TrafficSourceClassifier& operator=(const TrafficSourceClassifier&) = delete;

  // Valid until the next call. Never fails, whatever the input.
  const TrafficSource& Classify(std::string_view app_id, const TrafficSourceInput& input);

  // The same answer, not from the cache, with the steps of §3.5 that decided, in words, one line each.
  const TrafficSource& Explain(std::string_view app_id, const TrafficSourceInput& input,
                               std::vector<std::string>& steps);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
