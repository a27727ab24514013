// User agents by the pinned rules of uap-core 0.18: the examples of enrichment.md §2.3–2.6, and U1–U7.
#include "enrich/user_agent.h"

#include <algorithm>
#include <ctime>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "core/utf8.h"
#include "enrich/testing/text_or_null.h"

namespace millrace {
namespace {

const UserAgentRules& Rules() {
  static const auto kRules = UserAgentRules::Load(MILLRACE_SOURCE_DIR "/build/deps/uap-core/regexes.yaml", "", "");
  return *kRules;
}

std::string Summary(std::string_view agent) {
  UserAgentParser parser(Rules());
  const UserAgent& ua = parser.Parse(agent, "");
  std::string summary;
  for (std::string_view field : {ua.browser, ua.browser_version, ua.os, ua.os_version, ua.device, ua.category}) {
    summary += (summary.empty() ? "" : " | ") + TextOrNull(field);
  }
  return summary;
}

constexpr std::string_view kChromeWindows =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
constexpr std::string_view kSamsung =
    "Mozilla/5.0 (Linux; Android 14; SM-S928B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile "
    "Safari/537.36";

TEST(UserAgent, Examples) {  // enrichment.md §2.6, the categories with U1
  const std::pair<std::string, const char*> kCases[] = {
      {std::string(kChromeWindows), "Chrome | 126.0.0 | Windows | 10 | Other | PC"},
      {std::string(kChromeWindows) + " Edg/126.0.2592.87", "Edge | 126.0.2592 | Windows | 10 | Other | PC"},
      {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
       "Safari/605.1.15",
       "Safari | 17.5 | Mac OS X | 10.15.7 | Mac | PC"},
      {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
       "Mobile/15E148 Safari/604.1",
       "Mobile Safari | 17.5 | iOS | 17.5.1 | iPhone | Mobile"},
      {"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
       "Mobile/15E148 "
       "Safari/604.1",
       "Mobile Safari | 17.5 | iOS | 17.5 | iPad | Tablet"},
      {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile "
       "Safari/537.36",
       "Chrome Mobile | 126.0.0 | Android | 10 | K | Mobile"},
      {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
       "Chrome | 126.0.0 | Android | 10 | K | Tablet"},
      {"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
       "Firefox | 127.0 | Linux | null | Other | PC"},
      {"Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
       "AhrefsBot | 7.0 | Other | null | Spider | Bot"},
      {"curl/8.5.0", "curl | 8.5.0 | Other | null | Other | Other"},
      {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36",
       "HeadlessChrome | 126.0.0 | Linux | null | Other | PC"},
      {"Cubot X30", "Other | null | Other | null | Spider | Bot"},
      {"-", "Other | null | Other | null | Other | Other"},
      {"null", "Other | null | Other | null | Other | Other"},
      {" ", "Other | null | Other | null | Other | Other"},
      {"Mozilla/5.0 (PlayStation 5 3.11) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15",
       "Safari | 13.0 | Other | null | PlayStation 5 | Other"},
      {"Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV "
       "Safari/537.36",
       "Safari | null | Tizen | 6.0 | Samsung SMART-TV | Other"},
  };
  for (const auto& [agent, expected] : kCases) EXPECT_EQ(Summary(agent), expected) << agent;
}

TEST(UserAgent, NothingOfNothing) {
  UserAgentParser parser(Rules());
  for (std::string_view agent : {std::string_view(), std::string_view("")}) {
    const UserAgent& ua = parser.Parse(agent, "");
    for (std::string_view field : {ua.browser, ua.browser_version, ua.os, ua.os_version, ua.device, ua.category,
                                   ua.text, ua.user_agent_json, ua.os_json, ua.device_json, ua.brand, ua.model}) {
      EXPECT_EQ(field.data(), nullptr);
    }
    EXPECT_FALSE(ua.is_bot);
  }
}

TEST(UserAgent, TheMapsTexts) {  // §2.3
  UserAgentParser parser(Rules());
  const UserAgent& chrome = parser.Parse(kChromeWindows, "");
  EXPECT_EQ(chrome.text, kChromeWindows);
  EXPECT_EQ(chrome.user_agent_json, R"({"family":"Chrome","major":"126","minor":"0","patch":"0"})");
  EXPECT_EQ(chrome.os_json, R"({"family":"Windows","major":"10","minor":null,"patch":null,"patchMinor":null})");
  EXPECT_EQ(chrome.device_json, R"({"family":"Other"})");
  const UserAgent& none = parser.Parse("-", "");
  EXPECT_EQ(none.user_agent_json, R"({"family":"Other","major":null,"minor":null,"patch":null})");
  const UserAgent& quoted =
      parser.Parse("Mozilla/5.0 (Linux; Android 13; a\"b\\c Build/X) Chrome/9.9 Mobile Safari/1", "");
  EXPECT_EQ(quoted.device, "a\"b\\c");
  EXPECT_EQ(quoted.device_json, R"({"family":"a\"b\\c"})");
}

TEST(UserAgent, PatchMinorIsInTheMapButNotInTheVersion) {
  UserAgentParser parser(Rules());
  const UserAgent& ua =
      parser.Parse("Mozilla/5.0 (X11; CrOS x86_64 14541.1.2.3) AppleWebKit/537.36 Chrome/125.0.0.0 Safari/537.36", "");
  EXPECT_EQ(ua.os, "Chrome OS");
  EXPECT_EQ(ua.os_version, "14541.1.2");
  EXPECT_EQ(ua.category, "PC");
}

TEST(UserAgent, BotsAreMarked) {
  UserAgentParser parser(Rules());
  EXPECT_TRUE(parser.Parse("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "").is_bot);
  EXPECT_FALSE(parser.Parse("curl/8.5.0", "").is_bot);
  EXPECT_FALSE(parser.Parse(kChromeWindows, "").is_bot);
}

TEST(UserAgent, BrandAndModelOfPhonesAndTabletsOnly) {  // U4
  UserAgentParser parser(Rules());
  UserAgent ua = parser.Parse(kSamsung, "");
  EXPECT_EQ(ua.brand, "Samsung");
  EXPECT_EQ(ua.model, "SM-S928B");
  ua = parser.Parse(
      "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1", "");
  EXPECT_EQ(ua.brand, "Apple");
  EXPECT_EQ(ua.model, "iPad");
  ua = parser.Parse(
      "Mozilla/5.0 (Linux; Android 12; CPH2449 Build/X) AppleWebKit/537.36 Chrome/99.0 Mobile Safari/537.36", "");
  EXPECT_EQ(ua.brand, "Oppo");
  EXPECT_EQ(ua.model, "CPH2449") << "without a replacement the model is the first group";
  for (std::string_view agent :
       {kChromeWindows, std::string_view("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605"),
        std::string_view("Mozilla/5.0 (compatible; Googlebot/2.1)"),
        std::string_view("Mozilla/5.0 (PlayStation 5 3.11) Safari/605.1.15")}) {
    EXPECT_EQ(parser.Parse(agent, "").brand.data(), nullptr) << agent;
    EXPECT_EQ(parser.Parse(agent, "").model.data(), nullptr) << agent;
  }
}

TEST(UserAgent, LongAgentsAreParsedByTheirBeginning) {  // U7
  UserAgentParser parser(Rules());
  std::string inside = std::string(2048 - 12, 'x') + "Firefox/12.3";
  EXPECT_EQ(parser.Parse(inside, "").browser_version, "12.3");
  std::string outside = std::string(2047, 'x') + "Firefox/12.3";
  const UserAgent& ua = parser.Parse(outside, "");
  EXPECT_EQ(ua.browser, "Other");
  EXPECT_EQ(ua.text, outside);
  // What is behind the limit makes it another agent all the same.
  std::string longer = outside + "y";
  EXPECT_EQ(parser.Parse(longer, "").text, longer);
}

TEST(UserAgent, TextThatIsNoAsciiOrNoUtf8) {
  UserAgentParser parser(Rules());
  auto android = [](std::string_view model) {
    return std::string("Mozilla/5.0 (Linux; Android 13; ").append(model) +
           " Build/TP1A) AppleWebKit/537.36 Chrome/110.0.0.0 Mobile Safari/537.36";
  };
  EXPECT_EQ(parser.Parse(android("智能手机"), "").device, "智能手机");
  EXPECT_EQ(parser.Parse(android("智能手机"), "").browser, "Chrome Mobile");
  // The family never takes a part of a code point; bytes that are none count as U+FFFD.
  for (std::string_view model : {"\xFF", "A\xC3", "\xE6\x99", "a\x80z", "\xED\xA0\x80", "\xF8\x88\x80\x80\x80"}) {
    const UserAgent& ua = parser.Parse(android(model), "");
    EXPECT_EQ(ua.browser_version, "110.0.0") << model;
    EXPECT_EQ(ua.os, "Android") << model;
    for (std::string_view field : {ua.device, ua.device_json, ua.user_agent_json})
      EXPECT_TRUE(IsValidUtf8(field)) << model;
  }
  EXPECT_EQ(parser.Parse(android("A\xFF"), "").device, "A\xEF\xBF\xBD");
  // A cut at 2,048 bytes falls between code points, too.
  std::string cut(2047, ' ');
  EXPECT_EQ(parser.Parse(cut + "é", "").browser, "Other");
  EXPECT_EQ(parser.Parse(std::string("a\0Chrome/9.1", 12), "").browser, "Chrome") << "a zero byte is a byte";
}

TEST(UserAgent, ARepeatedAgentIsRememberedAndTheOldestForgotten) {
  UserAgentParser parser(Rules());
  const UserAgent* first = &parser.Parse(kSamsung, "");
  EXPECT_EQ(&parser.Parse(kSamsung, ""), first);
  // Far more than the cache holds: memory stays bounded, and the answers right.
  std::string padding(3000, ' ');
  for (int i = 0; i < 5000; ++i) {
    std::string version = std::to_string(i);
    std::string agent = "curl/";
    agent.append(version).append(".1").append(padding);
    ASSERT_EQ(parser.Parse(agent, "").browser_version, version + ".1");
  }
  EXPECT_EQ(parser.Parse(kSamsung, "").device, "Samsung SM-S928B");
}

TEST(UserAgent, LoadingIsQuick) {
  std::clock_t best = std::numeric_limits<std::clock_t>::max();
  for (int i = 0; i < 5; ++i) {
    std::clock_t start = std::clock();
    UserAgentRules::Load(Rules().path(), "", "");
    best = std::min(best, std::clock() - start);
  }
  // 5 ms in an optimised build; the limit leaves room for sanitizers, but not for compiling 1,175 rules.
  EXPECT_LT(static_cast<double>(best) / CLOCKS_PER_SEC, 0.120);
}

TEST(UserAgent, EveryRuleCompiles) {
  EXPECT_NO_THROW(Rules().CompileAll());
  EXPECT_EQ(Rules().checksum().size(), 7 + 32u);
  EXPECT_TRUE(Rules().checksum().starts_with("xxh128:"));
}

}  // namespace
}  // namespace millrace
