#include "generate/user_agents.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

#include "generate/devices.h"

namespace millrace::generate {

namespace {

// navigator.vendor by engine.
constexpr const char* kGoogle = "Google Inc.";
constexpr const char* kApple = "Apple Computer, Inc.";
constexpr const char* kFirefox = "";

std::string Text(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

constexpr std::string_view kWindows = "Windows NT 10.0; Win64; x64";
constexpr std::string_view kMac = "Macintosh; Intel Mac OS X 10_15_7";
constexpr std::string_view kLinux = "X11; Linux x86_64";

std::string Chrome(std::string_view system, std::string_view version, std::string_view behind = "") {
  return Text({"Mozilla/5.0 (", system, ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/", version, ".0.0.0",
               " Safari/537.36", behind});
}

// Versions are sorted by frequency, not by age.
void AddDesktop(std::vector<UserAgent>& list) {
  constexpr std::array<std::string_view, 22> kVersions{"124", "123", "122", "120", "121", "119", "118", "116",
                                                       "114", "109", "108", "117", "115", "113", "112", "111",
                                                       "110", "107", "106", "103", "100", "96"};
  constexpr std::array<std::string_view, 6> kSafari{"17.4.1", "17.2.1", "16.6", "16.1", "15.6.1", "14.1.2"};
  constexpr std::array<std::string_view, 8> kFirefoxVersions{"124.0", "123.0", "115.0", "122.0",
                                                             "121.0", "109.0", "102.0", "91.0"};
  for (size_t i = 0; i < kVersions.size(); ++i) {
    // By rank first, so that the new versions of all systems come before the old ones.
    list.push_back({Chrome(kWindows, kVersions[i]), kGoogle});
    if (i < kSafari.size()) {
      list.push_back({Text({"Mozilla/5.0 (", kMac, ") AppleWebKit/605.1.15 (KHTML, like Gecko) Version/", kSafari[i],
                            " Safari/605.1.15"}),
                      kApple});
    }
    list.push_back({Chrome(kMac, kVersions[i]), kGoogle});
    if (i < 10) list.push_back({Chrome(kWindows, kVersions[i], Text({" Edg/", kVersions[i], ".0.2478.67"})), kGoogle});
    if (i < kFirefoxVersions.size()) {
      for (const std::string_view system : {kWindows, std::string_view("Macintosh; Intel Mac OS X 10.15"), kLinux}) {
        list.push_back({Text({"Mozilla/5.0 (", system, "; rv:", kFirefoxVersions[i], ") Gecko/20100101 Firefox/",
                              kFirefoxVersions[i]}),
                        kFirefox});
      }
    }
    if (i % 2 == 0) list.push_back({Chrome(kLinux, kVersions[i]), kGoogle});
    if (i < 4) list.push_back({Chrome("X11; CrOS x86_64 14541.0.0", kVersions[i]), kGoogle});
  }
  list.push_back({Chrome(kWindows, "122", " OPR/108.0.0.0"), kGoogle});
  list.push_back({Chrome(kWindows, "120", " OPR/106.0.0.0"), kGoogle});
  list.push_back({Chrome(kWindows, "122", " YaBrowser/24.4.0.0"), kGoogle});
  list.push_back({Chrome("Windows NT 6.1; Win64; x64", "109"), kGoogle});
  list.push_back({"Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", ""});
  list.push_back(
      {"Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/6.0 "
       "TV Safari/537.36",
       kGoogle});
  list.push_back(
      {"Mozilla/5.0 (PlayStation; PlayStation 5/6.50) AppleWebKit/605.1.15 (KHTML, like Gecko) "
       "Version/13.0 Safari/605.1.15",
       kApple});
  list.push_back(
      {"Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.128 "
       "Safari/537.36 WebAppManager",
       kGoogle});
}

// Chrome by device and version; then browsers of manufacturers, web views inside apps, and the rest.
void AddAndroidBrowsers(std::vector<UserAgent>& list) {
  constexpr std::array<std::string_view, 5> kVersions{"124", "120", "116", "108", "92"};
  for (size_t v = 0; v < kVersions.size(); ++v) {
    for (size_t d = 0; d < kAndroidDevices.size(); ++d) {
      if (v > 0 && (d + v) % 2 == 0) continue;  // not every device has every version
      const AndroidDevice& device = kAndroidDevices[d];
      list.push_back(
          {Text({"Mozilla/5.0 (Linux; Android ", device.os_version, "; ", device.model,
                 ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/", kVersions[v], ".0.0.0 Mobile Safari/537.36"}),
           kGoogle});
    }
  }
  for (const size_t d : {0, 1, 3, 9, 16}) {
    const AndroidDevice& device = kAndroidDevices[d];
    list.push_back({Text({"Mozilla/5.0 (Linux; Android ", device.os_version, "; SAMSUNG ", device.model,
                          ") AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/24.0 Chrome/117.0.0.0",
                          " Mobile Safari/537.36"}),
                    kGoogle});
  }
  for (const size_t d : {1, 2, 5, 6, 12}) {
    const AndroidDevice& device = kAndroidDevices[d];
    const std::string view = Text(
        {"Mozilla/5.0 (Linux; Android ", device.os_version, "; ", device.model, " Build/", device.build,
         "; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.5845.163", " Mobile Safari/537.36"});
    list.push_back({view, kGoogle});
    list.push_back({view + " [FB_IAB/FB4A;FBAV/430.0.0.23.113;]", kGoogle});
    list.push_back(
        {view + " MicroMessenger/8.0.42.2428(0x28002A48) WeChat/arm64 NetType/WIFI Language/zh_CN", kGoogle});
  }
  list.push_back({"Mozilla/5.0 (Android 13; Mobile; rv:124.0) Gecko/124.0 Firefox/124.0", kFirefox});
  list.push_back({"Mozilla/5.0 (Android 11; Mobile; rv:109.0) Gecko/115.0 Firefox/115.0", kFirefox});
  list.push_back(
      {"Mozilla/5.0 (Linux; U; Android 10; en-US; RMX1911 Build/QKQ1.200209.002) AppleWebKit/537.36 (KHTML, "
       "like Gecko) Version/4.0 Chrome/78.0.3904.108 UCBrowser/13.4.0.1306 Mobile Safari/537.36",
       kGoogle});
  list.push_back({"Opera/9.80 (Android; Opera Mini/36.2.2254/191.256; U; en) Presto/2.12.423 Version/12.16", ""});
  list.push_back(
      {"Mozilla/5.0 (Linux; Android 9; KFTRWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/120.4.1 like "
       "Chrome/120.0.6099.230 Safari/537.36",
       kGoogle});
}

// On Apple's phones all browsers must use its engine; their user agents differ in one word.
void AddAppleBrowsers(std::vector<UserAgent>& list) {
  constexpr std::array<std::array<std::string_view, 2>, 12> kSystems{{{"17_4_1", "17.4.1"},
                                                                      {"17_3_1", "17.3.1"},
                                                                      {"16_6", "16.6"},
                                                                      {"17_2_1", "17.2"},
                                                                      {"17_1_2", "17.1.2"},
                                                                      {"16_6_1", "16.6"},
                                                                      {"16_3_1", "16.3"},
                                                                      {"15_8_2", "15.6.7"},
                                                                      {"15_7", "15.6.1"},
                                                                      {"16_1_1", "16.1"},
                                                                      {"14_8_1", "14.1.2"},
                                                                      {"12_5_7", "12.1.2"}}};
  std::vector<UserAgent> apple;
  for (size_t i = 0; i < kSystems.size(); ++i) {
    const auto [system, safari] = kSystems[i];
    const std::string engine = Text({" like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "});
    const std::string phone = Text({"Mozilla/5.0 (iPhone; CPU iPhone OS ", system, engine});
    apple.push_back({Text({phone, "Version/", safari, " Mobile/15E148 Safari/604.1"}), kApple});
    if (i % 3 == 0) apple.push_back({phone + "CriOS/120.0.6099.119 Mobile/15E148 Safari/604.1", kApple});
    if (i % 4 == 1) apple.push_back({phone + "FxiOS/123.0 Mobile/15E148 Safari/605.1.15", kApple});
    if (i % 4 == 2) {
      apple.push_back({phone + "Mobile/15E148 [FBAN/FBIOS;FBAV/450.0.0.38.108;FBDV/iPhone14,5;FBLC/en_US]", kApple});
      apple.push_back(
          {phone + "Mobile/15E148 Instagram 312.0.1.19.124 (iPhone14,5; iOS 16_6; en_US; scale=3.00)", kApple});
    }
    if (i % 4 == 0) apple.push_back({phone + "GSA/305.0.612 Mobile/15E148 Safari/604.1", kApple});
    if (i % 3 == 2) {
      apple.push_back(
          {Text({"Mozilla/5.0 (iPad; CPU OS ", system, engine, "Version/", safari, " Mobile/15E148 Safari/604.1"}),
           kApple});
    }
  }
  // Alternating with the Android ones, so that both are frequent.
  std::vector<UserAgent> mixed;
  for (size_t i = 0; i < std::max(list.size(), apple.size()); ++i) {
    if (i < apple.size()) mixed.push_back(apple[i]);
    if (i < list.size()) mixed.push_back(list[i]);
  }
  list = std::move(mixed);
}

// Only those whose device family is a bot or spider in the rules of uap-core: the expected number of rejects relies on
// it.
constexpr std::array<const char*, 20> kBots{
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/122.0.6261.94 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
    "Mozilla/5.0 (compatible; MJ12bot/v1.4.8; http://mj12bot.com/)",
    "Mozilla/5.0 (compatible; DotBot/1.2; +https://opensiteexplorer.org/dotbot; help@moz.com)",
    "Mozilla/5.0 (compatible; PetalBot;+https://webmaster.petalsearch.com/site/petalbot)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.0; +https://openai.com/gptbot)",
    "DuckDuckBot/1.0; (+http://duckduckgo.com/duckduckbot.html)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Twitterbot/1.0",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
    "Mozilla/5.0 (compatible; SeznamBot/4.0; +http://napoveda.seznam.cz/seznambot-intro/)",
    "Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)",
    "Mozilla/5.0 (compatible; Exabot/3.0; +http://www.exabot.com/go/robot)",
};

}  // namespace

UserAgents::UserAgents() : okhttp{"okhttp/4.12.0", "okhttp/4.11.0", "okhttp/4.10.0", "okhttp/4.9.3", "okhttp/3.12.13"} {
  AddDesktop(desktop);
  AddAndroidBrowsers(handheld);
  AddAppleBrowsers(handheld);
  for (const char* version : {"17.4.1", "17.2.1", "16.6", "16.6.1", "15.7.1"}) {
    apple_apps.push_back(Text({"MyShop/5.3.0 (iPhone; iOS ", version, "; Scale/3.00)"}));
    apple_apps.push_back(Text({"MyShop/5.2.1 (iPhone; iOS ", version, "; Scale/2.00)"}));
  }
  for (const char* darwin : {"1494.0.7 Darwin/23.4.0", "1490.0.4 Darwin/23.2.0", "1410.0.3 Darwin/22.6.0"}) {
    apple_apps.push_back(Text({"MyShop/530 CFNetwork/", darwin}));
  }
  for (const AndroidDevice& device : kAndroidDevices) {
    dalvik.push_back(Text(
        {"Dalvik/2.1.0 (Linux; U; Android ", device.os_version, "; ", device.model, " Build/", device.build, ")"}));
  }
  for (const char* bot : kBots) bots.push_back({bot, kGoogle});
}

}  // namespace millrace::generate
