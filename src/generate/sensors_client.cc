#include "generate/sensors_client.h"

#include <array>

#include "core/error.h"
#include "generate/calendar.h"
#include "generate/json_edit.h"

namespace millrace::generate {

namespace {

constexpr int64_t kDayMs = 86'400'000;

// The locations of records that contain one: SDKs that got it from the app.
struct KnownPlace {
  std::string_view country_code, country, province, city;
};
constexpr std::array<KnownPlace, 3> kKnownPlaces{
    {{"CN", "中国", "上海", "上海"}, {"DE", "Deutschland", "Berlin", "Berlin"}, {"FR", "France", "", "Paris"}}};

void AppendSeconds(TextBuffer& out, int64_t ms) {
  out << ms / 1000 << '.';
  out.AppendPadded(ms % 1000, 3);
}

void AppendSensorsItem(TextBuffer& out, const ShownItem& item) {
  const Product& product = *item.product;
  const uint64_t choices = item.choices;
  out << R"({"$item_id":")" << product.id << R"(","$item_name":")" << product.name << R"(","$price":)";
  out.AppendCents(product.cents);
  if ((choices & 3) != 0) out << R"(,"brand":")" << product.brand << '"';
  if ((choices >> 8 & 3) == 0) out << R"(,"category":")" << product.category << R"(","tags":["new","sale"])";
  // Known keys without a column.
  if ((choices >> 16 & 7) == 0) out << R"(,"$region":"EU","$item_list_name":"bestsellers")";
  out << '}';
}

}  // namespace

std::span<const uint8_t> SensorsClient::bundle_percents() const {
  // Browsers send immediately, apps collect events; these are the shares of both together.
  static constexpr std::array<uint8_t, 5> kPercents{42, 18, 10, 8, 22};
  return kPercents;
}

SensorsClient::Kind SensorsClient::KindOf(Act act) const {
  switch (act) {
    case Act::first_open:
      return {"profile_set_once", {}};
    case Act::page_view:
      // Sites that track their pages manually choose their own names.
      return {"track", own_names_ ? "page_view" : "$pageview"};
    case Act::scroll:
      return {"track", "$WebStay"};
    case Act::click:
      return {"track", "$WebClick"};
    case Act::form_submit:
      return {"track", "FormSubmit"};
    case Act::app_start:
      return {"track", "$AppStart"};
    case Act::app_end:
      return {"track", web() ? "$WebPageLeave" : "$AppEnd"};
    case Act::screen_view:
      return {"track", "$AppViewScreen"};
    case Act::app_exception:
      return {"track", "AppCrashed"};
    case Act::search:
      return {"track", "search"};
    case Act::button_click:
      return {"track", web() ? "click" : "$AppClick"};
    case Act::user_engagement:
      return {"track", "user_engagement"};
    case Act::profile_set:
      if (signing_up_) return {"track_signup", "$SignUp"};
      // Manually, or with the call that the SDK has for it.
      return own_names_ ? Kind{"track", "login"} : Kind{"profile_set", {}};
    case Act::view_item:
      return {"track", "ViewProduct"};
    case Act::view_item_list:
      return {"track", "ViewList"};
    case Act::add_to_cart:
      return {"track", "AddToCart"};
    case Act::purchase:
      return {"track", "SubmitOrder"};
    case Act::session_start:
    case Act::page_load:
    case Act::app_update:
    case Act::os_update:
    case Act::sdk_error:
      return {};
  }
  return {};
}

bool SensorsClient::Sends(Act act) const {
  return !KindOf(act).type.empty();
}

void SensorsClient::BeginSession(const Visitor& visitor, const SessionFacts& facts) {
  visitor_ = &visitor;
  start_ms_ = facts.start_ms;
  clock_shift_ms_ = facts.clock_shift_ms;
  first_time_ = facts.number == 1;
  // A separate number for each property that bits of a visitor decide, so that they are independent.
  const uint64_t habits = MixBits(visitor.device_id + 3);
  own_names_ = (habits >> 24) % 100 < 30;
  referrer_ = facts.referrer;
  anonymous_.Clear();
  lib_.Clear();
  lib_ << R"(,"lib":{"$lib":")" << (web() ? "js" : PlatformName(visitor.platform));
  if (web()) {
    anonymous_.AppendUuid(visitor.id_high, visitor.id_low);
    lib_ << R"(","$lib_method":"code","$lib_version":"1.25.11"},"properties":{)";
  } else {
    // On iOS, too, where the real one has another form: readers treat it as a text.
    anonymous_.AppendHex(visitor.device_id, 16);
    lib_ << R"(","$lib_method":"autoTrack","$lib_version":"6.7.2","$app_version":")" << visitor.app_version
         << R"(","$lib_detail":")" << visitor.app->package << R"(.Main######"},"properties":{)";
  }
  device_.Clear();
  AppendDevice(device_);
  page_.Clear();
}

// The properties of device and session in every event.
void SensorsClient::AppendDevice(TextBuffer& out) const {
  const Visitor& visitor = *visitor_;
  const Place& place = *visitor.place;
  // With JavaScript's sign: the offset that must be added to get UTC.
  out << R"("$timezone_offset":)" << -place.zone_minutes << R"(,"$screen_height":)" << visitor.screen_height
      << R"(,"$screen_width":)" << visitor.screen_width << R"(,"$lib":")"
      << (web() ? "js" : PlatformName(visitor.platform)) << R"(","$is_first_day":)"
      << (start_ms_ - visitor.first_touch_ms < kDayMs ? "true" : "false");
  if (web()) {
    out << R"(,"$latest_traffic_source_type":")" << (referrer_.empty() ? "直接流量" : "引荐流量")
        << R"(","$latest_referrer":")" << referrer_ << R"(","$browser_language":")" << place.language << '_'
        << place.country << R"(","$viewport_width":)" << visitor.viewport_width;
  } else {
    const bool wifi = visitor.network_type == "WIFI";
    out << R"(,"$os":")" << PlatformName(visitor.platform) << R"(","$os_version":")" << visitor.os_version
        << R"(","$manufacturer":")" << visitor.make << R"(","$model":")" << visitor.model << R"(","$brand":")"
        << visitor.brand << R"(","$carrier":")" << visitor.carrier << R"(","$wifi":)" << (wifi ? "true" : "false");
    // An SDK without the permission sends nothing.
    if (visitor.network_type != "UNKNOWN") out << R"(,"$network_type":")" << visitor.network_type << '"';
    out << R"(,"$app_name":"MyShop","$device_id":")" << anonymous_.view() << R"(","$app_id":")" << visitor.app->package
        << '"';
  }
  const uint64_t habits = MixBits(visitor.device_id + 3);
  if (habits % 100 < 60) {  // newer SDKs
    out << R"(,"$event_session_id":")";
    out.AppendHex(MixKey(visitor.id_high, start_ms_), 16);
    out << '"';
  }
  for (const KnownPlace& known : kKnownPlaces) {
    if (known.country_code != place.country || (habits >> 8 & 3) != 0) continue;
    out << R"(,"$country":")" << known.country << '"';
    if (!known.province.empty()) out << R"(,"$province":")" << known.province << '"';
    out << R"(,"$city":")" << known.city << '"';
  }
  // Names with `user` in them become properties of the user (spec/transform-sensors.md §4).
  if (visitor.user_number != 0 && (habits >> 16 & 3) == 0) {
    out << R"(,"_user_level":)" << static_cast<int64_t>(1 + (habits >> 20) % 9) << R"(,"user_tag":"tag")";
  }
}

// The address of a screen is its class; only newer SDKs also send its name.
void SensorsClient::Open(const Page& page) {
  page_.Clear();
  if (web()) {
    page_ << R"(,"$url":")" << page.url << R"(","$title":")" << page.title << R"(","$referrer":")" << page.previous_url
          << '"';
  } else {
    const std::string& package = visitor_->app->package;
    page_ << R"(,"$url":")" << package << '.' << ScreenName(page.screen) << R"(","$screen_name":")" << package << '.'
          << ScreenName(page.screen) << R"(","$title":")" << ScreenName(page.screen) << '"';
  }
}

void SensorsClient::SetProfile(int64_t login_ms, int64_t profile_ms) {
  signing_up_ = login_ms != 0 && login_ms == profile_ms;
  const bool known = login_ms != 0;
  identities_.Clear();
  login_.Clear();
  identities_ << R"(,"distinct_id":)";
  // After a login that id identifies the user; the id of browser or device is sent, too.
  if (known) {
    AppendUserId(identities_, *visitor_);
    AppendUserId(login_ << R"(,"login_id":)", *visitor_);
  } else {
    identities_ << '"' << anonymous_.view() << '"';
  }
  constexpr std::array<std::string_view, 3> kNames{"cookie_id", "android_id", "idfv"};  // by platform
  identities_ << R"(,"anonymous_id":")" << anonymous_.view() << R"(","identities":{"$identity_)"
              << kNames[static_cast<size_t>(visitor_->platform)] << R"(":")" << anonymous_.view() << '"';
  if (known) AppendUserId(identities_ << R"(,"$identity_login_id":)", *visitor_);
  identities_ << '}';
}

// The only properties of a record of the profile.
void SensorsClient::AppendProfile(TextBuffer& out, Act act) const {
  const Visitor& visitor = *visitor_;
  if (act == Act::first_open) {
    out << R"("$first_visit_time":")";
    // By the device's clock, like everything that it sends.
    UtcTime(visitor.first_touch_ms + visitor.clock_skew_ms).AppendSeconds(out);
    out << R"(","$first_referrer":")" << referrer_ << '"';
    return;
  }
  const uint64_t traits = UserTraits(visitor);
  AppendUserId(out << R"("_user_id":)", visitor);
  out << R"(,"user_name":")" << UserName(visitor) << R"(","age":)" << static_cast<int64_t>(18 + (traits >> 16) % 60)
      << R"(,"vip":)" << ((traits >> 24 & 1) != 0 ? "true" : "false") << R"(,"balance":)";
  out.AppendCents(static_cast<int64_t>((traits >> 28) % 200'000));
  if ((traits >> 40 & 3) == 0) out << R"(,"sizes":{"shoe":43,"tags":["a","b"]},"newsletter":null)";
}

// True if the record says that it is the visitor's first event.
bool SensorsClient::AppendProperties(TextBuffer& out, const Moment& moment) {
  out << device_.view() << page_.view();
  switch (moment.act) {
    case Act::page_view:
    case Act::app_start: {
      const bool first = first_time_;
      first_time_ = false;
      // The web SDK sends it only if it is true.
      if (first || moment.act == Act::app_start) out << R"(,"$is_first_time":)" << (first ? "true" : "false");
      if (moment.act == Act::app_start) out << R"(,"$resume_from_background":)" << (first ? "false" : "true");
      return first;
    }
    case Act::scroll:
    case Act::user_engagement:
      out << R"(,"$event_duration":)";
      AppendSeconds(out, moment.engaged_ms);
      break;
    case Act::app_end:  // of the whole session
      out << R"(,"$event_duration":)";
      AppendSeconds(out, moment.time_ms - start_ms_);
      break;
    case Act::click:
      out << R"(,"$element_type":"a","$element_content":"下单 now","$element_target_url":")" << moment.link->url << '"';
      break;
    case Act::button_click:
      out << R"(,"$element_type":"button","$element_content":")" << moment.text << R"(","x":)" << moment.numbers[0]
          << R"(,"score":)" << moment.fraction;
      break;
    case Act::form_submit:
      out << R"(,"form":{"id":"f1","fields":["email","name"]},"ok":"true","note":null)";
      break;
    case Act::app_exception:
      out << R"(,"app_crashed_reason":"java.lang.NullPointerException: x\n\tat com.example.Foo.bar(Foo.java:)"
          << moment.numbers[0] << ")\"";
      break;
    case Act::search:
      out << R"(,"keyword":")" << visitor_->place->search_term << '"';
      break;
    case Act::profile_set:
      AppendUserId(out << R"(,"$user_id":)", *visitor_);
      out << R"(,"user_name":")" << UserName(*visitor_) << '"';
      break;
    case Act::add_to_cart:
      out << R"(,"cart_size":)" << moment.numbers[0] << R"(,"coupon":)"
          << (moment.numbers[1] != 0 ? R"("SAVE10")" : "null");
      break;
    case Act::purchase:
      out << R"(,"order_id":"O)" << moment.numbers[0] << R"(","tax":)" << moment.fraction;
      break;
    default:
      break;
  }
  if (moment.value_cents != 0) {
    out << R"(,"currency":")" << CurrencyOf(*visitor_) << R"(","amount":)";
    out.AppendCents(moment.value_cents);
  }
  return false;
}

Reading SensorsClient::Append(TextBuffer& out, const Moment& moment, Random& random) {
  const Kind kind = KindOf(moment.act);
  const int64_t time_ms = moment.time_ms + clock_shift_ms_;
  out << R"({"_track_id":)" << random.Between(1, 2'000'000'000) << R"(,"time":)" << time_ms << R"(,"type":")"
      << kind.type << '"' << identities_.view();
  if (!kind.event.empty()) out << R"(,"event":")" << kind.event << '"';
  out << lib_.view();
  bool first_event = false;
  // A profile is not an event: it has neither page nor device.
  if (kind.event.empty()) {
    AppendProfile(out, moment.act);
  } else {
    first_event = AppendProperties(out, moment);
  }
  out << R"(},"_flush_time":)" << time_ms + random.Between(100, 2000) << login_.view();
  if (!moment.items.empty()) {
    out << R"(,"items":[)";
    for (size_t i = 0; i < moment.items.size(); ++i) {
      if (i != 0) out << ',';
      AppendSensorsItem(out, moment.items[i]);
    }
    out << ']';
  }
  out << '}';
  // Records are never rejected as late (spec/transform-sensors.md §1, row 6).
  return {.ageless = true, .derived = first_event ? 1 : 0};
}

void SensorsClient::AppendRow(TextBuffer& out, std::string_view payload, const RequestFacts& facts, Random& random) {
  const Visitor& visitor = *facts.visitor;
  const uint64_t bits = random.Next();
  // Never checked; that of the SDKs is signed.
  const auto crc = static_cast<int64_t>(static_cast<int32_t>(bits >> 32));
  out << R"({"appId":")" << visitor.app->id << R"(","compression":null,"data":")";
  if (facts.gzip) {
    compressed_.Clear();
    gzip_.Append(compressed_, payload);
    out << "crc=" << crc << "&gzip=1&data_list=";
    AppendFormBase64(out, compressed_.view(), scratch_);
  } else if (const uint32_t draw = random.Below(100); draw < 20) {
    AppendEscaped(out, payload);                        // from servers that import
  } else if (facts.events == 1 && payload[1] == '{') {  // a single scalar would not be a payload
    out << "data=";
    AppendFormBase64(out, payload.substr(1, payload.size() - 2), scratch_);
    out << "&ext=crc%3D" << crc;
  } else {
    out << "crc=" << crc << "&gzip=0&data_list=";
    AppendFormBase64(out, payload, scratch_);
  }
  AppendArrival(out, facts, "", visitor.user_agent, bits, random);
  out << "appId=" << visitor.app->id << "\"}\n";
}

void SensorsClient::SpoilEvent(Flaw flaw, std::string& event, uint64_t bits) const {
  const bool of_profile = event.find(R"("event":)") == std::string::npos;
  switch (flaw) {
    case Flaw::no_name:
      // An event record without a name; profile records need none.
      ReplaceValue(event, "type", R"("track")");
      if (of_profile) return;
      return (bits & 1) != 0 ? RemoveKey(event, "event") : ReplaceValue(event, "event", R"("")");
    case Flaw::other_record:
      ReplaceValue(event, "type", (bits & 1) != 0 ? R"("item_set")" : R"("item_delete")");
      return of_profile ? void() : RemoveKey(event, "event");
    case Flaw::no_user:
      return RemoveKey(event, "distinct_id");
    case Flaw::array_as_properties:
      return InsertBefore(event, "properties", R"(["not","an","object"],"_properties":)");
    case Flaw::null_properties:
      // Optional in profiles.
      if (of_profile) InsertBefore(event, "lib", R"({},"event":"Spoiled","_lib":)");
      return InsertBefore(event, "properties", R"(null,"_properties":)");
    case Flaw::text_as_flag:
      // Replaces all properties: a second `$wifi` after it would override it.
      return InsertBefore(event, "properties", R"({"$wifi":"maybe"},"_properties":)");
    case Flaw::future_event:
      return MoveAhead(event, "time", bits);
    case Flaw::no_time:
      return (bits & 1) != 0 ? RemoveKey(event, "time") : ReplaceValue(event, "time", "null");
    default:
      throw InternalError("not a flaw of a Sensors Data record: " + std::string(FlawName(flaw)));
  }
}

}  // namespace millrace::generate
