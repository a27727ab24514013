#include "enrich/traffic_source.h"

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "enrich/testing/traffic_source_fixture.h"
#include "enrich/traffic_source_decision.h"

namespace millrace {
namespace {

TEST(TrafficSource, T1PathAComparesTheRightHosts) {
  TrafficSourceInput input = Given({.source = "partnerX"}, kPage, "https://www.example.com/p");
  EXPECT_EQ(Answer(input), "partnerX|-|Unassigned|Unassigned") << "an internal referrer is none";
  input.host_name = "shop.example.com";
  EXPECT_EQ(Answer(input), "partnerX|-|Unassigned|Referral") << "the event's host name counts first";
  input.page_url = "https://www.amazon.com/p";
  input.page_referrer = "";
  input.host_name = "";
  EXPECT_EQ(Answer(input), "partnerX|-|Unassigned|Unassigned") << "a shop on such a host is no referrer of itself";
}

TEST(TrafficSource, T2ParametersWithoutValueAreAbsent) {
  EXPECT_EQ(Answer(Event(PAGE("?utm_source&utm_medium="))), "Direct|None|Direct|Direct");
  EXPECT_EQ(Answer(Event(PAGE("?gclid=&fbclid"))), "Direct|None|Direct|Direct");
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=&utm_source=x"))), "x|None|Unassigned|Unassigned");
  EXPECT_EQ(Answer(From("https://search.yahoo.com/search?p=&q=b&p=a")),
            "Yahoo!|(Organic)|Search|Organic Search term=a,b");
}

TEST(TrafficSource, T3ReferrersAreReadWithTolerance) {
  EXPECT_EQ(Answer(From(" //www.google.com:80/search?q=a|b ")), "Google|(Organic)|Search|Organic Search");
  EXPECT_EQ(Answer(From("https://bücher.example/x")), "bücher.example|(Referral)|Unassigned|Referral");
  for (const char* none : {"/home", "/?utm_source=x", "about:blank", "mailto:a@example.com", "https:///x"}) {
    EXPECT_EQ(Answer(From(none)), "Direct|None|Direct|Direct") << none << ": without host it is no referrer";
  }
  EXPECT_EQ(Answer(Event("/?utm_source=x")), "x|None|Unassigned|Unassigned") << "a page needs no host";
}

TEST(TrafficSource, T5ValuesWithoutSourceAreKept) {
  EXPECT_EQ(Answer(From("https://www.google.com/", PAGE("?utm_medium=email"))), "Google|email|Search|Email");
  EXPECT_EQ(Answer(From("https://e.com/?utm_medium=sms", PAGE("?utm_campaign=may"))),
            "e.com|(Referral)|Unassigned|Referral campaign=may")
      << "a referrer without source replaces nothing";
  EXPECT_EQ(Answer(From("https://e.com/?utm_source=x&utm_content=c", PAGE("?utm_campaign=may"))),
            "x|(Referral)|Unassigned|Referral content=c")
      << "a referrer with one replaces all";
  EXPECT_EQ(Answer(Event(PAGE("?utm_campaign=may"))), "Direct|None|Direct|Direct campaign=may")
      << "no group holds: Direct";
  EXPECT_EQ(Answer(From("https://www.example.com/", PAGE("?utm_campaign=may"))),
            "Direct|None|Direct|Internal campaign=may");
}

TEST(TrafficSource, T6OnlyGoogleIsGoogle) {
  for (const char* google : {"https://google.com/", "https://www.google.de/", "https://news.x.google.co.jp/",
                             "https://www.google.com.br/", "https://WWW.GOOGLE.IT/"}) {
    EXPECT_EQ(Answer(From(google)), "Google|(Organic)|Search|Organic Search") << google;
  }
  for (const char* other : {"e.com/?u=.google.", "www.google.example", "xgoogle.de", "google.com.evil", "google.net",
                            "a.google.co.example"}) {
    EXPECT_EQ(Answer(From("https://" + std::string(other))).substr(0, 6) == "Google", false) << other;
  }
}

TEST(TrafficSource, T7HostOfTheLatestReferrerIsDerived) {
  EXPECT_EQ(Answer(Latest("https://www.example.com/a", "")), "Direct|None|Direct|Internal");
  EXPECT_EQ(Answer(Latest("https://e.com/a", "")), "e.com|(Referral)|Unassigned|Referral");
  EXPECT_EQ(Answer(Latest("https://e.com/a", "WWW.example.com")), "Direct|None|Direct|Internal")
      << "the event's attribute counts first";
}

TEST(TrafficSource, T8CaseOfHostsAndNamesDoesNotCount) {
  EXPECT_EQ(Answer(From("HTTPS://WWW.Google.com/")), "Google|(Organic)|Search|Organic Search");
  EXPECT_EQ(Answer(From("https://Blog.Partner.NET/Post")), "blog.partner.net|(Referral)|Unassigned|Referral");
  EXPECT_EQ(Answer(From("https://WWW.EXAMPLE.com/")), "Direct|None|Direct|Internal");
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=BING&utm_medium=cpc"))), "BING|cpc|Search|Paid Search");
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=ABCS%C3%98K"))), "ABCSØK|(Organic)|Search|Organic Search");
}

TEST(TrafficSource, T10ValuesAreDecodedOnce) {
  EXPECT_EQ(Answer(Event(PAGE("?utm_source=a%2520b&utm_medium=c+d&utm%5Fcampaign=100%"))),
            "a%20b|c d|Unassigned|Unassigned campaign=100%");
}

TEST(TrafficSource, T11WhatTheClientGaveStands) {
  EXPECT_EQ(Answer(Given({.source = "Google", .category = "Social"})), "Google|-|Social|Organic Social")
      << "the rules see the given category";
  EXPECT_EQ(Answer(Given({.source = "Google", .channel_group = "Mine"})), "Google|-|Search|Mine");
  EXPECT_EQ(
      Answer(Given({.medium = "email", .campaign = "Direct"}, PAGE("?utm_source=x&utm_medium=cpc&utm_campaign=c"))),
      "x|email|Unassigned|Email campaign=c")
      << "over the page's";
  EXPECT_EQ(Answer(Given({.medium = "email"}, kPage, "https://e.com/?utm_source=x&utm_medium=cpc&utm_term=t")),
            "x|email|Unassigned|Email term=t")
      << "over a referrer's";
  EXPECT_EQ(Answer(Given({.channel_group = "Mine", .category = "Own"})), "Direct|None|Own|Mine");
  EXPECT_EQ(Answer(Given({.source = "direct"}, kPage, "https://www.google.com/")), "direct|-|Search|Organic Search")
      << "path A: only category and channel group are computed";
  EXPECT_EQ(Answer(Given({.source = "Google", .medium = ""})), "Google|-|Search|Organic Search") << "empty is absent";
  EXPECT_EQ(Answer(Event(PAGE("?gclid=a%22b%5C%0A"))),
            R"(Google|(CPC)|Search|Paid Search clid={"type":"gclid","value":"a\"b\\\n"})");
}

TEST(TrafficSource, GivenEmptyClickIdIsNone) {
  EXPECT_EQ(Answer(Given({.clid = "{}"})), "Direct|None|Direct|Direct");
  EXPECT_EQ(Answer(Given({.medium = "None", .clid = R"({"type":"gclid","value":"1"})"})),
            R"(Google|None|Search|Paid Search clid={"type":"gclid","value":"1"})");
}

// T12: whatever was asked before, and however often, the answer is that of a fresh classifier.
TEST(TrafficSource, AnswersDoNotDependOnTheirOrder) {
  const std::vector<std::string> urls = {"",
                                         "https://shop-a.com/p",
                                         "https://shop-a.com/q/r#top",
                                         "https://shop-a.com",
                                         "https://shop-a.com#a?utm_source=no",
                                         "https://shop-a.com/p?id=7&q=a+b&=gclid&",
                                         "https://shop-a.com/p?id=7&utm%5Fsource=coded",
                                         "https://shop-a.com/p?id=7&xclid=5",
                                         "https://shop-a.com/p?gclid&utm_source=",
                                         "https://shop-a.com/p?utm_medium=email",
                                         "https://shop-a.com/q?utm_medium=email#x",
                                         "https://shop-a.com?utm_medium=email",
                                         "https://shop-a.com:8443/p",
                                         "https://Shop-A.com/p",
                                         "http://me@shop-a.com/p",
                                         "shop-a.com/p",
                                         "https://shop-b.com/p?utm_source=x&gclid=1",
                                         "https://www.google.com/search?q=a",
                                         "https://www.google.com/maps",
                                         "https://news.google.com/articles",
                                         "https:///p",
                                         "https://:80/p",
                                         "https://?utm_source=y",
                                         "about:blank"};
  const std::vector<std::string> texts = {"", "shop-a.com", "shop-a.com:8443", "x", "direct"};
  std::mt19937 random(11);
  const auto any = [&](const std::vector<std::string>& from) { return std::string_view(from[random() % from.size()]); };
  TrafficSourceClassifier classifier(DefaultRules());
  for (int round = 0; round < 50'000; ++round) {
    TrafficSourceInput input;
    for (const auto value : kTrafficSourceValues) input.given.*value = random() % 4 == 0 ? any(texts) : "";
    input.page_url = any(urls);
    input.page_referrer = any(urls);
    input.latest_referrer = any(urls);
    input.latest_referrer_host = any(texts);
    input.host_name = any(texts);
    TrafficSourceDecision fresh;
    const std::string expected = Show(fresh.Decide(DefaultRules().Of("app"), input, nullptr));
    ASSERT_EQ(Show(classifier.Classify("app", input)), expected) << "round " << round;
  }
}

TEST(TrafficSource, LongInputsAreAnsweredToo) {
  TrafficSourceClassifier classifier(DefaultRules());
  const std::string url = PAGE("?utm_source=x&pad=") + std::string(20'000, 'y');
  EXPECT_EQ(Show(classifier.Classify("app", Event(url))), "x|None|Unassigned|Unassigned");
  for (int i = 0; i < 100'000; ++i) {
    const std::string page = PAGE("?utm_source=s") + std::to_string(i);
    const std::string expected = "s" + std::to_string(i) + "|None|Unassigned|Unassigned";
    ASSERT_EQ(Show(classifier.Classify("app", Event(page))), expected) << "the cache is bounded, answers are not";
  }
}

TEST(TrafficSource, ExplainsItsSteps) {
  TrafficSourceClassifier classifier(DefaultRules());
  const auto explain = [&](const TrafficSourceInput& input) {
    std::vector<std::string> steps;
    classifier.Explain("app", input, steps);
    std::string text;
    for (const std::string& step : steps) text += step + "\n";
    return text;
  };
  EXPECT_EQ(explain(Latest("https://www.google.com/", "")),
            "the client sent nothing\n"
            "step 1: the page URL gives nothing\n"
            "step 4: the referrer is the latest referrer, www.google.com\n"
            "step 6: matched row google.com → Google, Search\n"
            "step 8: medium (Organic)\n"
            "step 9: group Organic Search (channel_rules.yaml line 46)\n");
  EXPECT_EQ(explain(Event(PAGE("?fbclid=1"))),
            "the client sent nothing\n"
            "click id `fbclid`: click_ids.csv line 14, not paid\n"
            "step 1: the page URL gives source `Facebook`, clid `{\"type\":\"fbclid\",\"value\":\"1\"}`\n"
            "step 4: no referrer\n"
            "step 7: category of the source name Facebook: Social\n"
            "step 8: medium (Referral)\n"
            "step 9: group Organic Social (channel_rules.yaml line 60)\n");
  EXPECT_EQ(explain(Given({.clid = R"({"type":"gbraid","value":"1"})"}, kPage, "https://accounts.google.com/")),
            "the client sent clid `{\"type\":\"gbraid\",\"value\":\"1\"}`\n"
            "a referrer of accounts.google.com is ignored (ignored_referrers.csv)\n"
            "click id `gbraid`: click_ids.csv line 3, paid\n"
            "step 1: the page URL gives nothing\n"
            "step 1: the click id that the client sent gives the source Google\n"
            "step 4: no referrer\n"
            "step 7: category of the source name Google: Search\n"
            "step 9: group Paid Search (channel_rules.yaml line 39)\n");
  EXPECT_EQ(explain(From("https://www.example.com/")),
            "the client sent nothing\n"
            "step 1: the page URL gives nothing\n"
            "step 4: only internal referrers\n"
            "step 9: group Direct (channel_rules.yaml line 27)\n"
            "step 11: no source: source Direct, channel group Internal\n"
            "step 12: medium None\n");
  EXPECT_EQ(explain(Given({.source = "a", .channel_group = "b", .category = "c"})),
            "the client sent source `a`, channel_group `b`, category `c`\n"
            "the client sent source, category and channel group: nothing is computed\n");
}

}  // namespace
}  // namespace millrace
