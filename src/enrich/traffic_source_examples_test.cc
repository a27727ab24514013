#include "enrich/testing/traffic_source_fixture.h"

namespace millrace {
namespace {

// All of spec/enrichment.md §3.9; the number is the example's, the differences that change it stand behind.
struct Example {
  int number;
  TrafficSourceInput input;
  std::string_view reference;  // with the files of the reference system
  std::string_view ours = "";  // with the defaults of §3.10, where they give another answer
};

TEST(TrafficSource, WorkedExamples) {
  const std::vector<Example> examples = {
      {1, Event(), "Direct|None|Direct|Direct"},                                 // T4
      {2, From("https://www.example.com/home"), "Direct|None|Direct|Internal"},  // T4
      {3, From("https://www.google.co.uk/search?q=red+shoes"), "Google|(Organic)|Search|Organic Search"},
      {4, From("https://www.baidu.com/s?wd=%E8%B7%91%E9%9E%8B"), "Baidu|(Organic)|Search|Organic Search term=跑鞋"},
      {5, From("https://l.facebook.com/l.php?u=x"), "Facebook|(Referral)|Social|Organic Social"},
      {6, From("https://www.youtube.com/watch?v=1"), "youtube|(Referral)|Video|Organic Video"},
      {7, From("https://www.amazon.com/dp/1"), "amazon|(Referral)|Shopping|Organic Shopping"},
      {8, From("https://blog.partner.net/post"), "blog.partner.net|(Referral)|Unassigned|Referral"},
      {9,  // T8: `google` is the table's `Google`
       Event(PAGE(
           "?utm_source=google&utm_medium=cpc&utm_campaign=spring&utm_term=shoes&utm_id=c1&utm_source_platform=GA")),
       "google|cpc|Search|Paid Search campaign=spring term=shoes id=c1 platform=GA"},
      {10, Event(PAGE("?utm_source=Google&utm_medium=cpc")), "Google|cpc|Search|Paid Search"},
      {11, From("https://www.google.com/", PAGE("?utm_source=google&utm_medium=cpc")), "google|cpc|Search|Paid Search"},
      {12, Event(PAGE("?gclid=Cj0")), R"(Google|(CPC)|Search|Paid Search clid={"type":"gclid","value":"Cj0"})"},
      {13, Event(PAGE("?gclid=Cj0&utm_source=google&utm_medium=paid")),  // T8
       R"(google|paid|Search|Paid Search clid={"type":"gclid","value":"Cj0"})"},
      {14, Event(PAGE("?fbclid=Iw")), R"(fbclid|(CPC)|Unassigned|Paid Other clid={"type":"fbclid","value":"Iw"})",
       R"(Facebook|(Referral)|Social|Organic Social clid={"type":"fbclid","value":"Iw"})"},
      {15, From("https://m.facebook.com/", PAGE("?fbclid=Iw")),
       R"(fbclid|(CPC)|Social|Paid Social clid={"type":"fbclid","value":"Iw"})",
       R"(Facebook|(Referral)|Social|Organic Social clid={"type":"fbclid","value":"Iw"})"},
      {16, From("https://www.bing.com/search?q=a", PAGE("?msclkid=1")), "Bing|(Organic)|Search|Organic Search term=a",
       R"(Bing|(CPC)|Search|Paid Search term=a clid={"type":"msclkid","value":"1"})"},
      {17, Event(PAGE("?utm_source=newsletter&utm_medium=email")), "newsletter|email|Unassigned|Email"},
      {18, From("https://www.google.com/", PAGE("?utm_source=newsletter&utm_medium=email")),
       "newsletter|email|Search|Email"},
      {19, Event(PAGE("?utm_medium=email&utm_campaign=may")), "Direct|email|Direct|Email campaign=may"},  // T5
      {20, From("https://mail.google.com/mail/u/0"), "Google|(Organic)|Search|Organic Search"},
      {21, From("https://mail.example.net/inbox"), "mail.example.net|(Referral)|Unassigned|Email"},
      {22, From("android-app://com.google.android.gm/"),  // T6
       "com.google.android.gm|(Referral)|Unassigned|Referral"},
      {23, Event(PAGE("?utm_source=partner&utm_medium=sms")), "partner|sms|Unassigned|SMS"},
      {24, Event(PAGE("?utm_source=app&utm_medium=webpush")), "app|webpush|Unassigned|Mobile Push Notifications"},
      {25, Event(PAGE("?utm_source=shop&utm_medium=display&utm_campaign=spring")),
       "shop|display|Shopping|Organic Shopping campaign=spring"},
      {26, Event(PAGE("?utm_source=x&utm_medium=banner&utm_campaign=online-shop")),
       "x|banner|Unassigned|Organic Shopping campaign=online-shop"},
      {27, Event(PAGE("?utm_source=direct")), "Direct|None|Direct|Direct"},  // T4
      {28, Latest("https://www.bing.com/images/search?q=a", "www.bing.com"),
       "Bing Images|(Organic)|Search|Organic Search term=a"},
      {29,
       Latest("https://www.google.com/", "www.google.com", "https://www.example.com/p", "https://www.example.com/p2"),
       "Google|(Organic)|Search|Organic Search"},
      {30, Latest("https://www.example.com/p", "www.example.com", "https://t.co/abc", "https://www.example.com/p2"),
       "Twitter|(Referral)|Social|Organic Social"},
      {31, From("https://www.example.com/p?utm_source=newsletter&utm_medium=email", "https://www.example.com/p2"),
       "newsletter|email|Unassigned|Email"},
      {32, From("https://portal.internal.corp.com/x"), "portal.internal.corp.com|(Referral)|Unassigned|Internal"},
      {33, From("https://www.facebook.com/", PAGE("?utm_source=facebook&utm_medium=paid_social")),
       "facebook|paid_social|Search|Paid Search", "facebook|paid_social|Social|Paid Social"},
      {34, From("https://www.google.com/", PAGE("?utm_term=")), "Google|(Organic)|Search|Organic Search"},  // T2
      {35, Event(PAGE("?utm_source=vimeo&utm_medium=video")), "vimeo|video|Video|Organic Video"},
      {36, From("https://tagassistant.google.com/"), "tagassistant.google.com|(Referral)|Referral|Unassigned"},
      {37, Event(PAGE("?utm_source=podcast&utm_medium=audio")), "podcast|audio|Unassigned|Audio"},
      {38, Event(PAGE("?utm_source=a%26b&utm_medium=cpc")), "a&b|cpc|Unassigned|Paid Other"},  // T10
      {39, From("https://my_shop.example.com/", "https://my_shop.example.com/p"),              // T3
       "Direct|None|Direct|Internal"},
      {40, From("https://search.yahoo.com/search?p=b&p=a"), "Yahoo!|(Organic)|Search|Organic Search term=a,b"},
      {41, From("https://yandex.ru/search?text="), "Yandex|(Organic)|Search|Organic Search"},  // T2
      {42, From("https://"), "Direct|None|Direct|Direct"},                                     // T2, T3, T4
      {43, Given({.source = "newsletter", .medium = "push"}), "newsletter|push|Unassigned|Mobile Push Notifications"},
      {44, Given({.source = "partnerX"}, kPage, "https://www.google.com/"),  // T1
       "partnerX|-|Search|Organic Search"},
      {45, Given({.source = "Google", .medium = "organic"}, ""), "Google|organic|Search|Organic Search"},
      {46, Given({.source = "Bing", .medium = "cpc", .clid = R"({"type":"gclid","value":"x1"})"}),
       R"(Bing|cpc|Search|Paid Search clid={"type":"gclid","value":"x1"})"},
      {47, Given({.source = "Google", .channel_group = "Mine", .category = "Search"}), "Google|-|Search|Mine"},
      {48, Given({.medium = "email"}), "Direct|email|Direct|Email"},  // T4, T5, T11
      // 49 is about events without attributes, which the classifier is not asked about.
      {50, Given({.source = ""}), "Direct|None|Direct|Direct"},  // T4, T11
  };
  EXPECT_EQ(examples.size(), 49u);
  for (const Example& example : examples) {
    EXPECT_EQ(Answer(example.input, ReferenceRules()), example.reference) << "example " << example.number;
    EXPECT_EQ(Answer(example.input), example.ours.empty() ? example.reference : example.ours)
        << "example " << example.number;
  }
}

}  // namespace
}  // namespace millrace
