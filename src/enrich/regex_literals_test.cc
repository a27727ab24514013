#include "enrich/regex_literals.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

namespace millrace {
namespace {

// Clauses as text: `a|b & c`.
std::string ShowClauses(std::string_view regex) {
  RegexLiterals literals = FindRegexLiterals(regex);
  if (!literals.error.empty()) return "error: " + literals.error;
  std::string shown;
  for (const LiteralClause& clause : literals.clauses) {
    if (!shown.empty()) shown += " & ";
    for (size_t i = 0; i < clause.size(); ++i) shown += (i == 0 ? "" : "|") + clause[i];
  }
  return shown;
}

TEST(RegexLiterals, WhatEveryMatchMustContain) {
  const std::pair<const char*, const char*> kCases[] = {
      {"Firefox", "firefox"},
      {"(Chrome)/(\\d+)\\.(\\d+)", "chrome/"},
      {"; {0,2}(SM-[^;/]{1,100}?)(?: Build|\\) AppleWebKit)", " build|) applewebkit & sm-"},
      {"[Bb]ot", "bot"},
      {"[BCD]ot", "bot|cot|dot"},
      {"[a-z]bot[^x]", "bot"},
      {"[A-Za-z]", ""},
      {"; {0,2}SM-\\d", ";  sm-|; sm-|;sm-"},
      {"(?:Foo|Bar(?:\\d+)Quux|[xy]z)", "foo|quux|xz|yz"},
      {"(?:Foo|Ba*)", ""},  // `B` alone says too little
      {"(?:Foo|\\d+)bar", "bar"},
      {"(?:Foo|)bar", "bar|foobar"},
      {"(?:Foo)?Bar", "bar|foobar"},
      {"(?:Foo)*Bar", "bar"},
      {"(?:Foo)+Bar", "foo & bar"},
      {"(?:Foo){2}Bar", "foofoobar"},
      {"(?:Foo){0,}Bar", "bar"},
      {"(?:Foo){2,}Bar", "foo & bar"},
      {"(?:Fo\\d){1,7}", "fo"},
      {"x{,2}yz", "x{,2}yz"},  // no repetition: RE2 takes it as it stands
      {"x{02}yz", "x{02}yz"},
      {"a*{00}bc", "{00}bc"},
      {"Foox?", "foo|foox"},
      {"Foox*", "foo"},
      {"Foox{0,9}bar", "foo & bar"},
      {"Foox{0}bar", "foobar"},
      {"a+?bc", "bc"},
      {"^Foo$|\\bBar\\b", "bar|foo"},
      {"Foo.Bar", "foo & bar"},
      {"a\\.b\\/c\\-d", "a.b/c-d"},
      {"[.]net[/]x", ".net/x"},
      {"[]a]bc", "]bc|abc"},
      {"[a\\]]bc", "]bc|abc"},
      {"[a-]bc", "-bc|abc"},
      {"[[:alpha:]x]bc", "bc"},
      {"[\\d.]bc", "bc"},
      {"(?i)FoO", "foo"},
      {"(?i:FoO)bar", "foobar"},
      {"(?P<name>Foo)bar", "foobar"},
      {"Fo\xC3\xA9x?bar", "bar|xbar & fo"},  // é: what its capital is, is RE2's business
      {"[\xC3\xA9y]bar", "bar"},
      {"\\x41bc", ""},
      {"\\pLabc", ""},
      {"\\Qa.b\\Ecd", ""},
      {"ab\\nxyz", "xyz & ab"},
      {"", ""},
      {"a", ""},
      {"()", ""},
      {"ab||cd", ""},
  };
  for (const auto& [regex, expected] : kCases) {
    EXPECT_EQ(ShowClauses(regex), expected) << regex;
    EXPECT_TRUE(RE2(regex, RE2::Quiet).ok()) << regex << " is no case at all";
  }
}

TEST(RegexLiterals, RefusesWhatRe2Refuses) {
  const std::pair<const char*, const char*> kCases[] = {
      {"(?=x)", "look-around is not supported"},
      {"a(?!x)", "look-around is not supported"},
      {"(?<=x)a", "look-around is not supported"},
      {"(a)\\1", "back-references are not supported"},
      {"(a", "`(` without `)`"},
      {"a)", "`)` without `(`"},
      {"[a", "`[` without `]`"},
      {"a\\", "a backslash at the end"},
      {"[a\\", "a backslash at the end"},
      {"*a", "a repetition without something to repeat"},
      {"(+a)", "a repetition without something to repeat"},
      {"a**", "a repetition of a repetition"},
      {"a{1001}", "more than 1000 repetitions"},
      {"a{3,2}", "a repetition whose minimum exceeds its maximum"},
      {"[z-a]", "a character range in reverse order"},
      {"a\\Z", "`\\Z` is not supported"},
      {"(?>a)", "unknown kind of group"},
  };
  for (const auto& [regex, expected] : kCases) {
    EXPECT_EQ(FindRegexLiterals(regex).error, expected) << regex;
    EXPECT_FALSE(RE2(regex, RE2::Quiet).ok()) << regex << " is good for RE2";
  }
}

TEST(RegexLiterals, DeepNestingGivesUpInsteadOfOverflowing) {
  std::string regex = std::string(100000, '(') + "foo" + std::string(100000, ')');
  EXPECT_EQ(ShowClauses(regex), "");
}

TEST(RegexLiterals, LongTextsAreCutAndManyKeptOutOfProducts) {
  EXPECT_EQ(ShowClauses(std::string(100, 'x')), std::string(32, 'x'));
  // Four classes of eight would be 4,096 texts: they stay short instead.
  for (const LiteralClause& clause : FindRegexLiterals("ab[1-8][1-8][1-8][1-8]cd").clauses) {
    EXPECT_LE(clause.size(), 16u);
  }
}

}  // namespace
}  // namespace millrace
