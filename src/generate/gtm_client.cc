#include "generate/gtm_client.h"

#include <array>

#include "core/error.h"
#include "generate/devices.h"
#include "generate/encoding.h"
#include "generate/json_edit.h"

namespace millrace::generate {

namespace {

// By Act; acts without a name are not sent. A container does not get what an SDK sends by itself (starts, loading
// times).
constexpr std::array<std::string_view, kActCount> kEventNames{"",
                                                              "",
                                                              "page_view",
                                                              "",
                                                              "scroll",
                                                              "click",
                                                              "form_submit",
                                                              "",
                                                              "",
                                                              "",
                                                              "",
                                                              "",
                                                              "",
                                                              "",
                                                              "view_search_results",
                                                              "PDP Clicks",
                                                              "user_engagement",
                                                              "login",
                                                              "view_item",
                                                              "view_item_list",
                                                              "add_to_cart",
                                                              "purchase"};

// Where the container runs.
constexpr std::string_view kContainerAddress = "34.236.7.28";

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The version after `Chrome/` up to its first point; empty for other engines.
std::string_view ChromeOf(std::string_view agent) {
  constexpr std::string_view kName = "Chrome/";
  const size_t begin = agent.find(kName);
  if (begin == std::string_view::npos) return {};
  agent.remove_prefix(begin + kName.size());
  return agent.substr(0, agent.find('.'));
}

std::string_view ModelOf(std::string_view agent) {
  for (const AndroidDevice& device : kAndroidDevices) {
    if (Has(agent, device.model)) return device.model;
  }
  return {};
}

std::string_view PlatformOf(std::string_view agent) {
  if (Has(agent, "Windows")) return "Windows";
  if (Has(agent, "Android")) return "Android";
  if (Has(agent, "Mac OS X")) return "macOS";
  return Has(agent, "CrOS") ? "Chrome OS" : "Linux";
}

void AppendBrands(TextBuffer& out, std::string_view chrome, std::string_view behind, std::string_view other) {
  out << R"([{"brand":"Chromium","version":")" << chrome << behind << R"("},{"brand":"Not)A;Brand","version":")"
      << other << R"("},{"brand":"Google Chrome","version":")" << chrome << behind << R"("}])";
}

// Browsers based on Chromium send hints: some always, more on request.
void AppendHints(TextBuffer& out, const Visitor& visitor) {
  const std::string_view agent = visitor.user_agent;
  const std::string_view chrome = ChromeOf(agent);
  if (chrome.empty() || visitor.bot) return;
  const uint64_t habits = MixBits(visitor.device_id + 2);
  const std::string_view platform = PlatformOf(agent);
  // Containers that pass the header on unchanged keep its quotes.
  const std::string_view quote = (habits & 3) == 0 ? R"(\")" : "";
  const bool asked = (habits >> 8) % 100 < 60;  // by a site that requests the exact version
  out << R"(,"client_hints":{)";
  if (asked) {
    out << R"("architecture":")" << (platform == "Android" ? "" : "x86") << R"(","bitness":"64","full_version_list":)";
    AppendBrands(out, chrome, ".0.5845.188", "24.0.0.0");
    out << ',';
  }
  out << R"("brands":)";
  AppendBrands(out, chrome, "", "24");
  out << R"(,"mobile":)" << (Has(agent, "Mobile") ? "true" : "false") << R"(,"platform":")" << quote << platform
      << quote << '"';
  if (asked) {
    out << R"(,"model":")" << (platform == "Android" ? ModelOf(agent) : "")
        << R"(","platform_version":"10.0.0","wow64":false)";
  }
  out << '}';
}

void AppendListedItem(TextBuffer& out, const ShownItem& item, std::string_view list, size_t index) {
  const Product& product = *item.product;
  const uint64_t choices = item.choices;
  out << R"({"item_id":")" << product.id << R"(","item_name":")" << product.name << R"(","price":)";
  out.AppendCents(product.cents);
  out << R"(,"item_list_name":")" << list << '"';
  // One shop in four sends the minimum.
  if ((choices & 3) != 0) {
    out << R"(,"item_brand":")" << product.brand << R"(","quantity":)" << static_cast<int64_t>(1 + (choices >> 2) % 3)
        << R"(,"index":)" << static_cast<int64_t>(index + 1);
  }
  if ((choices >> 8 & 3) == 0) {
    out << R"(,"item_category":")" << product.category << R"(","item_category2":"sale","discount":)";
    out.AppendCents(static_cast<int64_t>((choices >> 16) % 500));
  }
  if ((choices >> 32 & 7) == 0) out << R"(,"location_id":"L_1","creative_name":"banner","creative_slot":"slot-2")";
  out << '}';
}

}  // namespace

std::span<const uint8_t> GtmClient::bundle_percents() const {
  // A container sends each event immediately; only after a network failure does it send all queued events together.
  static constexpr std::array<uint8_t, 4> kPercents{94, 3, 2, 1};
  return kPercents;
}

bool GtmClient::Sends(Act act) const {
  return !kEventNames[static_cast<size_t>(act)].empty();
}

void GtmClient::BeginSession(const Visitor& visitor, const SessionFacts& facts) {
  visitor_ = &visitor;
  start_ms_ = facts.start_ms;
  number_ = facts.number;
  // The container's clock is right, whatever the browser's; late requests were delayed after the container.
  server_shift_ms_ = facts.clock_shift_ms - visitor.clock_skew_ms;
  pages_ = 0;
  requests_ = 0;

  // A data stream per site.
  uint64_t stream = 0;
  for (const char c : visitor.app->id) stream = MixBits(stream ^ static_cast<uint64_t>(c));
  tag_.Clear();
  tag_ << R"(,"x-ga-protocol_version":"2","x-ga-measurement_id":"G-)";
  tag_.AppendPadded(static_cast<int64_t>(stream % 1'000'000'000), 9);
  tag_ << R"(","x-ga-gtm_version":"45je39i0","x-ga-page_id":)";

  const int64_t first_s = (visitor.first_touch_ms + visitor.clock_skew_ms) / 1000;
  browser_.Clear();
  browser_ << R"(,"client_id":")";
  // The cookie's value is a hash of 32 bytes, because containers hide it, followed by the second of the first visit.
  std::array<uint64_t, 4> id{visitor.id_high, visitor.id_low, MixBits(visitor.id_high), MixBits(visitor.id_low)};
  AppendBase64(browser_, {reinterpret_cast<const char*>(id.data()), sizeof id});
  browser_ << '.' << first_s << R"(","language":")" << visitor.place->language << '-';
  // Like navigator.language, but in lower case.
  for (const char* letter = visitor.place->country; *letter != '\0'; ++letter) {
    browser_ << static_cast<char>(*letter - 'A' + 'a');
  }
  browser_ << R"(","screen_resolution":")" << visitor.screen_width << 'x' << visitor.screen_height << '"';
  hints_.Clear();
  AppendHints(hints_, visitor);

  // The tag in the browser defines the session, hence by the browser's clock.
  session_.Clear();
  session_ << R"(,"ga_session_id":")" << (facts.start_ms + facts.clock_shift_ms) / 1000 << R"(","ga_session_number":)"
           << facts.number;
  agent_.Clear();
  // The container has removed the proxies.
  agent_ << R"(,"ip_override":")" << facts.address.substr(0, facts.address.find(',')) << R"(","user_agent":")"
         << visitor.user_agent << R"(","x-ga-js_client_id":")" << static_cast<int64_t>(visitor.device_id % 110) << '.'
         << first_s << '"';
  login_.Clear();
  page_.Clear();
  location_.Clear();
}

void GtmClient::Open(const Page& page) {
  page_.Clear();
  // Drawn for each page load, even of the same page.
  page_ << static_cast<int64_t>(MixKey(visitor_->id_low, start_ms_, pages_++) >> 33);
  location_.Clear();
  location_ << R"(,"page_location":")" << page.url << '"';
  // A tag omits unknown values; an SDK sends empty ones.
  if (!page.previous_url.empty()) location_ << R"(,"page_referrer":")" << page.previous_url << '"';
  location_ << R"(,"page_title":")" << page.title << '"';
}

void GtmClient::SetProfile(int64_t login_ms, int64_t) {
  login_.Clear();
  if (login_ms == 0) return;
  login_ << R"(,"user_id":)";
  AppendUserId(login_, *visitor_);
}

// The container looks up the address if it is configured to, the tag sometimes sends a location, and often neither
// does.
void GtmClient::AppendPlace(TextBuffer& out, Random& random) const {
  constexpr std::array<std::string_view, 4> kRegions{"CA", "TX", "13", "BE"};
  const uint32_t draw = random.Below(100);
  if (draw < 21) {
    out << R"(,"event_location":{"country":")" << visitor_->place->country << R"(","region":")"
        << kRegions[visitor_->id_low % kRegions.size()] << R"("})";
  } else if (draw < 79) {
    out << R"(,"x-ga-ur":")" << visitor_->place->country;
    if (visitor_->place->country == std::string_view("US")) out << '-' << kRegions[visitor_->id_low % 2];
    out << '"';
  }
}

void GtmClient::AppendServer(TextBuffer& out, int64_t time_ms) const {
  // Consent is requested where the law requires it; decided by the visitor, because places do not define the law.
  const bool asks_consent = visitor_->id_high % 3 == 0;
  out << R"(,"x-sst-system_properties":{"uc":")" << visitor_->place->country << '"';
  if (asks_consent) out << R"(,"ngs":"1","gcd":"13l3l3l3l1l1")";
  out << R"(,"gse":"1","tft":")" << time_ms << R"(","request_start_time_ms":)" << time_ms;
  if (asks_consent) {
    out << R"(,"consent":{"consentGrantedState":{"ad_storage":true,"analytics_storage":true,"ad_user_data":true,)"
           R"("ad_personalization":false},"isUpdate":false,"updateType":"default"})";
  }
  out << '}';
}

void GtmClient::AppendUser(TextBuffer& out) const {
  const uint64_t traits = UserTraits(*visitor_);
  const std::string_view name = UserName(*visitor_);
  constexpr std::array<std::string_view, 3> kGenders{"F", "M", ""};
  // The outer `age` is a leftover of the tag's template and not an age; the inner one is that of the profile.
  out << R"(,"Channel":"Server","username":")" << name << R"(","age":"0","x-ga-mp2-user_properties":{"_user_id":)";
  AppendUserId(out, *visitor_);
  out << R"(,"username":")" << name << R"(","email":"user)" << static_cast<int64_t>(traits % 100'000)
      << R"(@example.com","firstName":")" << name << R"(","lastName":"","gender":")"
      << kGenders[(traits >> 12) % kGenders.size()] << '"';
  // Not everyone enters it, and some forms send a text.
  const auto age = static_cast<int64_t>(18 + (traits >> 16) % 60);
  if ((traits >> 24 & 7) == 0) {
    out << R"(,"age":")" << age << '"';
  } else if ((traits >> 24 & 7) != 1) {
    out << R"(,"age":)" << age;
  }
  out << R"(,"persona":"")";
  if ((traits >> 32 & 1) != 0) out << R"(,"level":3,"club":"金")";
  out << '}';
}

void GtmClient::AppendParameters(TextBuffer& out, const Moment& moment) const {
  switch (moment.act) {
    case Act::scroll:
      out << R"(,"percent_scrolled":90)";
      return;
    case Act::click:
      // The values that the trigger «all elements» reads from the page.
      out << R"(,"id":"","Text":"more","Url":")" << moment.link->url << R"(","dataset":"{}","class":"btn")";
      return;
    case Act::form_submit:
      out << R"(,"form_id":"f1","form_length":2,"form":{"fields":["email","name"]},"note":null)";
      return;
    case Act::search:
      out << R"(,"search_term":")" << visitor_->place->search_term << '"';
      return;
    case Act::button_click:  // values of a site's data layer: every JSON type
      out << R"(,"label":")" << moment.text << R"(","nested":{"a":[{"b":null}]},"flag":true,"num":)" << moment.fraction
          << R"(,"big":12345678901234)";
      return;
    case Act::profile_set:
      return AppendUser(out);
    case Act::add_to_cart:
      out << R"(,"cart_size":)" << moment.numbers[0];
      return;
    case Act::purchase:
      out << R"(,"transaction_id":"T)" << moment.numbers[0] << R"(","shipping":4.99,"tax":)" << moment.fraction
          << R"(,"coupon":"")";
      return;
    default:
      return;
  }
}

Reading GtmClient::Append(TextBuffer& out, const Moment& moment, Random& random) {
  const bool first = requests_++ == 0;
  const bool new_visitor = first && number_ == 1;
  const int64_t time_ms = moment.time_ms + server_shift_ms_;
  out << R"({"event_name":")" << kEventNames[static_cast<size_t>(moment.act)]
      << R"(","engagement_time_msec":)"
      // Tags send with every event how long the page was in the foreground since the previous one.
      << (moment.engaged_ms != 0 ? moment.engaged_ms : random.Skewed(1, 20'000)) << tag_.view() << page_.view()
      << browser_.view();
  AppendPlace(out, random);
  out << hints_.view();
  AppendServer(out, time_ms);
  if (first) {
    out << (new_visitor ? R"(,"x-ga-system_properties":{"fv":"1","ss":"1"})"
                        : R"(,"x-ga-system_properties":{"ss":"1"})");
  } else if (random.Percent(8)) {
    // An event that the page measures itself; `fv` says that this is not a first visit.
    out << (random.Percent(20) ? R"(,"x-ga-system_properties":{"fv":"0","ee":true})"
                               : R"(,"x-ga-system_properties":{"ee":true})");
  }
  out << session_.view() << R"(,"x-ga-mp2-seg":")" << (first ? '0' : '1') << '"' << location_.view()
      << R"(,"x-ga-request_count":)" << requests_ << R"(,"x-ga-tfd":)" << moment.time_ms - start_ms_ << agent_.view()
      << login_.view();
  AppendParameters(out, moment);
  if (!moment.items.empty()) {
    const std::string_view list = moment.act == Act::view_item_list ? "bestsellers" : "";
    out << R"(,"items":[)";
    for (size_t i = 0; i < moment.items.size(); ++i) {
      if (i != 0) out << ',';
      AppendListedItem(out, moment.items[i], list, i);
    }
    out << ']';
  }
  if (moment.value_cents != 0) {
    out << R"(,"currency":")" << CurrencyOf(*visitor_) << R"(","value":)";
    out.AppendCents(moment.value_cents);
  }
  out << '}';
  // Events happen when their row arrives (spec/transform-gtm.md §2): none is ever late.
  return {.ageless = true, .derived = (first ? 1 : 0) + (new_visitor ? 1 : 0)};
}

void GtmClient::AppendRow(TextBuffer& out, std::string_view payload, const RequestFacts& facts, Random& random) {
  const std::string& app = facts.visitor->app->id;
  // Some templates send one event without an array. A single scalar would not be a payload.
  if (facts.events == 1 && payload[1] == '{' && random.Percent(13)) payload = payload.substr(1, payload.size() - 2);
  out << R"({"appId":")" << app << R"(","compression":null,"data":")";
  AppendEscaped(out, payload);
  // The address and user agent that the collector got; the browser's are in the events.
  RequestFacts of_container = facts;
  of_container.address = kContainerAddress;
  AppendArrival(out, of_container, "", "", random.Next(), random);
  out << "appId=" << app << "\"}\n";
}

void GtmClient::SpoilEvent(Flaw flaw, std::string& event, uint64_t bits) const {
  switch (flaw) {
    case Flaw::no_name:
      return (bits & 1) != 0 ? RemoveKey(event, "event_name") : ReplaceValue(event, "event_name", R"("")");
    case Flaw::no_user:
      return RemoveKey(event, "client_id");
    // Known fields of another type, which a reader cannot bind (spec/transform-gtm.md §4, below the table).
    case Flaw::array_as_properties:
      return InsertBefore(event, "x-sst-system_properties", R"(["not","an","object"],"x-sst-other":)");
    case Flaw::screen_in_words:
      return ReplaceValue(event, "screen_resolution", R"("wide x high")");
    case Flaw::text_as_duration:
      return ReplaceValue(event, "engagement_time_msec", R"("a while")");
    default:
      throw InternalError("not a flaw of a tag manager's event: " + std::string(FlawName(flaw)));
  }
}

}  // namespace millrace::generate
