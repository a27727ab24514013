// spec/enrichment.md §3.10: click ids that are paid and those that are not, assistants, apps, ignored referrers, hosts,
// and the defaults that ship.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "enrich/testing/traffic_source_fixture.h"

namespace millrace {
namespace {

std::string Clid(std::string_view type, std::string_view value = "1") {
  return R"( clid={"type":")" + std::string(type) + R"(","value":")" + std::string(value) + "\"}";
}

// A click id as an SDK sends it.
std::string Sent(std::string_view type) {
  return R"({"type":")" + std::string(type) + R"(","value":"1"})";
}

TEST(Attribution, ClickIdsNameTheirSourceAndWhetherSomebodyPaid) {
  const std::pair<const char*, const char*> kCases[] = {
      {"gclid", "Google|(CPC)|Search|Paid Search"},
      {"gbraid", "Google|(CPC)|Search|Paid Search"},
      {"wbraid", "Google|(CPC)|Search|Paid Search"},
      {"dclid", "Google|(CPC)|Search|Paid Search"},
      {"msclkid", "Bing|(CPC)|Search|Paid Search"},
      {"ttclid", "TikTok|(CPC)|Social|Paid Social"},
      {"twclid", "X|(CPC)|Social|Paid Social"},
      {"li_fat_id", "LinkedIn|(CPC)|Social|Paid Social"},
      {"yclid", "Yandex|(CPC)|Search|Paid Search"},
      {"rdt_cid", "Reddit|(CPC)|Social|Paid Social"},
      {"epik", "Pinterest|(CPC)|Social|Paid Social"},
      {"ScCid", "Snapchat|(CPC)|Social|Paid Social"},
      {"fbclid", "Facebook|(Referral)|Social|Organic Social"},
      {"igshid", "Instagram|(Referral)|Social|Organic Social"},
      {"irclid", "irclid|(CPC)|Unassigned|Paid Other"},
  };
  for (const auto& [type, expected] : kCases) {
    const std::string url = PAGE("?") + std::string(type) + "=1";
    EXPECT_EQ(Answer(Event(url)), expected + Clid(type)) << type;
    EXPECT_EQ(Answer(Given({.clid = Sent(type)})), expected + Clid(type)) << type << " from an SDK";
  }
  for (const char* none : {"?GCLID=1", "?FBCLID=1", "?sccid=1", "?gclid=", "?gclid", "?xclids=1"}) {
    EXPECT_EQ(Answer(Event(PAGE("") + std::string(none))), "Direct|None|Direct|Direct") << none;
  }
}

TEST(Attribution, OfSeveralClickIdsTheFirstRowCounts) {
  EXPECT_EQ(Answer(Event(PAGE("?fbclid=1&ttclid=1&gclid=1"))), "Google|(CPC)|Search|Paid Search" + Clid("gclid"));
  EXPECT_EQ(Answer(Event(PAGE("?xclid=1&fbclid=1"))), "Facebook|(Referral)|Social|Organic Social" + Clid("fbclid"));
  EXPECT_EQ(Answer(Event(PAGE("?xclid=1&yyclid=1"))), "xclid|(CPC)|Unassigned|Paid Other" + Clid("xclid"));
  EXPECT_EQ(Answer(Event(PAGE("?gclid=&wbraid=1"))), "Google|(CPC)|Search|Paid Search" + Clid("wbraid"));
  EXPECT_EQ(Answer(Event(PAGE("?gclid=&gclid=1&gclid=2"))), "Google|(CPC)|Search|Paid Search" + Clid("gclid"));
}

// Step 8: an unpaid click id leaves the medium to the category.
TEST(Attribution, AClickIdThatIsNotPaidSaysNothingAboutTheMedium) {
  EXPECT_EQ(Answer(From("https://www.facebook.com/", PAGE("?fbclid=1"))),
            "Facebook|(Referral)|Social|Organic Social" + Clid("fbclid"));
  EXPECT_EQ(Answer(From("https://www.google.com/", PAGE("?fbclid=1"))),
            "Facebook|(Organic)|Search|Organic Search" + Clid("fbclid"));
  EXPECT_EQ(Answer(From("https://e.com/", PAGE("?utm_source=x&fbclid=1"))),
            "x|(Referral)|Unassigned|Referral" + Clid("fbclid"))
      << "the category is empty";
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=facebook&utm_medium=cpc&fbclid=1"))),
            "facebook|cpc|Social|Paid Social" + Clid("fbclid"));
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=facebook&gclid=1"))), "facebook|(CPC)|Social|Paid Social" + Clid("gclid"));
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=Bing&utm_medium=mail&msclkid=1"))),
            "Bing|mail|Search|Paid Search" + Clid("msclkid"))
      << "channel rules see the click, whatever the medium";
}

TEST(Attribution, AClickIdOfTheClientNamesASourceWhereThePageDoesNot) {
  const std::string gbraid = Sent("gbraid");
  const std::string google = "Google|(CPC)|Search|Paid Search" + Clid("gbraid");
  EXPECT_EQ(Answer(Given({.clid = gbraid})), google);
  EXPECT_EQ(Answer(Given({.clid = gbraid}, PAGE("?utm_medium=mail&utm_campaign=may"))),
            "Google|mail|Search|Paid Search campaign=may" + Clid("gbraid"));
  EXPECT_EQ(Answer(Given({.medium = "banner", .clid = gbraid})), "Google|banner|Search|Paid Search" + Clid("gbraid"));
  EXPECT_EQ(Answer(Given({.medium = "direct", .clid = gbraid})), google) << "direct is no medium";
  EXPECT_EQ(Answer(Given({.clid = gbraid}, PAGE("?utm_source=news"))),
            "news|None|Unassigned|Unassigned" + Clid("gbraid"));
  EXPECT_EQ(Answer(Given({.clid = gbraid}, PAGE("?utm_source=direct"))), "Direct|None|Direct|Direct" + Clid("gbraid"))
      << "direct counts as named";
  EXPECT_EQ(Answer(Given({.clid = gbraid}, PAGE("?utm_source="))), google);
  EXPECT_EQ(Answer(Given({.clid = gbraid}, PAGE("?fbclid=1"))), "Facebook|(CPC)|Social|Paid Social" + Clid("gbraid"))
      << "the page's click id names the source, the written one decides whether it was paid";
  EXPECT_EQ(Answer(Given({.clid = Sent("fbclid")}, PAGE("?gclid=1"))),
            "Google|(CPC)|Search|Paid Search" + Clid("fbclid"))
      << "the page's medium stays";
  EXPECT_EQ(Answer(Given({.clid = gbraid}, kPage, "https://e.com/?utm_source=news&utm_medium=email")), google)
      << "before the referrers";
  EXPECT_EQ(Answer(Given({.clid = gbraid}, kPage, "https://e.com/")), google);
  EXPECT_EQ(Answer(Given({.source = "news", .clid = gbraid})), "news|-|Unassigned|Unassigned" + Clid("gbraid"))
      << "with a given source only category and channel are found";
  EXPECT_EQ(Answer(Given({.source = "Bing", .clid = gbraid})), "Bing|-|Search|Paid Search" + Clid("gbraid"));
  EXPECT_EQ(Answer(Given({.source = "Bing", .clid = Sent("fbclid")})), "Bing|-|Search|Organic Search" + Clid("fbclid"));
}

TEST(Attribution, AClickIdThatNoRowKnowsIsOther) {
  const std::string_view kUnknown[] = {
      R"({"type":"nope","value":"1"})",
      R"({"type":"GCLID","value":"1"})",
      R"({"type":"","value":"1"})",
      R"({"type":1,"value":"1"})",
      R"({"value":"1"})",
      R"({"type":"gclid")",
      R"(["type","gclid"])",
      R"("gclid")",
      "gclid",
      R"({"type":"gclid"} x)",
      R"({"type":"gclid","type":null})",
      "{ }",
  };
  for (const std::string_view clid : kUnknown) {
    EXPECT_EQ(Answer(Given({.clid = clid})), "Direct|None|Direct|Direct clid=" + std::string(clid)) << clid;
    EXPECT_EQ(Answer(Given({.source = "Google", .clid = clid})),
              "Google|-|Search|Organic Search clid=" + std::string(clid))
        << clid << ": not paid";
    EXPECT_EQ(Answer(Given({.clid = clid}, kPage, "https://www.google.com/")),
              "Google|(Organic)|Search|Organic Search clid=" + std::string(clid))
        << clid;
  }
  EXPECT_EQ(Answer(Given({.clid = R"( {"value":null, "type":"gcl\u0069d"} )"})).substr(0, 31),
            "Google|(CPC)|Search|Paid Search")
      << "any JSON object with a text type";
  EXPECT_EQ(Answer(Given({.clid = R"({"type":1,"type":"gclid"})"})).substr(0, 6), "Google") << "the last of two keys";
}

TEST(Attribution, ClickIdsOfReferrers) {
  EXPECT_EQ(Answer(From("https://www.example.com/?fbclid=1")),
            "Facebook|(Referral)|Social|Organic Social" + Clid("fbclid"))
      << "step 2, also of an internal one";
  EXPECT_EQ(Answer(From("https://www.example.com/?gclid=1", PAGE("?utm_campaign=may"))),
            "Google|(CPC)|Search|Paid Search" + Clid("gclid"));
  EXPECT_EQ(Answer(From("https://www.example.com/?fbclid=1", PAGE("?utm_source=direct&gclid=2"))),
            "Facebook|(Referral)|Social|Organic Social" + Clid("fbclid"))
      << "the click id that is written decides";
}

TEST(Attribution, Assistants) {
  const std::string chatgpt = "ChatGPT|(Referral)|AI|AI Assistant";
  EXPECT_EQ(Answer(From("https://chatgpt.com/")), chatgpt);
  EXPECT_EQ(Answer(From("https://www.perplexity.ai/search")), "Perplexity|(Referral)|AI|AI Assistant");
  EXPECT_EQ(Answer(From("https://gemini.google.com/app")), "Gemini|(Referral)|AI|AI Assistant");
  EXPECT_EQ(Answer(Latest("https://copilot.microsoft.com/", "")), "Copilot|(Referral)|AI|AI Assistant");
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=chatgpt.com"))), "chatgpt.com|(Referral)|AI|AI Assistant");
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=ChatGPT.com"))), "ChatGPT.com|(Referral)|AI|AI Assistant");
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=CHATGPT"))), "CHATGPT|(Referral)|AI|AI Assistant");
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=chatgpt.com&utm_medium=cpc"))), "chatgpt.com|cpc|AI|AI Assistant");
}

TEST(Attribution, CategoriesOfSourceNames) {
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=X"))), "X|(Referral)|Social|Organic Social");
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=x"))), "x|None|Unassigned|Unassigned")
      << "names of one letter match exactly";
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=X.com"))), "X.com|(Referral)|Social|Organic Social");
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=facebook"))), "facebook|(Referral)|Social|Organic Social");
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=M.Facebook.com"))), "M.Facebook.com|(Referral)|Social|Organic Social");
}

TEST(Attribution, DisplayAndAffiliates) {
  for (const char* medium : {"display", "Banner", "expandable", "interstitial"}) {
    EXPECT_EQ(Answer(Event(PAGE("?utm_source=n&utm_medium=") + std::string(medium))),
              "n|" + std::string(medium) + "|Unassigned|Display");
  }
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=n&utm_medium=affiliate"))), "n|affiliate|Unassigned|Affiliates");
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=n&utm_medium=affiliates"))), "n|affiliates|Unassigned|Affiliates");
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=n&utm_medium=displays"))), "n|displays|Unassigned|Unassigned");
}

TEST(Attribution, AppsAreFoundByTheirIdAlone) {
  EXPECT_EQ(Answer(From("android-app://com.google.android.googlequicksearchbox/")),
            "Google|(Organic)|Search|Organic Search");
  EXPECT_EQ(Answer(From(" Android-App://COM.Reddit.Frontpage/x?q=1 ")), "Reddit|(Referral)|Social|Organic Social");
  EXPECT_EQ(Answer(From("ios-app://com.openai.chatgpt")), "ChatGPT|(Referral)|AI|AI Assistant");
  EXPECT_EQ(Answer(From("ios-app://544007664/vnd.youtube/www.youtube.com/watch")),
            "544007664|(Referral)|Unassigned|Referral");
  EXPECT_EQ(Answer(From("android-app://com.google.android.gm/")),
            "com.google.android.gm|(Referral)|Unassigned|Referral");
  EXPECT_EQ(Answer(From("android-app://www.reddit.com/")), "www.reddit.com|(Referral)|Unassigned|Referral")
      << "no other candidate is tried";
  EXPECT_EQ(Answer(From("android-app://maps.google.com/")), "maps.google.com|(Referral)|Unassigned|Referral");
  EXPECT_EQ(Answer(From("android-app:com.reddit.frontpage")), "Direct|None|Direct|Direct") << "opaque";
  EXPECT_EQ(Answer(Latest("android-app://com.slack/", "www.google.com")), "Slack|(Referral)|Social|Organic Social");
}

// Sign-in and payment pages start no visit.
TEST(Attribution, IgnoredReferrersAreAbsent) {
  for (const char* ignored :
       {"https://accounts.google.com/o/oauth2", "https://WWW.PayPal.com:443/x", "https://x.checkout.stripe.com./",
        "accounts.google.com/signin", "https://accounts.google.com/?utm_source=news&utm_medium=email"}) {
    EXPECT_EQ(Answer(From(ignored)), "Direct|None|Direct|Direct") << ignored;
    EXPECT_EQ(Answer(Latest(ignored, "")), "Direct|None|Direct|Direct") << ignored;
    EXPECT_EQ(Answer(Latest(ignored, "www.bing.com")), "Direct|None|Direct|Direct")
        << ignored << ": the host of its URL counts";
    EXPECT_EQ(Answer(Latest(ignored, "", "https://www.bing.com/search?q=a")),
              "Bing|(Organic)|Search|Organic Search term=a")
        << ignored << ": the other referrer counts";
    EXPECT_EQ(Answer(Latest("https://www.example.com/cart", "", ignored)), "Direct|None|Direct|Internal") << ignored;
    EXPECT_EQ(Answer(Latest(ignored, "", "https://www.example.com/cart")), "Direct|None|Direct|Internal") << ignored;
  }
  EXPECT_EQ(Answer(Latest("https://www.bing.com/", "accounts.google.com")), "Bing|(Organic)|Search|Organic Search");
  EXPECT_EQ(Answer(From("https://paypal.com/")), "paypal.com|(Referral)|Unassigned|Referral")
      << "above the listed host";
  EXPECT_EQ(Answer(From("https://accounts.google.com/", "https://accounts.google.com/p?utm_source=news")),
            "news|None|Unassigned|Unassigned")
      << "of a page the list says nothing";
  EXPECT_EQ(Answer(From("https://accounts.google.com/", "https://accounts.google.com/p")), "Direct|None|Direct|Direct");
}

TEST(Attribution, HostsAreReadByTheUrlParser) {
  const std::string direct = "Direct|None|Direct|Internal";
  EXPECT_EQ(Answer(From("https://WWW.example.com.:8443/a")), direct);
  EXPECT_EQ(Answer(From("https://www.example.com/a", "https://www.example.com./p")), direct);
  EXPECT_EQ(Answer(From("https://www.google.com./")), "Google|(Organic)|Search|Organic Search");
  EXPECT_EQ(Answer(From("https://Bl\xC3\x96g.example/", "https://bl\xC3\xB6g.example/p")), direct);
  EXPECT_EQ(Answer(From("https://xn--blg-sna.example/", "https://bl\xC3\xB6g.example/p")),
            "xn--blg-sna.example|(Referral)|Unassigned|Referral")
      << "punycode is kept";
  for (const char* inside : {"www.example.com", "WWW.Example.COM.", "www.example.com:443", "https://www.example.com/x",
                             "//www.example.com", "u@www.example.com"}) {
    EXPECT_EQ(Answer(Latest("https://e.com/a", inside)), direct) << inside;
  }
  for (const char* absent : {"", " ", ".", "shop", "null", "undefined", "mailto:x", "/x", "https://"}) {
    EXPECT_EQ(Answer(Latest("https://e.com/a", absent)), "e.com|(Referral)|Unassigned|Referral") << absent;
  }
  // The event's host name, on path A.
  TrafficSourceInput input = Given({.source = "partnerX"}, kPage, "https://www.example.com/p");
  for (const char* same : {"", "shop", "null", "WWW.example.com.:80"}) {
    input.host_name = same;
    EXPECT_EQ(Answer(input), "partnerX|-|Unassigned|Unassigned") << same;
  }
  input.host_name = "https://shop.example.com/x";
  EXPECT_EQ(Answer(input), "partnerX|-|Unassigned|Referral");
}

TEST(Attribution, WordsAreNoUrls) {
  for (const char* word : {"null", "NULL", "undefined", "(null)", "shop", "shop?utm_source=x", "?utm_source=x", "#x"}) {
    EXPECT_EQ(Answer(Event(word)), "Direct|None|Direct|Direct") << word;
    EXPECT_EQ(Answer(From(word)), "Direct|None|Direct|Direct") << word;
    EXPECT_EQ(Answer(Latest(word, "www.google.com")), "Direct|None|Direct|Direct") << word;
  }
  EXPECT_EQ(Answer(From("LocalHost")), "localhost|(Referral)|Unassigned|Referral");
  EXPECT_EQ(Answer(Event("localhost?utm_source=x")), "x|None|Unassigned|Unassigned");
  for (const char* none :
       {"https://", "https:/", "http:", "mailto:a@b.c", "about:blank", "shop.example:x", "u:p@shop.example"}) {
    EXPECT_EQ(Answer(From(none)), "Direct|None|Direct|Direct") << none;
  }
  for (const char* google : {"http:/google.com", "HTTP:google.com", "1http://google.com", "://google.com",
                             "a-rather-long-scheme+x://google.com", "google.com:443/x", "google.com:443#x"}) {
    EXPECT_EQ(Answer(From(google)).substr(0, 6), "Google") << google;
  }
}

// With the reference's files the answers are those of before, except where a rule of §3.10 changed.
TEST(Attribution, TheFilesOfTheReferenceGiveTheAnswersOfBefore) {
  const auto answer = [](const TrafficSourceInput& input) { return Answer(input, ReferenceRules()); };
  const std::pair<const char*, const char*> kPages[] = {
      {"ttclid", "ttclid|(CPC)|Unassigned|Paid Other"}, {"dclid", "dclid|(CPC)|Unassigned|Paid Other"},
      {"yclid", "yclid|(CPC)|Unassigned|Paid Other"},   {"fbclid", "fbclid|(CPC)|Unassigned|Paid Other"},
      {"gclid", "Google|(CPC)|Search|Paid Search"},
  };
  for (const auto& [type, expected] : kPages) {
    EXPECT_EQ(answer(Event(PAGE("?") + std::string(type) + "=1")), expected + Clid(type));
  }
  for (const char* unseen : {"msclkid", "gbraid", "wbraid", "li_fat_id", "igshid", "epik"}) {
    EXPECT_EQ(answer(Event(PAGE("?") + std::string(unseen) + "=1")), "Direct|None|Direct|Direct") << unseen;
  }
  EXPECT_EQ(answer(From("https://chatgpt.com/")), "chatgpt.com|(Referral)|Unassigned|Referral");
  EXPECT_EQ(answer(From("https://accounts.google.com/x")), "Google|(Organic)|Search|Organic Search");
  EXPECT_EQ(answer(From("https://www.facebook.com/")), "Facebook|(Organic)|Search|Organic Search");
  EXPECT_EQ(answer(Event(PAGE("?utm_source=n&utm_medium=display"))), "n|display|Unassigned|Unassigned");
  EXPECT_EQ(answer(Event(PAGE("?utm_source=Google&fbclid=1"))), "Google|(CPC)|Search|Paid Search" + Clid("fbclid"));
  // The rules that changed.
  EXPECT_EQ(answer(Given({.clid = Sent("gclid")})), "Google|(CPC)|Search|Paid Search" + Clid("gclid"));
  EXPECT_EQ(answer(Given({.source = "Google", .clid = Sent("nope")})), "Google|-|Search|Paid Search" + Clid("nope"))
      << "these groups ask for any click id";
  EXPECT_EQ(answer(Event(PAGE("?utm_source=baidu.com"))), "baidu.com|(Organic)|Search|Organic Search");
}

}  // namespace
}  // namespace millrace
