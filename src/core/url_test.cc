#include "core/url.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace millrace {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// The parts of a URL as one text: `host|path|key=value&…`, `-` for a missing part, and `nothing` if the text is not a
// URL.
std::string Show(std::string_view url) {
  static UrlParts parts;  // reused, as workers do
  if (!ParseUrl(url, parts)) return "nothing";
  std::string shown(parts.host.data() == nullptr ? "-" : parts.host);
  shown.append("|").append(parts.path).append("|");
  if (!parts.has_query) return shown + "-";
  for (size_t i = 0; i < parts.query.size(); ++i) {
    if (i > 0) shown += '&';
    shown.append(parts.query[i].key).append("=").append(parts.query[i].value);
  }
  return shown;
}

struct Case {
  std::string_view url;
  std::string_view expected;
};

void Check(const std::vector<Case>& cases) {
  for (const Case& one : cases) EXPECT_EQ(Show(one.url), one.expected) << one.url;
}

// transform-clickstream §2, rules 1–7: the behaviour that the deliberate differences do not change.
TEST(Url, KeepsTheReferencesAnswersForWellFormedUrls) {
  Check({
      {"", "nothing"},
      {"example.com/p", "example.com|/p|-"},
      {"/rel/x", "-|/rel/x|-"},
      {"https://", "nothing"},
      {"https://example.com", "example.com||-"},
      {"HTTPS://Example.COM/Path", "Example.COM|/Path|-"},
      {"https://user:pw@example.com/x", "example.com|/x|-"},
      {"https://example.com:8443/x", "example.com|/x|-"},
      {"https://[2001:db8::1]:443/x", "[2001:db8::1]|/x|-"},
      {"file:///x", "-|/x|-"},
      {"https://192.0.2.1/x#part", "192.0.2.1|/x|-"},
      {"https://e.com/a/b%20c?x=1&y=a%26b&y=2&z=&w", "e.com|/a/b c|x=1&y=a&b&y=2&z=&w="},
      {"https://e.com/a+b", "e.com|/a+b|-"},
      {"https://e.com/p?", "e.com|/p|="},
      {"https://e.com/p?&&", "e.com|/p|"},
      {"https://e.com/p?a=1&&", "e.com|/p|a=1"},
      {"https://e.com/p?a&&b=1&=v", "e.com|/p|a=&=&b=1&=v="},
      {"https://e.com/?u=https://o.com/x?y=1&z=2", "e.com|/|u=https://o.com/x?y=1&z=2"},
      {"https://example.com/%E6%97%A5%FF", "example.com|/日\xEF\xBF\xBD|-"},
  });
}

// transform-clickstream §2, the table of the loose rewrite and the examples of double decoding, after the differences
// T3 and T10 (with the reference's answer at the end of each line).
TEST(Url, ReadsWithToleranceWhatTheReferenceRewrote) {
  Check({
      {"https://mysite.com/a?q=a|b", "mysite.com|/a|q=a|b"},
      {"https://my-site.com/a?q=a|b", "my-site.com|/a|q=a|b"},                 // host null
      {"https://mysite.com:8080/a?q=a|b&r=c d", "mysite.com|/a|q=a|b&r=c d"},  // host null
      {"https://my-site.com/a b?q=1", "my-site.com|/a b|q=1"},                 // host null
      {"https://mysite.com/a#b#c", "mysite.com|/a|-"},                         // path /a%23b%23c
      {"https://mysite.com/p?x=1#f|g", "mysite.com|/p|x=1"},                   // x = 1#f|g
      {"https://example.com/a[1]?x=~y", "example.com|/a[1]|x=~y"},             // path /a%5B1%5D
      {"https://mysite.com/a?q=100%", "mysite.com|/a|q=100%"},
      {"https://example.com/?j={\"a\":1}", "example.com|/|j={\"a\":1}"},  // nothing
      {"https://e.com/?utm_source=g%2526x", "e.com|/|utm_source=g%26x"},  // g&x
      {"https://e.com/?x=a%3Db%26c", "e.com|/|x=a=b&c"},                  // x = a=b, and a key c
      {"https://e.com/a+b?k+1=v+1", "e.com|/a+b|k 1=v 1"},                // key k+1
      {"https://e.com/?v=%2520", "e.com|/|v=%20"},                        // a blank
      {"https://my_site.com/p", "my_site.com|/p|-"},                      // host null
      {"https://-bad.com/p", "-bad.com|/p|-"},                            // host null
      {"https://bücher.example/p", "bücher.example|/p|-"},                // host null
      {"https://a@b@c.com/p", "c.com|/p|-"},                              // host null
      {"https://e.com:port/p", "e.com|/p|-"},                             // host null
      {"https://e.1/p", "e.1|/p|-"},                                      // host null
      {"https://[::1/p", "-|/p|-"},                                       // nothing
      {"https://[::1]x/p", "[::1]|/p|-"},                                 // nothing
      {"  https://e.com/p \n", "e.com|/p|-"},
      {"//e.com/p?a=1", "e.com|/p|a=1"},
      {"https://e.com/50%/%zz%4", "e.com|/50%/%zz%4|-"},
      {"https://e.com?a=1", "e.com||a=1"},
      {"https://@/p", "-|/p|-"},
      {"https://:80/p", "-|/p|-"},
  });
}

// enrichment §3.10: opaque URLs (the reference reads `mailto:a@b.c` as the host b.c), and where a scheme is looked for.
TEST(Url, KnowsSchemes) {
  Check({
      {"mailto:a@b.c", "nothing"},
      {"javascript:void(0)", "nothing"},
      {"JavaScript:location='http://e.com'", "nothing"},
      {"about:blank", "nothing"},
      {"data:text/html,<p>", "nothing"},
      {"blob:https://e.com/0-1", "nothing"},
      {"localhost:3000/p", "localhost|/p|-"},
      {"about://newtab", "newtab||-"},
      {"android-app://com.google.android.gm/", "com.google.android.gm|/|-"},
      {"chrome-extension://abc/x", "abc|/x|-"},
      {"twelve-chars://e.com", "e.com||-"},
      {"a-scheme.of+any-length://e.com", "e.com||-"},
      {"h2://e.com", "e.com||-"},
      {"http:/e.com/p", "e.com|/p|-"},
      {"HTTPS:e.com", "e.com||-"},
      {"https:/", "nothing"},
      {"http:", "nothing"},
      {"localhost:3000", "localhost||-"},
      {"localhost:3000?a=b", "localhost||a=b"},
      {"e.com:80#top", "e.com||-"},
      {"e.com:80x", "nothing"},
      {"e.com:", "nothing"},
      {"e.com:x", "nothing"},
      {"u:p@e.com", "nothing"},
      {"/r?u=https://e.com", "-|/r|u=https://e.com"},
      {"://e.com/p", "e.com|/p|-"},
      {"1http://e.com", "e.com||-"},
      {"1http://u@e.com:8080/p?q=1", "e.com|/p|q=1"},
      {"my_app://e.com/p", "e.com|/p|-"},
      {"e.com/a://b", "e.com|/a://b|-"},
      {"1://", "nothing"},
      {" \t ", "nothing"},
      {"//", "nothing"},
  });
}

// enrichment §3.10, «words».
TEST(Url, KnowsWordsThatAreNoUrls) {
  for (const char* word :
       {"null", "NULL", "undefined", "Undefined", "(null)", "(NULL)", " null ", "shop", "user@shop",
        "null?utm_source=x", "undefined#top", "?a=b", "#top", "?u=https://e.com", "1?u=://b", "1#://b",
        "b\xC3\xBC"
        "cher",
        "localhosts", "a b"}) {
    EXPECT_EQ(Show(word), "nothing") << word;
    EXPECT_EQ(UrlHost(word).data(), nullptr) << word;
  }
  Check({
      {"localhost", "localhost||-"},
      {"LocalHost?a=b", "LocalHost||a=b"},
      {"localhost#top", "localhost||-"},
      {"null.", "null.||-"},
      {"null/", "null|/|-"},
      {"undefined/p?a=b", "undefined|/p|a=b"},
      {"//null", "null||-"},
      {"https://undefined", "undefined||-"},
      {"null:80", "null||-"},
      {"null:x", "nothing"},
      {"shop.example", "shop.example||-"},
      {"/?a=b", "-|/|a=b"},
  });
}

TEST(Url, HostAloneIsTheSame) {
  for (const char* url : {"https://u:p@E.com:1/x?y#z", "e.com", "/p", "mailto:a@b.c", "", "//[::1]:3/", "https://"}) {
    UrlParts parts;
    ParseUrl(url, parts);
    EXPECT_EQ(UrlHost(url), parts.host) << url;
    EXPECT_EQ(UrlHost(url).data() == nullptr, parts.host.data() == nullptr) << url;
  }
}

TEST(Url, ReplacesMalformedEscapes) {
  const std::string bad = "\xEF\xBF\xBD";
  UrlParts parts;
  const auto value_of = [&](std::string_view escaped) {
    const std::string url = "https://e.com/?v=" + std::string(escaped);
    ParseUrl(url, parts);
    return std::string(parts.query.at(0).value);
  };
  EXPECT_EQ(value_of("%E8%B7%91%e9%9e%8b"), "跑鞋");
  EXPECT_EQ(value_of("%F0%9F%98%80"), "😀");
  EXPECT_EQ(value_of("%C3"), bad);
  EXPECT_EQ(value_of("%C3x"), bad + "x");
  EXPECT_EQ(value_of("%E8%B7x"), bad + "x");          // one sequence that was begun
  EXPECT_EQ(value_of("%80%80"), bad + bad);           // two that never were
  EXPECT_EQ(value_of("%C0%80"), bad + bad);           // longer than needed
  EXPECT_EQ(value_of("%ED%A0%80"), bad + bad + bad);  // a surrogate
  EXPECT_EQ(value_of("%F4%90%80%80"), bad + bad + bad + bad);
  EXPECT_EQ(value_of("%E8%41"), bad + "A");
  EXPECT_EQ(value_of("%00"), std::string(1, '\0'));
}

// transform-clickstream §2, urldecode.
TEST(Url, DecodesColumns) {
  std::string out;
  EXPECT_EQ(UrlDecode("Caff%C3%A8 + latte", out), "Caffè   latte");
  EXPECT_EQ(UrlDecode("https://shop.example/caff%C3%A8?a=b", out), "https://shop.example/caffè?a=b");
  EXPECT_EQ(UrlDecode("a+b", out), "a b");
  EXPECT_EQ(UrlDecode("100% sure", out), "100% sure");
  EXPECT_EQ(UrlDecode("a+b %41 %4", out), "a+b %41 %4") << "a broken escape keeps the whole text";
  EXPECT_EQ(UrlDecode("%FFx", out), "\xEF\xBF\xBDx");
  EXPECT_EQ(UrlDecode(" x ", out), " x ") << "no trimming";
  const std::string_view plain = "nothing to do";
  EXPECT_EQ(UrlDecode(plain, out).data(), plain.data()) << "no copy";
}

Pairs Joined(std::string_view url) {
  static QueryJoiner joiner;
  static UrlParts parts;
  ParseUrl(url, parts);
  Pairs result;
  for (const QueryPair& pair : joiner.Join(parts.query)) {
    EXPECT_NE(pair.value.data(), nullptr) << "an empty text is no null: " << url;
    result.emplace_back(pair.key, pair.value);
  }
  return result;
}

// lake-tables §6.4 with difference 5.
TEST(Url, JoinsRepeatedKeys) {
  EXPECT_EQ(Joined("https://e.com/?x=1&y=a%26b&y=2&z=&w"), (Pairs{{"x", "1"}, {"y", "a&b,2"}, {"z", ""}, {"w", ""}}));
  EXPECT_EQ(Joined("https://e.com/?k&a=1&k=2&a&k="), (Pairs{{"k", ",2,"}, {"a", "1,"}}));
  EXPECT_EQ(Joined("https://e.com/?k%31=a&k1=b"), (Pairs{{"k1", "a,b"}})) << "keys are compared decoded";
  EXPECT_EQ(Joined("https://e.com/?"), (Pairs{{"", ""}}));
  EXPECT_EQ(Joined("https://e.com/"), Pairs{});
  EXPECT_EQ(Joined("https://shop.example/caff%C3%A8?utm_source=news&size="),
            (Pairs{{"utm_source", "news"}, {"size", ""}}));
}

TEST(Url, JoinsAsAPlainSearchDoes) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::string url = "https://e.com/?";
    Pairs expected;
    const int count = static_cast<int>(random() % 60);
    for (int i = 0; i < count; ++i) {
      const std::string key = "k" + std::to_string(random() % 25);
      const std::string value = std::to_string(random() % 1000);
      url.append(i > 0 ? "&" : "").append(key).append("=").append(value);
      const auto same =
          std::find_if(expected.begin(), expected.end(), [&](const auto& pair) { return pair.first == key; });
      if (same == expected.end()) {
        expected.emplace_back(key, value);
      } else {
        same->second += "," + value;
      }
    }
    if (count == 0) expected = {{"", ""}};
    EXPECT_EQ(Joined(url), expected) << url;
  }
}

// raw-input §4.
TEST(Url, FindsOneParameterOfARequest) {
  std::string scratch;
  const std::string_view uri =
      "/collect?appId=shop&event_bundle_sequence_id=7&x&event_bundle_sequence_id=8&%75p=1+2#a=b";
  EXPECT_EQ(FirstQueryValue(uri, "event_bundle_sequence_id", scratch), "7") << "the first value counts";
  EXPECT_EQ(FirstQueryValue(uri, "up", scratch), "1 2");
  EXPECT_EQ(FirstQueryValue(uri, "x", scratch), "");
  EXPECT_EQ(FirstQueryValue(uri, "a", scratch), std::nullopt);
  EXPECT_EQ(FirstQueryValue("/collect", "a", scratch), std::nullopt);
  EXPECT_EQ(FirstQueryValue("/collect?", "", scratch), "");
  EXPECT_EQ(FirstQueryValue("/collect#?a=1", "a", scratch), std::nullopt);
}

}  // namespace
}  // namespace millrace
