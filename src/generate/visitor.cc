#include "generate/visitor.h"

#include <algorithm>
#include <array>

#include "generate/devices.h"

namespace millrace::generate {

namespace {

constexpr int64_t kMinute = 60'000;
constexpr int64_t kHour = 60 * kMinute;

struct Screen {
  int width, height;
};
constexpr std::array<Screen, 7> kDesktopScreens{
    {{1920, 1080}, {1366, 768}, {1536, 864}, {1440, 900}, {2560, 1440}, {1280, 720}, {3440, 1440}}};
constexpr std::array<Screen, 6> kHandheldScreens{
    {{390, 844}, {412, 915}, {393, 873}, {360, 800}, {414, 896}, {820, 1180}}};
// As the SDKs report them: unknown has two spellings.
constexpr std::array<std::string_view, 7> kCarriers{"T-Mobile", "Verizon", "Vodafone.de", "Jio", "NTT DOCOMO",
                                                    "UNKNOWN",  ""};
constexpr std::array<std::string_view, 3> kNetworks{"WIFI", "Mobile", "UNKNOWN"};
constexpr std::array<std::string_view, 5> kAppVersions{"5.3.0", "5.2.1", "5.2.0", "4.9.9", "5.3.0-beta"};

AliasTable PlaceWeights() {
  std::vector<uint32_t> weights;
  for (const Place& place : Places()) weights.push_back(place.weight);
  return AliasTable(weights);
}

// Lists are sorted by frequency.
AliasTable Ranks(size_t count) {
  return AliasTable::Zipf(static_cast<uint32_t>(count));
}

// Screens of handhelds are in CSS pixels, as browsers report them.
void EquipBrowser(const World& world, Visitor& visitor, Random& random) {
  const UserAgents& agents = world.agents;
  const bool desktop = visitor.bot || random.Percent(55);
  const UserAgent& agent = visitor.bot ? agents.bots[world.bot_ranks.Pick(random)]
                           : desktop   ? agents.desktop[world.desktop_ranks.Pick(random)]
                                       : agents.handheld[world.handheld_ranks.Pick(random)];
  visitor.user_agent = agent.text;
  visitor.make = agent.vendor;
  const Screen screen = desktop ? random.Pick(kDesktopScreens) : random.Pick(kHandheldScreens);
  visitor.screen_width = screen.width;
  visitor.screen_height = screen.height;
  // Without scroll bars and the bars of the browser.
  visitor.viewport_width = screen.width - static_cast<int>(random.Below(40));
  visitor.viewport_height = screen.height - static_cast<int>(random.Between(60, 180));
}

void EquipApp(const World& world, Visitor& visitor, Random& random) {
  const UserAgents& agents = world.agents;
  if (visitor.platform == Platform::android) {
    // The HTTP client of the system names the device, so device and user agent must have the same rank.
    const uint32_t rank = world.android_ranks.Pick(random);
    const AndroidDevice& device = kAndroidDevices[rank];
    visitor.user_agent =
        random.Percent(65) ? std::string_view(agents.okhttp[world.okhttp_ranks.Pick(random)]) : agents.dalvik[rank];
    visitor.make = device.make;
    visitor.brand = device.brand;
    visitor.model = device.model;
    visitor.os_version = device.os_version;
    visitor.screen_width = device.width;
    visitor.screen_height = device.height;
  } else {
    const AppleDevice& device = kAppleDevices[world.apple_ranks.Pick(random)];
    visitor.user_agent = agents.apple_apps[world.apple_app_ranks.Pick(random)];
    visitor.make = "Apple";
    visitor.brand = "apple";
    visitor.model = device.model;
    visitor.os_version = device.os_version;
    visitor.screen_width = device.width;
    visitor.screen_height = device.height;
  }
  visitor.app_version = random.Pick(kAppVersions);
  visitor.carrier = random.Pick(kCarriers);
  visitor.network_type = random.Pick(kNetworks);
}

}  // namespace

std::string_view PlatformName(Platform platform) {
  switch (platform) {
    case Platform::web:
      return "Web";
    case Platform::android:
      return "Android";
    case Platform::ios:
      return "iOS";
  }
  return "";
}

uint64_t UserTraits(const Visitor& visitor) {
  return MixBits(visitor.id_low);
}

std::string_view UserName(const Visitor& visitor) {
  // Names that break careless code: quotes, an apostrophe, the word null, letters of more than two bytes.
  constexpr std::array<std::string_view, 10> kNames{
      "Mary Ann", R"(Bob \"B\" Smith)", "José", "O'Neil", "李雷", "さくら", "अर्जुन", "김민준", "null", "Zoë 🌸"};
  return kNames[(UserTraits(visitor) >> 8) % kNames.size()];
}

void AppendUserId(TextBuffer& out, const Visitor& visitor) {
  const uint64_t traits = UserTraits(visitor);
  out << '"';
  if ((traits & 3) == 0) {
    out << "u_";
    out.AppendHex(traits, 12);
  } else {
    out << static_cast<int64_t>(visitor.user_number);
  }
  out << '"';
}

std::string_view CurrencyOf(const Visitor& visitor) {
  constexpr std::array<std::string_view, 5> kCurrencies{"USD", "EUR", "USD", "JPY", "CNY"};
  return kCurrencies[visitor.device_id % kCurrencies.size()];
}

World::World(const GeneratorOptions& given)
    : options(given),
      catalog(options.apps),
      place_weights(PlaceWeights()),
      app_ranks(Ranks(options.apps.size())),
      desktop_ranks(Ranks(agents.desktop.size())),
      handheld_ranks(Ranks(agents.handheld.size())),
      apple_app_ranks(Ranks(agents.apple_apps.size())),
      okhttp_ranks(Ranks(agents.okhttp.size())),
      bot_ranks(Ranks(agents.bots.size())),
      android_ranks(Ranks(kAndroidDevices.size())),
      apple_ranks(Ranks(kAppleDevices.size())) {}

int64_t KnownSince(const GeneratorOptions& options) {
  return std::min(options.start_ms, kDefaultStartMs);
}

Visitor MakeVisitor(const World& world, uint64_t key, int64_t born_ms) {
  const GeneratorOptions& options = world.options;
  Random random(key);
  Visitor visitor;
  // The order of the draws defines the visitor: an additional draw in between changes all visitors.
  visitor.bot = random.Chance(options.bot_share);
  const bool web = random.Chance(options.web_share) || visitor.bot;
  visitor.platform = web ? Platform::web : random.Percent(75) ? Platform::android : Platform::ios;
  visitor.app = &world.catalog.app(world.app_ranks.Pick(random));
  visitor.place = &Places()[world.place_weights.Pick(random)];
  visitor.id_high = random.Next();
  visitor.id_low = random.Next();
  visitor.device_id = random.Next();
  visitor.address_bits = random.Next();
  // Phones change networks; at home the address stays the same.
  visitor.roams = random.Percent(web ? 10 : 40);
  visitor.entrances_as_bool = random.Percent(30);
  if (random.Chance(options.clock_skew_share)) {
    // More than the ten minutes from which a clock counts as wrong; most are behind.
    const int64_t skew = random.Skewed(15 * kMinute, 3 * kHour);
    visitor.clock_skew_ms = random.Percent(70) ? -skew : skew;
  }
  // A quarter has an account.
  if (random.Percent(25)) visitor.user_number = 1'000'000 + random.Below(9'000'000);
  if (born_ms != 0) {
    visitor.first_touch_ms = born_ms;
  } else {
    // Long enough ago that none of their late sessions happened before it.
    visitor.first_touch_ms =
        KnownSince(options) - random.Skewed(10 * 24 * kHour, 400 * 24 * kHour) - random.Below(1000);
    visitor.first_session = 2 + random.Skewed(0, 40);
  }
  if (web) {
    EquipBrowser(world, visitor, random);
  } else {
    EquipApp(world, visitor, random);
  }
  return visitor;
}

}  // namespace millrace::generate
