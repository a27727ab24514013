#include "enrich/traffic_source.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "enrich/lookup_cache.h"
#include "enrich/traffic_source_decision.h"

namespace millrace {
namespace {

// Per worker. A typical answer and its key take half a kilobyte.
constexpr size_t kAnswerCacheBytes = 6u << 20;
// Longer inputs are rare and hardly ever repeat.
constexpr size_t kMaxKeyBytes = 8192;

// An answer that owns its texts.
struct Answer {
  std::string text;  // of all values together
  TrafficSource values;
};

// The parts of an http URL that the decision distinguishes.
struct WebUrl {
  std::string_view site;   // scheme and authority; null data(): not an http URL
  std::string_view query;  // begins with `?`; without the fragment
};

WebUrl CutWebUrl(std::string_view url) {
  const size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  if (scheme == 0) return {};
  url = url.substr(0, url.find('#'));
  const size_t mark = std::min(url.find('?', scheme), url.size());
  const size_t path = std::min(url.find('/', scheme), mark);
  return {url.substr(0, path), url.substr(mark)};
}

// Whether a referrer of this site is internal, whatever else the input contains (T3), because its host is the page's.
bool IsSameSite(const TrafficSourceInput& input, std::string_view page_site, std::string_view referrer_site) {
  // If the client sent a source, the page's host may be another value (§3.2, path A).
  return page_site == referrer_site && (input.given.source.empty() || input.host_name.empty());
}

// Whether a query, which begins with `?`, has a parameter that is read from pages and internal referrers.
bool CountsQuery(std::string_view query, const ClickIds& click_ids) {
  for (size_t start = 1; start < query.size();) {
    const size_t end = std::min(query.find('&', start), query.size());
    const std::string_view pair = query.substr(start, end - start);
    const std::string_view name = pair.substr(0, pair.find('='));
    const bool encoded = name.find_first_of("%+") != std::string_view::npos;
    if (encoded || name.starts_with("utm_") || click_ids.Names(name)) return true;
    start = end + 1;
  }
  return false;
}

// Writes everything that an answer depends on: the app's rules, which values are present, their lengths, then their
// texts. The path of a page's URL does not matter, nor does a query without a parameter that is read; the same is true
// of a referrer on the page's site. So visits to many pages of one site have the same key.
void WriteKey(const AppTrafficRules& rules, const TrafficSourceInput& input, std::string& key) {
  std::array<std::string_view, 17> parts;
  std::array<uint32_t, 19> head;
  uint32_t present = 0;
  size_t count = 0;
  size_t bytes = 0;
  uint32_t bit = 1;
  const auto add = [&](std::string_view part) {
    if (!part.empty()) {
      present |= bit;
      bytes += part.size();
      parts[count] = part;
      head[2 + count++] = static_cast<uint32_t>(part.size());
    }
    bit <<= 1;
  };
  for (const auto value : kTrafficSourceValues) add(input.given.*value);
  const WebUrl page = CutWebUrl(input.page_url);
  add(page.site.data() == nullptr ? input.page_url : page.site);
  const auto add_query = [&](std::string_view query) {
    add(CountsQuery(query, *rules.click_ids) ? query : std::string_view());
  };
  add_query(page.query);
  const WebUrl referrer = CutWebUrl(input.page_referrer);
  const bool internal = referrer.site.data() != nullptr && IsSameSite(input, page.site, referrer.site);
  add(internal ? referrer.site : input.page_referrer);
  add_query(internal ? referrer.query : std::string_view());
  add(input.latest_referrer);
  add(input.latest_referrer_host);
  add(input.host_name);
  head[0] = rules.id;
  head[1] = present;
  const size_t head_bytes = (2 + count) * sizeof(uint32_t);
  key.resize(head_bytes + bytes);
  char* place = key.data();
  std::memcpy(place, head.data(), head_bytes);
  place += head_bytes;
  for (size_t i = 0; i < count; ++i) {
    std::memcpy(place, parts[i].data(), parts[i].size());
    place += parts[i].size();
  }
}

// Whether two inputs are the same, without comparing the texts.
bool SamePlaces(const TrafficSourceInput& a, const TrafficSourceInput& b) {
  // An input consists of views and a number: if its bytes are equal, its texts are at the same addresses.
  static_assert(sizeof(TrafficSourceInput) == 15 * sizeof(std::string_view) + sizeof(uint64_t));
  return a.texts != 0 && std::memcmp(&a, &b, sizeof a) == 0;
}

size_t TextBytes(const TrafficSource& values) {
  size_t bytes = 0;
  for (const auto value : kTrafficSourceValues) bytes += (values.*value).size();
  return bytes;
}

void Keep(const TrafficSource& values, Answer& answer) {
  answer.text.clear();
  answer.text.reserve(TextBytes(values));
  for (const auto value : kTrafficSourceValues) {
    const std::string_view text = values.*value;
    const size_t start = answer.text.size();
    answer.text += text;
    answer.values.*value = text.data() == nullptr ? text : std::string_view(answer.text).substr(start);
  }
}

}  // namespace

struct TrafficSourceClassifier::State {
  explicit State(const TrafficSourceRules& all_rules) : rules(all_rules), cache(kAnswerCacheBytes) {}

  const TrafficSourceRules& rules;
  TrafficSourceDecision decision;
  LookupCache<Answer> cache;
  std::string key;
  std::string last_key;  // consecutive events of a request mostly have the same key
  std::string_view last_app;
  TrafficSourceInput last_input;
  const Answer* last = nullptr;
  Answer uncached;
};

TrafficSourceClassifier::TrafficSourceClassifier(const TrafficSourceRules& rules)
    : state_(std::make_unique<State>(rules)) {}
TrafficSourceClassifier::~TrafficSourceClassifier() = default;

const TrafficSource& TrafficSourceClassifier::Classify(std::string_view app_id, const TrafficSourceInput& input) {
  State& state = *state_;
  if (SamePlaces(input, state.last_input) && app_id.data() == state.last_app.data() &&
      app_id.size() == state.last_app.size()) {
    return state.last->values;
  }
  state.last_app = app_id;
  state.last_input = input;
  const AppTrafficRules& rules = state.rules.Of(app_id);
  WriteKey(rules, input, state.key);
  if (state.last != nullptr && state.key == state.last_key) return state.last->values;
  state.last_key.swap(state.key);
  const std::string& key = state.last_key;
  Answer* answer = state.cache.Find(key).value;
  state.last = answer;
  if (answer != nullptr) return answer->values;
  const TrafficSource values = state.decision.Decide(rules, input, nullptr);
  answer = &state.uncached;
  // Filled in place: moving a short string would invalidate the views of it.
  if (key.size() <= kMaxKeyBytes) answer = state.cache.Insert(key, Answer(), TextBytes(values)).value;
  Keep(values, *answer);
  state.last = answer;
  return answer->values;
}

const TrafficSource& TrafficSourceClassifier::Explain(std::string_view app_id, const TrafficSourceInput& input,
                                                      std::vector<std::string>& steps) {
  Keep(state_->decision.Decide(state_->rules.Of(app_id), input, &steps), state_->uncached);
  return state_->uncached.values;
}

}  // namespace millrace
