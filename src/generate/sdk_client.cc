#include "generate/sdk_client.h"

#include <array>

#include "core/error.h"
#include "generate/calendar.h"
#include "generate/json_edit.h"

namespace millrace::generate {

namespace {

constexpr std::string_view kSdkName = "aws-solution-clickstream-sdk";

// By Act.
constexpr std::array<std::string_view, kActCount> kPresetNames{
    "_first_open",    "_session_start",     "_page_view",  "_page_load",   "_scroll",          "_click",
    "form_submit",    "_app_start",         "_app_end",    "_app_update",  "_os_update",       "_screen_view",
    "_app_exception", "_clickstream_error", "_search",     "button_click", "_user_engagement", "_profile_set",
    "view_item",      "view_item_list",     "add_to_cart", "purchase"};

// Browsers write de-DE, mobile SDKs de_DE, and Android appends the script.
void AppendLocale(TextBuffer& out, const Visitor& visitor) {
  const Place& place = *visitor.place;
  out << R"(,"locale":")" << place.language << (visitor.platform == Platform::web ? '-' : '_') << place.country;
  if (visitor.platform == Platform::android) out << place.android_variant;
  out << '"';
}

// Keys and their order are those of the web SDK 0.12.
void AppendWebDevice(TextBuffer& out, const Visitor& visitor) {
  out << R"(,"device_id":")";
  out.AppendUuid(MixBits(visitor.device_id), visitor.device_id);
  out << R"(","platform":"Web","make":")" << visitor.make << '"';
  AppendLocale(out, visitor);
  out << R"(,"screen_height":)" << visitor.screen_height << R"(,"screen_width":)" << visitor.screen_width
      << R"(,"viewport_height":)" << visitor.viewport_height << R"(,"viewport_width":)" << visitor.viewport_width
      << R"(,"zone_offset":)" << visitor.place->zone_minutes * 60'000 << R"(,"system_language":")"
      << visitor.place->language << R"(","country_code":")" << visitor.place->country
      << R"(","sdk_version":"0.12.2","sdk_name":")" << kSdkName << R"(","host_name":")" << visitor.app->host
      << R"(","app_id":")" << visitor.app->id << R"(","items":[)";
}

// Keys and their order are those of the mobile SDKs 0.4; iOS and Android send the same.
void AppendAppDevice(TextBuffer& out, const Visitor& visitor) {
  out << R"(,"platform":")" << PlatformName(visitor.platform) << R"(","os_version":")" << visitor.os_version
      << R"(","make":")" << visitor.make << R"(","brand":")" << visitor.brand << R"(","model":")" << visitor.model
      << R"(","carrier":")" << visitor.carrier << R"(","network_type":")" << visitor.network_type
      << R"(","screen_height":)" << visitor.screen_height << R"(,"screen_width":)" << visitor.screen_width
      << R"(,"zone_offset":)" << visitor.place->zone_minutes * 60'000;
  AppendLocale(out, visitor);
  out << R"(,"system_language":")" << visitor.place->language << R"(","country_code":")" << visitor.place->country
      << R"(","sdk_version":"0.4.3","sdk_name":")" << kSdkName << R"(","app_version":")" << visitor.app_version
      << R"(","app_package_name":")" << visitor.app->package << R"(","app_title":"MyShop 购物","items":[)";
}

// The installation source of an app does not change from session to session.
void AppendInstallation(TextBuffer& out, const Visitor& visitor) {
  constexpr std::array<std::string_view, 4> kChannels{"Google Play", "App Store", "HUAWEI Store", "C001"};
  const uint64_t habits = MixBits(visitor.device_id + 1);
  if ((habits & 3) == 0) return;
  out << ((habits & 4) != 0 ? R"(,"_app_install_channel":")" : R"(,"_install_channel":")")
      << kChannels[(habits >> 8) % kChannels.size()] << '"';
}

// SDKs distinguish screens of one class by a number; here each device has one per screen.
int64_t ScreenNumber(const Visitor& visitor, uint32_t screen) {
  return static_cast<int64_t>(MixKey(visitor.device_id, screen) % 1'000'000'000);
}

void AppendText(TextBuffer& out, std::string_view key, std::string_view text) {
  out << ",\"" << key << "\":\"" << text << '"';
}

// One item object: the product, and some of the fields that a shop may add.
void AppendItem(TextBuffer& out, const ShownItem& item) {
  constexpr std::array<std::string_view, 5> kCurrencies{"USD", "EUR", "CNY", "JPY", "BRL"};
  constexpr std::array<std::string_view, 4> kColors{"red", "蓝色", "vert", "schwarz"};
  // One random number supplies the bits of all choices, because items are a fifth of the output.
  const uint64_t choices = item.choices;
  const Product& product = *item.product;
  out << R"({"id":")" << product.id << R"(","name":")" << product.name << R"(","category":")" << product.category
      << R"(","price":)";
  out.AppendCents(product.cents);
  out << R"(,"brand":")" << product.brand << '"';
  if ((choices & 3) != 0) out << R"(,"quantity":)" << static_cast<int64_t>(1 + (choices >> 2) % 5);
  if ((choices >> 8 & 3) == 0) out << R"(,"currency":")" << kCurrencies[(choices >> 10) % kCurrencies.size()] << '"';
  if ((choices >> 16 & 7) == 0) {
    out << R"(,"category2":"sale","category3":"l3","category4":"l4","category5":"l5")";
  }
  if ((choices >> 20 & 7) == 0) {
    out << R"(,"creative_name":"banner","creative_slot":"slot-)" << static_cast<char>('1' + (choices >> 24) % 4)
        << R"(","location_id":"L_)" << static_cast<int64_t>((choices >> 28) % 10) << '"';
  }
  if ((choices >> 32 & 7) == 0) {
    out << R"(,"color":")" << kColors[(choices >> 36) % kColors.size()] << R"(","in_stock":)"
        << ((choices >> 40 & 3) != 0 ? "true" : "false") << R"(,"rating":)";
    out.AppendCents(static_cast<int64_t>(100 + (choices >> 42) % 40 * 10));
    out << R"(,"publisher_id":)" << static_cast<int64_t>(choices >> 34);
  }
  out << '}';
}

}  // namespace

std::span<const uint8_t> SdkClient::bundle_percents() const {
  // Three on average, because the ends of sessions shorten some.
  static constexpr std::array<uint8_t, 10> kPercents{20, 22, 18, 14, 11, 5, 4, 2, 2, 2};
  return kPercents;
}

void SdkClient::BeginSession(const Visitor& visitor, const SessionFacts& facts) {
  visitor_ = &visitor;
  facts_ = facts;
  const bool web = visitor.platform == Platform::web;
  head_.Clear();
  device_.Clear();
  if (web) {
    head_ << R"({"unique_id":")";
    head_.AppendUuid(visitor.id_high, visitor.id_low);
    head_ << R"(","event_type":")";
    AppendWebDevice(device_, visitor);
  } else {
    // After the event's hashCode.
    head_ << R"(","app_id":")" << visitor.app->id << R"(","unique_id":")";
    head_.AppendUuid(visitor.id_high, visitor.id_low);
    head_ << R"(","device_id":")";
    head_.AppendHex(visitor.device_id, 16);
    head_ << R"(","device_unique_id":")";
    head_.AppendHex(MixBits(visitor.device_id), 16);
    head_ << R"(","event_type":")";
    AppendAppDevice(device_, visitor);
  }
  // Each constant part between two parts that differ from event to event has a buffer.
  session_.Clear();
  session_ << R"(,"_session_number":)" << facts.number;
  page_attributes_.Clear();

  session_attributes_.Clear();
  if (!facts.referrer.empty()) {
    // The SDK keeps the last external referrer for the whole session.
    session_attributes_ << R"(,"_latest_referrer":")" << facts.referrer << R"(","_latest_referrer_host":")"
                        << facts.referrer_host << '"';
  }
  // Browsers are not installed.
  if (!web) AppendInstallation(session_attributes_, visitor);
  if (facts.by_search_ad) {
    session_attributes_ << R"(,"_traffic_source_source":"apple search ads","_traffic_source_medium":"Paid search",)"
                           R"("_traffic_source_campaign":"brand+generic","_traffic_source_clid":"amazon_ad_123",)"
                           R"("_traffic_source_clid_platform":"amazon_ads")";
  }
  if (facts.level != 0) session_attributes_ << R"(,"level":)" << facts.level << R"(,"isBeta":true)";
  // The views are only valid during this call.
  facts_.address = facts_.referrer = facts_.referrer_host = {};
}

void SdkClient::Open(const Page& page) {
  page_ = page;
  page_attributes_.Clear();
  if (web()) {
    page_attributes_ << R"(,"_page_title":")" << page.title << R"(","_page_url":")" << page.url << '"';
  } else {
    page_attributes_ << R"(,"_screen_name":")" << ScreenName(page.screen) << R"(","_screen_unique_id":")"
                     << ScreenNumber(*visitor_, page.screen) << '"';
  }
  page_attributes_ << session_attributes_.view();
}

void SdkClient::SetProfile(int64_t login_ms, int64_t profile_ms) {
  constexpr std::array<std::string_view, 6> kCities{"北京", "München", "São Paulo", "القاهرة", "मुंबई", "Kraków"};
  const Visitor& visitor = *visitor_;
  const auto property = [this](std::string_view key) -> TextBuffer& {
    return user_ << R"(,")" << key << R"(":{"value":)";
  };
  const auto set = [this](int64_t time_ms) { user_ << R"(,"set_timestamp":)" << time_ms << '}'; };
  const uint64_t traits = UserTraits(visitor);

  // All times in the profile are by the device's clock, right or wrong.
  const int64_t first_touch_ms = visitor.first_touch_ms + visitor.clock_skew_ms;
  user_.Clear();
  user_ << R"(],"user":{"_user_first_touch_timestamp":{"value":)" << first_touch_ms;
  set(first_touch_ms);
  if (login_ms != 0) {
    AppendUserId(property("_user_id"), visitor);
    set(login_ms);
    property("_user_name") << '"' << UserName(visitor) << '"';
    set(login_ms);
  }
  if (profile_ms != 0) {
    // Integer, boolean, fraction, text, object, array and null values, like those of custom properties.
    property("_user_age") << static_cast<int64_t>(18 + (traits >> 16) % 60);
    set(profile_ms);
    property("vip") << ((traits >> 24 & 1) != 0 ? "true" : "false");
    set(profile_ms);
    property("_user_ltv_revenue").AppendCents(static_cast<int64_t>((traits >> 28) % 200'000));
    set(profile_ms);
    property("_user_ltv_currency") << R"("USD")";
    set(profile_ms);
    property("城市") << '"' << kCities[(traits >> 32) % kCities.size()] << '"';
    set(profile_ms);
    if ((traits >> 40 & 3) == 0) {
      property("sizes") << R"({"shoe":)" << static_cast<int64_t>(35 + (traits >> 44) % 12) << R"(,"tags":["a","b"]})";
      set(profile_ms);
    }
    if ((traits >> 48 & 7) == 0) {
      property("newsletter") << "null";
      set(profile_ms);
    }
  }
  // The session id: the end of the user's id, and the start by the device's clock, in UTC.
  user_ << R"(},"attributes":{"_session_id":")";
  user_.AppendHex(visitor.id_low, 8);
  user_ << '-';
  const int64_t start_ms = facts_.start_ms + facts_.clock_shift_ms;
  UtcTime(start_ms).AppendCompact(user_);
  user_ << R"(","_session_start_timestamp":)" << start_ms << R"(,"_session_duration":)";
}

void SdkClient::AppendScreenView(TextBuffer& out, const Moment& moment) const {
  const std::string_view prefix = PlatformName(visitor_->platform);
  out << R"(,"_screen_id":")" << prefix << '-' << ScreenName(page_.screen) << R"(","_entrances":)"
      << (moment.entrance ? 1 : 0);
  if (moment.entrance) return;
  out << R"(,"_previous_screen_name":")" << ScreenName(page_.previous_screen) << R"(","_previous_screen_id":")"
      << prefix << '-' << ScreenName(page_.previous_screen) << R"(","_previous_screen_unique_id":")"
      << ScreenNumber(*visitor_, page_.previous_screen) << R"(","_previous_timestamp":)"
      << moment.previous_opened_ms + facts_.clock_shift_ms << R"(,"_engagement_time_msec":)" << moment.engaged_ms;
}

void SdkClient::AppendPageView(TextBuffer& out, const Moment& moment) const {
  AppendText(out, "_page_referrer", page_.previous_url);
  AppendText(out, "_page_referrer_title", page_.previous_title);
  out << R"(,"_entrances":)"
      << (visitor_->entrances_as_bool ? (moment.entrance ? "true" : "false") : (moment.entrance ? "1" : "0"));
  if (moment.entrance) return;
  out << R"(,"_previous_timestamp":)" << moment.previous_opened_ms + facts_.clock_shift_ms
      << R"(,"_engagement_time_msec":)" << moment.engaged_ms;
}

void SdkClient::AppendAttributes(TextBuffer& out, const Moment& moment) const {
  switch (moment.act) {
    case Act::first_open:
    case Act::session_start:
    case Act::profile_set:
    case Act::app_end:
      return;
    case Act::page_view:
      return AppendPageView(out, moment);
    case Act::screen_view:
      return AppendScreenView(out, moment);
    case Act::page_load:
      out << R"(,"duration":)" << static_cast<double>(moment.numbers[0]) / 1000
          << R"(,"nextHopProtocol":"h2","startTime":0,"domComplete":)" << static_cast<double>(moment.numbers[1]) / 1000
          << R"(,"entryType":"navigation","transferSize":)" << moment.numbers[2] << R"(,"redirectCount":0)";
      return;
    case Act::scroll:
    case Act::user_engagement:
      out << R"(,"_engagement_time_msec":)" << moment.engaged_ms;
      return;
    case Act::click:
      AppendText(out, "_link_classes", "btn btn-primary");
      AppendText(out, "_link_domain", moment.link->domain);
      out << R"(,"_link_id":"a)" << moment.numbers[0] << R"(","_link_url":")" << moment.link->url
          << R"(","_outbound":true)";
      return;
    case Act::form_submit:
      // Objects, nulls, and numbers and booleans sent as text.
      out << R"(,"form":{"id":"f1","fields":["email","name"],"valid":true},"ok":"true","count":"12","note":null)";
      return;
    case Act::app_start:
      out << R"(,"_is_first_time":)" << (facts_.number == 1 ? "true" : "false");
      return;
    case Act::app_update:
      return AppendText(out, "_previous_app_version", "4.9.9");
    case Act::os_update:
      return AppendText(out, "_previous_os_version", "10");
    case Act::app_exception:
      AppendText(out, "_exception_message", "java.lang.NullPointerException: x");
      out << R"(,"_exception_stack":"at com.example.Foo.bar(Foo.java:)" << moment.numbers[0]
          << R"()\n\tat android.os.Handler")";
      return;
    case Act::sdk_error:
      out << R"(,"_error_code":2001,"_error_message":"attribute name too long")";
      return;
    case Act::search:
      AppendText(out, "_search_key", web() ? "q" : "keyword");
      return AppendText(out, "_search_term", visitor_->place->search_term);
    case Act::button_click:
      if (web()) {
        AppendText(out, "button_name", moment.text);
        out << R"(,"x":)" << moment.numbers[0] << R"(,"y":)" << moment.fraction
            << R"(,"enabled":true,"tags":["a","b"])";
      } else {
        AppendText(out, "btn", moment.text);
        out << R"(,"count":)" << moment.numbers[0] << R"(,"ok":true,"score":)" << moment.fraction;
      }
      return;
    case Act::view_item:
      return AppendText(out, "event_category", "recommended");
    case Act::view_item_list:
      return AppendText(out, "list", "bestsellers");
    case Act::add_to_cart:
      AppendText(out, "source", "pdp");
      out << R"(,"cart_size":)" << moment.numbers[0] << R"(,"coupon":)"
          << (moment.numbers[1] != 0 ? R"("SAVE10")" : "null");
      return;
    case Act::purchase:
      out << R"(,"order_id":"O)" << moment.numbers[0] << R"(","shipping":4.99,"tax":)" << moment.fraction
          << R"(,"gift":false)";
      return;
  }
}

Reading SdkClient::Append(TextBuffer& out, const Moment& moment, Random& random) {
  // Drawn first and for every event: the content of an event must not influence the ids of later ones.
  const uint64_t high = random.Next();
  const uint64_t low = random.Next();
  if (!web()) {  // mobile SDKs keep events on disk, and know them there by a hash
    out << R"({"hashCode":")";
    out.AppendHex(high ^ low, 8);
  }
  out << head_.view() << kPresetNames[static_cast<size_t>(moment.act)] << R"(","event_id":")";
  out.AppendUuid(high, low);
  out << R"(","timestamp":)" << moment.time_ms + facts_.clock_shift_ms << device_.view();
  for (size_t i = 0; i < moment.items.size(); ++i) {
    if (i != 0) out << ',';
    AppendItem(out, moment.items[i]);
  }
  out << user_.view() << moment.time_ms - facts_.start_ms << session_.view() << page_attributes_.view();
  AppendAttributes(out, moment);
  out << '}';
  if (moment.value_cents != 0) {
    out << (web() ? R"(,"event_value":)" : R"(,"event_value_in_usd":)");
    out.AppendCents(moment.value_cents);
    out << (web() ? R"(,"event_value_currency":")" : R"(,"currency":")") << CurrencyOf(*visitor_) << '"';
  }
  out << '}';
  return {.ageless = moment.act == Act::first_open || moment.act == Act::profile_set};
}

void SdkClient::AppendRow(TextBuffer& out, std::string_view payload, const RequestFacts& facts, Random& random) {
  const Visitor& visitor = *facts.visitor;
  const std::string_view platform = PlatformName(visitor.platform);
  out << R"({"appId":")" << visitor.app->id << R"(","client_timestamp":")" << facts.upload_ms << R"(","compression":)"
      << (facts.gzip ? R"("gzip")" : "null") << R"(,"data":")";
  if (facts.gzip) {
    compressed_.Clear();
    gzip_.Append(compressed_, payload);
    AppendBase64(out, compressed_.view());
  } else {
    AppendEscaped(out, payload);
  }
  const uint64_t bits = random.Next();
  AppendArrival(out, facts, platform, visitor.user_agent, bits, random);
  out << "platform=" << platform << "&appId=" << visitor.app->id << "&event_bundle_sequence_id=" << facts.sequence
      << "&upload_timestamp=" << facts.upload_ms << "&hashCode=";
  out.AppendHex(bits >> 32, 8);
  out << (facts.gzip ? "&compression=gzip\"}\n" : "\"}\n");
}

void SdkClient::SpoilEvent(Flaw flaw, std::string& event, uint64_t bits) const {
  switch (flaw) {
    case Flaw::no_event_id:
      return RemoveKey(event, "event_id");
    case Flaw::null_timestamp:
      return ReplaceValue(event, "timestamp", "null");
    case Flaw::unknown_app:
      return ReplaceValue(event, "app_id", R"("nobody_knows_me")");
    case Flaw::no_name:
      return RemoveKey(event, "event_type");
    case Flaw::no_user:
      return RemoveKey(event, "unique_id");
    case Flaw::array_as_attributes:
      return InsertBefore(event, "attributes", R"(["not","an","object"],"_attributes":)");
    case Flaw::future_event:
      return MoveAhead(event, "timestamp", bits);
    case Flaw::text_as_number:
      return ReplaceValue(event, "screen_height", (bits & 1) != 0 ? R"("high")" : "800.5");
    case Flaw::nan_value:
      event.insert(ValueAt(event, "attributes") + 1, R"("ratio":NaN,)");
      return;
    default:
      throw InternalError("not a flaw of an SDK's event: " + std::string(FlawName(flaw)));
  }
}

}  // namespace millrace::generate
