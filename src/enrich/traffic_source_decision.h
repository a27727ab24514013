// The decision about one event's traffic source: spec/enrichment.md §3.4–§3.6 step by step, with the rules of §3.10 and
// the differences of its section 5. TrafficSourceClassifier (traffic_source.h) is the door to it and keeps its answers.
#pragma once

#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/url.h"
#include "enrich/channel_rules.h"
#include "enrich/enriched_columns.h"
#include "enrich/traffic_source.h"

namespace millrace {

// The ten values, to treat all of them in the same way; a URL can supply the first eight.
inline constexpr auto kTrafficSourceValues = [] {
  std::array<std::string_view TrafficSource::*, kSourceColumns.size()> values{};
  for (size_t i = 0; i < values.size(); ++i) values[i] = kSourceColumns[i].value;
  return values;
}();

// Not thread-safe; reuses its memory.
class TrafficSourceDecision {
 public:
  // The views of the result point into `rules`, `input` and this object and are valid until the next call. Unless
  // `steps` is null, the steps that decided are appended to it as sentences.
  TrafficSource Decide(const AppTrafficRules& rules, const TrafficSourceInput& input, std::vector<std::string>* steps);

 private:
  // A URL of the event, with buffers for its decoded parts.
  struct Url {
    UrlParts parts;
    std::string host_text;
    std::string clid_text;

    bool Parse(std::string_view url);                    // false: not a URL, or one without host
    std::string_view host() const { return host_text; }  // in lower case, without port and final dot
  };
  // Where the visitor came from. A referrer without host counts as none (T3), and so does an ignored one (§3.10).
  struct Referrer {
    std::string_view text;  // null data(): none
    std::string_view host;  // as sent with the event, or that of the URL
    bool internal = false;
    Url* url = nullptr;

    bool exists() const { return text.data() != nullptr; }
  };
  // The values of a URL's parameters.
  struct Parameters {
    TrafficSource values;
    bool paid_click = false;
  };

  void ReadReferrers(const AppTrafficRules& rules, const TrafficSourceInput& input, std::string_view page_host);
  bool ReadReferrer(const AppTrafficRules& rules, std::string_view text, Url& url);  // false: none
  Referrer ChooseReferrer();                                                         // step 4
  TrafficSource Compute(const AppTrafficRules& rules, const TrafficSourceInput& input, const TrafficSource& given);
  Parameters ReadParameters(const ClickIds& click_ids, Url& url);
  // The row of the click id that the client sent, or null.
  std::optional<ClickIds::Meaning> MeaningOfGiven(const ClickIds& click_ids, std::string_view clid);
  // Step 6. Returns the category, and sets source and term if they are null.
  std::string_view Categorise(const SourceCategories& categories, const Referrer& referrer, TrafficSource& values);
  std::string_view TermOf(const SourceCategory& row, const UrlParts& referrer);
  ChannelRules::Group FindGroup(const ChannelRules& rules, const TrafficSource& values, bool paid_click,
                                const Referrer& referrer);
  void Note(std::initializer_list<std::string_view> words);
  void NoteClick(std::string_view type, const ClickIds::Meaning* meaning);

  Url page_;
  Url page_referrer_url_;
  Url latest_referrer_url_;
  Referrer page_referrer_;
  Referrer latest_referrer_;
  std::string host_name_;
  std::string latest_host_;
  std::string given_click_type_;
  std::string term_;
  std::string scratch_;
  std::vector<std::string_view> terms_;
  ChannelValues channel_values_;
  std::vector<std::string>* steps_ = nullptr;
};

}  // namespace millrace
