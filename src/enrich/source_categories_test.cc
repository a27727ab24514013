#include "enrich/source_categories.h"

#include <string>

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/letter_case.h"
#include "core/url.h"

namespace millrace {
namespace {

constexpr std::string_view kHeader = "match,source,category,term_params\n";

SourceCategories ParseCategories(std::string_view rows) {
  return SourceCategories::Parse(std::string(kHeader) + std::string(rows), "c.csv");
}

// The `match` of the row that a referrer finds, or `none`.
std::string Find(const SourceCategories& categories, std::string_view referrer) {
  UrlParts parts;
  ParseUrl(referrer, parts);
  std::string host;
  LowerCase(parts.host, host);
  std::string scratch = "what it held";
  const SourceCategory* row = categories.FindReferrer(referrer, host, parts.path, scratch);
  return row == nullptr ? "none" : row->match;
}

std::string FaultOfCategories(std::string_view rows) {
  try {
    ParseCategories(rows);
  } catch (const UserError& error) {
    const std::string message = error.what();
    return message.substr(0, message.find('\n'));
  }
  return "none";
}

// spec/enrichment.md §3.6, candidate by candidate.
TEST(SourceCategories, TriesCandidates) {
  const SourceCategories all = ParseCategories(
      "host.com,a,b,\n"
      "www.both.com,a,b,\n"
      "both.com,a,b,\n"
      "path.com/x y,a,b,\n"
      "bare.com/x,a,b,\n"
      "cut.co,a,b,\n"
      "google.com,a,b,\n"
      "mail.google.de,a,b,\n");
  EXPECT_EQ(Find(all, "https://host.com/p?q=1#f"), "host.com");
  EXPECT_EQ(Find(all, "https://Host.com:80/"), "host.com");
  EXPECT_EQ(Find(all, "https://www.host.com/x"), "host.com");
  EXPECT_EQ(Find(all, "https://sub.host.com/"), "none");
  EXPECT_EQ(Find(all, "https://www.both.com/"), "www.both.com") << "the longest";
  EXPECT_EQ(Find(all, "https://path.com/x%20y?q"), "path.com/x y");
  EXPECT_EQ(Find(all, "https://path.com/"), "none");
  EXPECT_EQ(Find(all, "https://path.com/X%20Y"), "none") << "case counts in paths";
  EXPECT_EQ(Find(all, "https://www.bare.com/x"), "bare.com/x");
  EXPECT_EQ(Find(all, "https://cut.co.uk/x"), "cut.co");
  EXPECT_EQ(Find(all, "https://www.cut.co.uk/x"), "cut.co");
  EXPECT_EQ(Find(all, "https://cut.co.uk1/x"), "none");
  EXPECT_EQ(Find(all, "https://www.google.co.in/"), "google.com");
  EXPECT_EQ(Find(all, "https://mail.google.de/"), "mail.google.de");
  EXPECT_EQ(Find(all, "https://e.com/?u=https://www.google.com/"), "none");
  EXPECT_EQ(Find(all, "//host.com/"), "host.com");
}

// A row may hold more than host and path when the whole text of the referrer is to match.
TEST(SourceCategories, TriesTheWholeText) {
  const SourceCategories all = ParseCategories("shop.com:8080/a,a,b,\nshop.com/a/,a,b,\n");
  EXPECT_EQ(Find(all, "https://SHOP.com:8080/a"), "shop.com:8080/a");
  EXPECT_EQ(Find(all, "shop.com/a/"), "shop.com/a/");
}

// §3.10.
TEST(SourceCategories, AppsHaveOneCandidate) {
  const SourceCategories all =
      ParseCategories("com.app,a,b,\nwww.site.com,a,b,\nsite.com,a,b,\ngoogle.com,a,b,\nsite.co,a,b,\n");
  for (const char* app :
       {"android-app://com.app", "ios-app://com.app/x?y", "ANDROID-APP://Com.App/", " ios-app://com.app "}) {
    EXPECT_EQ(Find(all, app), "com.app") << app;
  }
  EXPECT_EQ(Find(all, "android-app://www.site.com/x"), "www.site.com");
  for (const char* none : {"android-app://www.google.com/", "ios-app://site.co.uk", "ios-app://m.site.com/"}) {
    EXPECT_EQ(Find(all, none), "none") << none;
  }
  EXPECT_EQ(Find(all, "my-android-app://site.co.uk"), "site.co") << "any other scheme";
}

TEST(SourceCategories, KnowsCategoriesBySourceName) {
  const SourceCategories all = ParseCategories(
      "a.com,Facebook,Social,\n"
      "b.com,Facebook,Search,\n"
      "c.com,FACEBOOK,Video,\n"
      "d.com,Яндекс,Search,\n"
      "chat.com,Chat,AI,\n"
      "x.com,X,Social,\n"
      "y.com,Ö,Social,\n");
  std::string scratch;
  EXPECT_EQ(all.CategoryOf("Facebook", scratch), "Search") << "the last row of the name";
  EXPECT_EQ(all.CategoryOf("FACEBOOK", scratch), "Video") << "as written goes first";
  EXPECT_EQ(all.CategoryOf("facebook", scratch), "Video") << "the last row that differs in case only";
  EXPECT_EQ(all.CategoryOf("ЯНДЕКС", scratch), "Search");
  EXPECT_EQ(all.CategoryOf("other", scratch).data(), nullptr);
  // §3.10: names of one letter exactly; then what a row matches.
  EXPECT_EQ(all.CategoryOf("X", scratch), "Social");
  EXPECT_EQ(all.CategoryOf("x", scratch).data(), nullptr);
  EXPECT_EQ(all.CategoryOf("Ö", scratch), "Social");
  EXPECT_EQ(all.CategoryOf("ö", scratch).data(), nullptr);
  EXPECT_EQ(all.CategoryOf("Chat.com", scratch), "AI");
  EXPECT_EQ(all.CategoryOf("x.com", scratch), "Social");
  EXPECT_EQ(all.CategoryOf("https://chat.com", scratch).data(), nullptr);
  EXPECT_EQ(all.CategoryOf("", scratch).data(), nullptr);
}

TEST(SourceCategories, SplitsTermParameters) {
  std::string scratch;
  const SourceCategories all = ParseCategories("a.com,A,Search,q text  p\nb.com,B,Search,\n");
  const SourceCategory* row = all.FindReferrer("https://a.com", "a.com", "", scratch);
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->term_params, (std::vector<std::string>{"q", "text", "p"}));
  EXPECT_TRUE(all.FindReferrer("https://b.com", "b.com", "", scratch)->term_params.empty());
}

// §4: the whole file is checked, and a fault says where it is.
TEST(SourceCategories, NamesFaults) {
  EXPECT_EQ(FaultOfCategories("a.com,A,Search,\nb.com,B,Search,\na.com,C,Social,\n"),
            "c.csv:4:1: error: duplicate match `a.com`: it is in line 2 too");
  EXPECT_EQ(FaultOfCategories(",A,Search,\n"), "c.csv:2:1: error: `match` is empty");
  EXPECT_EQ(FaultOfCategories("a.com,,Search,\n"), "c.csv:2:7: error: `source` is empty");
  EXPECT_EQ(FaultOfCategories("a.com,A,,\n"), "c.csv:2:9: error: `category` is empty");
  EXPECT_EQ(FaultOfCategories("A.com,A,Search,\n"), "c.csv:2:1: error: `match` must be in lower case");
  EXPECT_EQ(FaultOfCategories("https://a.com,A,Search,\n"),
            "c.csv:2:1: error: `match` is a host or a host and a path, without scheme");
  EXPECT_EQ(FaultOfCategories("a.com/?q=1,A,Search,\n"), "c.csv:2:1: error: `match` has no query and no fragment");
  EXPECT_EQ(FaultOfCategories("a.com,A,Search\n"), "c.csv:2:1: error: row has 3 fields, the header has 4");
  try {
    SourceCategories::Parse("match,source,kategory,term_params\n", "c.csv");
    FAIL();
  } catch (const UserError& error) {
    EXPECT_STREQ(error.what(),
                 "c.csv:1:14: error: unknown column `kategory`; did you mean category? (the header is "
                 "match,source,category,term_params)\n"
                 "  1 | match,source,kategory,term_params\n"
                 "    |              ^");
  }
}

}  // namespace
}  // namespace millrace
