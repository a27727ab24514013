#include "enrich/traffic_source_decision.h"

#include <algorithm>
#include <utility>

#include "core/json_text.h"
#include "core/letter_case.h"
#include "enrich/click_ids.h"

namespace millrace {
namespace {

constexpr std::string_view kDirect = "Direct";
constexpr std::string_view kInternal = "Internal";
// Inferred media are in parentheses, to distinguish them from those that were sent.
constexpr std::string_view kOrganic = "(Organic)";
constexpr std::string_view kReferral = "(Referral)";
constexpr std::string_view kNoMedium = "None";

bool IsNull(std::string_view value) {
  return value.data() == nullptr;
}

// T11: an empty text counts as null.
void DropEmpty(TrafficSource& values) {
  for (const auto value : kTrafficSourceValues) {
    if ((values.*value).empty()) values.*value = {};
  }
}

// Steps 1 and 5.
void Clean(TrafficSource& values) {
  DropEmpty(values);
  for (const auto value : {&TrafficSource::source, &TrafficSource::medium, &TrafficSource::campaign}) {
    if (EqualsIgnoringAsciiCase(values.*value, kDirect)) values.*value = {};
  }
  if (values.clid == "{}") values.clid = {};
}

// Values that the client sent override those of a URL (T11).
TrafficSource Overlay(const TrafficSource& given, TrafficSource below) {
  for (const auto value : kTrafficSourceValues) {
    if (!IsNull(given.*value)) below.*value = given.*value;
  }
  return below;
}

std::string_view MediumOfCategory(std::string_view category) {
  if (category == "Search") return kOrganic;
  for (const std::string_view known : {"Social", "Video", "Shopping", "Referral", "AI"}) {
    if (category == known) return kReferral;
  }
  return {};
}

// The form of a host in which hosts are compared (§3.10, «hosts»). Empty: none.
void ReadHost(std::string_view host, std::string& out) {
  if (host.ends_with('.')) host.remove_suffix(1);
  LowerCase(host, out);
}

std::string Quoted(std::string_view value) {
  return IsNull(value) ? std::string("nothing") : "`" + std::string(value) + "`";
}

std::string Describe(const TrafficSource& values) {
  static constexpr std::array<std::string_view, kTrafficSourceValues.size()> kNames = {
      "source",      "medium",        "campaign", "content",       "term",
      "campaign_id", "clid_platform", "clid",     "channel_group", "category"};
  std::string text;
  for (size_t i = 0; i < kNames.size(); ++i) {
    const std::string_view value = values.*kTrafficSourceValues[i];
    if (!IsNull(value)) text.append(text.empty() ? "" : ", ").append(kNames[i]).append(" ").append(Quoted(value));
  }
  return text.empty() ? "nothing" : text;
}

}  // namespace

bool TrafficSourceDecision::Url::Parse(std::string_view url) {
  ParseUrl(url, parts);
  ReadHost(parts.host, host_text);
  return !host_text.empty();
}

void TrafficSourceDecision::Note(std::initializer_list<std::string_view> words) {
  if (steps_ == nullptr) return;
  std::string& step = steps_->emplace_back();
  for (const std::string_view word : words) step += word;
}

// `meaning` is null if no row of click_ids.csv matches the click id.
void TrafficSourceDecision::NoteClick(std::string_view type, const ClickIds::Meaning* meaning) {
  if (steps_ == nullptr) return;
  const std::string row = meaning == nullptr   ? "in no row of click_ids.csv"
                          : meaning->line == 0 ? "by the built-in click ids"
                                               : "click_ids.csv line " + std::to_string(meaning->line);
  Note({"click id `", type, "`: ", row, meaning != nullptr && meaning->paid ? ", paid" : ", not paid"});
}

TrafficSource TrafficSourceDecision::Decide(const AppTrafficRules& rules, const TrafficSourceInput& input,
                                            std::vector<std::string>* steps) {
  steps_ = steps;
  TrafficSource given = input.given;
  DropEmpty(given);
  if (steps != nullptr) Note({"the client sent ", Describe(given)});
  if (IsNull(given.source)) return Compute(rules, input, given);
  if (IsNull(given.category) || IsNull(given.channel_group)) {
    Note({"the client sent a source: only category and channel group are computed"});
    const TrafficSource computed = Compute(rules, input, given);
    given.category = computed.category;
    given.channel_group = computed.channel_group;
  } else {
    Note({"the client sent source, category and channel group: nothing is computed"});
  }
  return given;
}

bool TrafficSourceDecision::ReadReferrer(const AppTrafficRules& rules, std::string_view text, Url& url) {
  if (!url.Parse(text)) return false;
  if (!rules.ignored_referrers->hosts.Contains(url.host())) return true;
  Note({"a referrer of ", url.host(), " is ignored (ignored_referrers.csv)"});
  return false;
}

// Step 3, and the rules of T3, T7, T14 and §3.10 about referrers.
void TrafficSourceDecision::ReadReferrers(const AppTrafficRules& rules, const TrafficSourceInput& input,
                                          std::string_view page_host) {
  const auto is_internal = [&](std::string_view host) {
    return (!page_host.empty() && host == page_host) || rules.own_domains.Contains(host);
  };
  page_referrer_ = {};
  if (ReadReferrer(rules, input.page_referrer, page_referrer_url_)) {
    const std::string_view host = page_referrer_url_.host();
    page_referrer_ = {input.page_referrer, host, is_internal(host), &page_referrer_url_};
  }
  latest_referrer_ = {};
  if (ReadReferrer(rules, input.latest_referrer, latest_referrer_url_)) {
    ReadHost(UrlHost(input.latest_referrer_host), latest_host_);
    const std::string_view host = latest_host_.empty() ? latest_referrer_url_.host() : std::string_view(latest_host_);
    latest_referrer_ = {input.latest_referrer, host, is_internal(host), &latest_referrer_url_};
  }
}

TrafficSourceDecision::Referrer TrafficSourceDecision::ChooseReferrer() {
  for (const auto& [referrer, name] : {std::pair(&latest_referrer_, "latest"), std::pair(&page_referrer_, "page")}) {
    if (!referrer->exists() || referrer->internal) continue;
    Note({"step 4: the referrer is the ", name, " referrer, ", referrer->host});
    return *referrer;
  }
  const bool any = latest_referrer_.exists() || page_referrer_.exists();
  Note({"step 4: ", any ? "only internal referrers" : "no referrer"});
  return {};
}

// §3.4. T2: a parameter without value is absent.
TrafficSourceDecision::Parameters TrafficSourceDecision::ReadParameters(const ClickIds& click_ids, Url& url) {
  static constexpr std::array<std::pair<std::string_view, std::string_view TrafficSource::*>, 7> kParameters = {
      {{"utm_source", &TrafficSource::source},
       {"utm_medium", &TrafficSource::medium},
       {"utm_campaign", &TrafficSource::campaign},
       {"utm_content", &TrafficSource::content},
       {"utm_term", &TrafficSource::term},
       {"utm_id", &TrafficSource::campaign_id},
       {"utm_source_platform", &TrafficSource::clid_platform}}};
  Parameters said;
  TrafficSource& values = said.values;
  for (const QueryPair& pair : url.parts.query) {
    if (pair.value.empty() || !pair.key.starts_with("utm_")) continue;
    for (const auto& [name, value] : kParameters) {
      if (pair.key == name && IsNull(values.*value)) values.*value = pair.value;
    }
  }
  const std::optional<ClickIds::Hit> click = click_ids.Find(url.parts.query);
  if (!click.has_value()) return said;
  url.clid_text = "{\"type\":";
  AppendJsonString(url.clid_text, click->param);
  url.clid_text += ",\"value\":";
  AppendJsonString(url.clid_text, click->value);
  url.clid_text += "}";
  values.clid = url.clid_text;
  said.paid_click = click->meaning.paid;
  NoteClick(click->param, &click->meaning);
  if (IsNull(values.source)) {
    values.source = click->meaning.source;
    if (IsNull(values.medium) && !click->meaning.medium.empty()) values.medium = click->meaning.medium;
  }
  return said;
}

std::optional<ClickIds::Meaning> TrafficSourceDecision::MeaningOfGiven(const ClickIds& click_ids,
                                                                       std::string_view clid) {
  std::optional<std::string> type = TypeOfClickId(clid);
  if (!type.has_value()) {
    Note({"the click id that the client sent has no type"});
    return std::nullopt;
  }
  given_click_type_ = *std::move(type);
  const std::optional<ClickIds::Meaning> meaning = click_ids.FindType(given_click_type_);
  NoteClick(given_click_type_, meaning.has_value() ? &*meaning : nullptr);
  return meaning;
}

std::string_view TrafficSourceDecision::TermOf(const SourceCategory& row, const UrlParts& referrer) {
  terms_.clear();
  for (const std::string& param : row.term_params) {
    for (const QueryPair& pair : referrer.query) {
      if (pair.key == param && !pair.value.empty()) terms_.push_back(pair.value);
    }
  }
  if (terms_.empty()) return {};
  std::sort(terms_.begin(), terms_.end());
  terms_.erase(std::unique(terms_.begin(), terms_.end()), terms_.end());
  term_.clear();
  for (const std::string_view term : terms_) term_.append(term_.empty() ? "" : ",").append(term);
  return term_;
}

std::string_view TrafficSourceDecision::Categorise(const SourceCategories& categories, const Referrer& referrer,
                                                   TrafficSource& values) {
  if (!referrer.exists()) return {};
  const Url& url = *referrer.url;
  const SourceCategory* row = categories.FindReferrer(referrer.text, url.host(), url.parts.path, scratch_);
  if (row == nullptr) {
    Note({"step 6: no row for ", url.host(), ": the host is the source"});
    if (IsNull(values.source)) values.source = url.host();
    return kUnassigned;
  }
  Note({"step 6: matched row ", row->match, " → ", row->source, ", ", row->category});
  if (IsNull(values.source)) values.source = row->source;
  if (IsNull(values.term)) values.term = TermOf(*row, url.parts);
  return row->category;
}

ChannelRules::Group TrafficSourceDecision::FindGroup(const ChannelRules& rules, const TrafficSource& values,
                                                     bool paid_click, const Referrer& referrer) {
  channel_values_.Clear();
  channel_values_.Set(ChannelField::kCategory, values.category);
  channel_values_.Set(ChannelField::kSource, values.source);
  channel_values_.Set(ChannelField::kMedium, values.medium);
  channel_values_.Set(ChannelField::kCampaign, values.campaign);
  channel_values_.Set(ChannelField::kContent, values.content);
  channel_values_.Set(ChannelField::kTerm, values.term);
  channel_values_.Set(ChannelField::kCampaignId, values.campaign_id);
  channel_values_.Set(ChannelField::kClidPlatform, values.clid_platform);
  channel_values_.Set(ChannelField::kClid, values.clid);
  if (!IsNull(values.clid)) channel_values_.Set(ChannelField::kClick, paid_click ? "paid" : "other");
  channel_values_.Set(ChannelField::kReferrer, referrer.text);
  channel_values_.Set(ChannelField::kReferrerHost, referrer.host);
  return rules.GroupOf(channel_values_);
}

// §3.5. On path A (the client sent a source) the page's host has another origin, and the page's parameters are ignored.
TrafficSource TrafficSourceDecision::Compute(const AppTrafficRules& rules, const TrafficSourceInput& input,
                                             const TrafficSource& given_values) {
  const bool path_a = !IsNull(given_values.source);
  page_.Parse(input.page_url);
  std::string_view page_host = page_.host();
  if (path_a) {
    ReadHost(UrlHost(input.host_name), host_name_);
    if (!host_name_.empty()) page_host = host_name_;
  }
  ReadReferrers(rules, input, page_host);

  TrafficSource given = given_values;
  Clean(given);
  std::optional<ClickIds::Meaning> given_click;
  if (!IsNull(given.clid)) given_click = MeaningOfGiven(*rules.click_ids, given.clid);
  // The click id that is stored decides whether the click was paid; one that the client sent overrides all others.
  const auto is_paid = [&](const Parameters& said) {
    return IsNull(given.clid) ? said.paid_click : given_click.has_value() && given_click->paid;
  };
  bool paid_click = is_paid({});
  TrafficSource values = given;
  if (!path_a) {
    Parameters said = ReadParameters(*rules.click_ids, page_);
    if (steps_ != nullptr) Note({"step 1: the page URL gives ", Describe(said.values)});
    const bool page_names_source = !IsNull(said.values.source);
    Clean(said.values);
    values = Overlay(given, said.values);
    paid_click = is_paid(said);
    if (!page_names_source && given_click.has_value()) {
      Note({"step 1: the click id that the client sent gives the source ", given_click->source});
      values.source = given_click->source;
      if (IsNull(values.medium) && !given_click->medium.empty()) values.medium = given_click->medium;
    }
  }

  // Step 2. T5: only a referrer that names a source itself replaces the values of the page.
  for (const auto& [referrer, name] : {std::pair(&latest_referrer_, "latest"), std::pair(&page_referrer_, "page")}) {
    if (!IsNull(values.source) || !referrer->exists()) continue;
    const Parameters said = ReadParameters(*rules.click_ids, *referrer->url);
    if (IsNull(said.values.source)) continue;
    if (steps_ != nullptr) Note({"step 2: the URL of the ", name, " referrer gives ", Describe(said.values)});
    values = Overlay(given, said.values);
    paid_click = is_paid(said);
  }

  const Referrer referrer = ChooseReferrer();
  const bool from_inside = latest_referrer_.exists() ? latest_referrer_.internal : page_referrer_.internal;

  Clean(values);
  std::string_view category = Categorise(*rules.categories, referrer, values);
  if (!IsNull(values.source) && (IsNull(category) || category == kUnassigned)) {
    category = rules.categories->CategoryOf(values.source, scratch_);
    Note({"step 7: category of the source name ", values.source, ": ", IsNull(category) ? "unknown" : category});
  }
  // T11: the values that the client sent stay, and the following steps use them.
  if (IsNull(values.category)) {
    values.category = category;
  } else {
    Note({"the category that the client sent is kept"});
  }

  if (IsNull(values.medium) && !IsNull(values.category)) {
    values.medium = paid_click ? kPaidMedium : MediumOfCategory(values.category);
    if (!IsNull(values.medium)) Note({"step 8: medium ", values.medium});
  }

  const bool channel_given = !IsNull(values.channel_group);
  if (!channel_given) {
    const ChannelRules::Group group = FindGroup(*rules.channels, values, paid_click, referrer);
    values.channel_group = group.name;
    if (steps_ != nullptr) {
      const std::string rule =
          group.line == 0 ? "no group matches" : "channel_rules.yaml line " + std::to_string(group.line);
      Note({"step 9: group ", group.name, " (", rule, ")"});
    }
  }

  if (!IsNull(values.source)) {
    if (IsNull(values.category)) values.category = kUnassigned;
  } else {
    // T5: the channel of the rules stays if there is a value that they can use and a group that matches.
    const bool has_other = std::any_of(kTrafficSourceValues.begin() + 1, kTrafficSourceValues.begin() + 8,
                                       [&](const auto value) { return !IsNull(values.*value); });
    const bool keep_channel = channel_given || (has_other && values.channel_group != rules.channels->otherwise());
    values.source = kDirect;
    if (IsNull(values.category)) values.category = kDirect;
    if (!keep_channel) values.channel_group = from_inside ? kInternal : kDirect;
    Note({"step 11: no source: source ", kDirect, ", channel group ", values.channel_group});
  }
  if (IsNull(values.medium)) {
    const bool came_from_nowhere = !latest_referrer_.exists() && !page_referrer_.exists();
    values.medium = came_from_nowhere || from_inside ? kNoMedium : kReferral;
    Note({"step 12: medium ", values.medium});
  }
  return values;
}

}  // namespace millrace
