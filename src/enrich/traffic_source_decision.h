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

// The ten values, for what is done with each of them alike; a URL can supply the first eight.
inline constexpr auto kTrafficSourceValues = [] {
  std::array<std::string_view TrafficSource::*, kSourceColumns.size()> values{};
  for (size_t i = 0; i < values.size(); ++i) values[i] = kSourceColumns[i].value;
  return values;
}();

// Not thread-safe; reuses its memory.
class TrafficSourceDecision {
 public:
  // The result's views lead into `rules`, `input` and this object; they live until the next call. With `steps`, what
  // decided is appended to it in words.
  TrafficSource Decide(const AppTrafficRules& rules, const TrafficSourceInput& input, std::vector<std::string>* steps);

 private:
  // A URL of the event, with the buffers that views into it need.
  struct Url {
    UrlParts parts;
    std::string host_text;
    std::string clid_text;

    bool Parse(std::string_view url);                    // false: no URL, or one without host
    std::string_view host() const { return host_text; }  // in lower case, without port and final dot
  };
  // Where the visitor came from. T3: one without host is none at all; neither is one that is ignored (§3.10).
  struct Referrer {
    std::string_view text;  // null data(): none
    std::string_view host;  // as the event names it, else the URL's
    bool internal = false;
    Url* url = nullptr;

    bool exists() const { return text.data() != nullptr; }
  };
  // What a URL's parameters say.
  struct Parameters {
    TrafficSource values;
    bool paid_click = false;
  };

  void ReadReferrers(const AppTrafficRules& rules, const TrafficSourceInput& input, std::string_view page_host);
  bool ReadReferrer(const AppTrafficRules& rules, std::string_view text, Url& url);  // false: none
  Referrer ChooseReferrer();                                                         // step 4
  TrafficSource Compute(const AppTrafficRules& rules, const TrafficSourceInput& input, const TrafficSource& given);
  Parameters ReadParameters(const ClickIds& click_ids, Url& url);
  // The row of the click id that the client gave, or null.
  std::optional<ClickIds::Meaning> MeaningOfGiven(const ClickIds& click_ids, std::string_view clid);
  // Step 6. The category is returned; source and term are filled where they are null.
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
