#include "generate/composer.h"

#include <array>

#include "generate/calendar.h"

namespace millrace::generate {

namespace {

constexpr std::string_view kSdkName = "aws-solution-clickstream-sdk";

// Browsers write de-DE, mobile SDKs de_DE, and Android names the script behind it.
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

}  // namespace

void EventComposer::BeginSession(const Visitor& visitor, const SessionFacts& facts) {
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
    // Behind the event's hashCode.
    head_ << R"(","app_id":")" << visitor.app->id << R"(","unique_id":")";
    head_.AppendUuid(visitor.id_high, visitor.id_low);
    head_ << R"(","device_id":")";
    head_.AppendHex(visitor.device_id, 16);
    head_ << R"(","device_unique_id":")";
    head_.AppendHex(MixBits(visitor.device_id), 16);
    head_ << R"(","event_type":")";
    AppendAppDevice(device_, visitor);
  }
  session_.Clear();
  session_ << R"(,"_session_number":)" << facts.number;
  page_.Clear();
}

void EventComposer::SetPage(std::string_view attributes) {
  page_.Clear();
  page_ << attributes << facts_.attributes;
}

void EventComposer::SetProfile(int64_t login_ms, int64_t profile_ms) {
  constexpr std::array<std::string_view, 10> kNames{
      "Mary Ann", R"(Bob \"B\" Smith)", "José", "O'Neil", "李雷", "さくら", "अर्जुन", "김민준", "null", "Zoë 🌸"};
  constexpr std::array<std::string_view, 6> kCities{"北京", "München", "São Paulo", "القاهرة", "मुंबई", "Kraków"};
  const Visitor& visitor = *visitor_;
  const auto property = [this](std::string_view key) -> TextBuffer& {
    return user_ << R"(,")" << key << R"(":{"value":)";
  };
  const auto set = [this](int64_t time_ms) { user_ << R"(,"set_timestamp":)" << time_ms << '}'; };
  // Who a visitor is follows from the visitor alone, so that a second session tells the same.
  const uint64_t traits = MixBits(visitor.id_low);

  const int64_t first_touch_ms = visitor.first_touch_ms + visitor.clock_skew_ms;
  user_.Clear();
  user_ << R"(],"user":{"_user_first_touch_timestamp":{"value":)" << first_touch_ms;
  set(first_touch_ms);
  if (login_ms != 0) {
    property("_user_id");
    if ((traits & 3) == 0) {  // some systems number their users, some do not
      user_ << R"("u_)";
      user_.AppendHex(traits, 12);
      user_ << '"';
    } else {
      user_ << '"' << static_cast<int64_t>(visitor.user_number) << '"';
    }
    set(login_ms);
    property("_user_name") << '"' << kNames[(traits >> 8) % kNames.size()] << '"';
    set(login_ms);
  }
  if (profile_ms != 0) {
    // Integer, boolean, fraction, text, object, array and null values, as users' own properties come.
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
  // A session's id: the end of the user's, and the start by the device's clock, in UTC.
  user_ << R"(},"attributes":{"_session_id":")";
  user_.AppendHex(visitor.id_low, 8);
  user_ << '-';
  const int64_t start_ms = facts_.start_ms + facts_.clock_shift_ms;
  UtcTime(start_ms).AppendCompact(user_);
  user_ << R"(","_session_start_timestamp":)" << start_ms << R"(,"_session_duration":)";
}

void EventComposer::Append(TextBuffer& out, const EventParts& parts, Random& random) const {
  const bool web = visitor_->platform == Platform::web;
  const uint64_t high = random.Next();
  const uint64_t low = random.Next();
  if (!web) {
    out << R"({"hashCode":")";
    out.AppendHex(high ^ low, 8);
  }
  out << head_.view() << parts.name << R"(","event_id":")";
  out.AppendUuid(high, low);
  out << R"(","timestamp":)" << parts.time_ms + facts_.clock_shift_ms << device_.view() << parts.items << user_.view()
      << parts.time_ms - facts_.start_ms << session_.view() << page_.view() << parts.attributes << '}';
  if (parts.value_cents != 0) {
    out << (web ? R"(,"event_value":)" : R"(,"event_value_in_usd":)");
    out.AppendCents(parts.value_cents);
    out << (web ? R"(,"event_value_currency":")" : R"(,"currency":")") << parts.currency << '"';
  }
  out << '}';
}

}  // namespace millrace::generate
