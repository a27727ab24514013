#include "enrich/regex_prefilter.h"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <re2/re2.h>

namespace millrace {
namespace {

std::vector<bool> Candidates(const std::vector<std::string>& regexes, std::string_view text) {
  std::vector<std::vector<LiteralClause>> clauses;
  clauses.reserve(regexes.size());
  for (const std::string& regex : regexes) clauses.push_back(FindRegexLiterals(regex).clauses);
  RegexPrefilter prefilter(clauses);
  RegexPrefilter::Hits hits;
  prefilter.Scan("what was scanned before must not shine through: firefox chrome bot", hits);
  prefilter.Scan(text, hits);
  std::vector<bool> may_match;
  for (size_t i = 0; i < regexes.size(); ++i) may_match.push_back(prefilter.MayMatch(i, hits));
  return may_match;
}

TEST(RegexPrefilter, NamesTheExpressionsWhoseLiteralsAreThere) {
  const std::vector<std::string> kRegexes = {"(Firefox)/(\\d+)", "Chrome.+Mobile", "(?:Foo|Bar)x", "\\d+", "ox", "fox"};
  using Expected = std::vector<bool>;
  EXPECT_EQ(Candidates(kRegexes, "Firefox/3"), (Expected{true, false, false, true, true, true}));
  EXPECT_EQ(Candidates(kRegexes, "Firefox"), (Expected{false, false, false, true, true, true}));
  EXPECT_EQ(Candidates(kRegexes, "chrome mobile"), (Expected{false, true, false, true, false, false}));
  EXPECT_EQ(Candidates(kRegexes, "Chrome Mobil"), (Expected{false, false, false, true, false, false}));
  EXPECT_EQ(Candidates(kRegexes, "BARX"), (Expected{false, false, true, true, false, false}));
  EXPECT_EQ(Candidates(kRegexes, "OX"), (Expected{false, false, false, true, true, false}));
  EXPECT_EQ(Candidates(kRegexes, ""), (Expected{false, false, false, true, false, false}));
}

TEST(RegexPrefilter, LettersOutsideAsciiThatRe2TakesForAsciiOnes) {
  RE2::Options options;
  options.set_case_sensitive(false);
  ASSERT_TRUE(RE2::PartialMatch("\xC5\xBFpider", RE2("spider", options)));
  ASSERT_TRUE(RE2::PartialMatch("\xE2\x84\xAAindle", RE2("kindle", options)));
  EXPECT_EQ(Candidates({"spider"}, "\xC5\xBFpider"), std::vector<bool>{true});
  EXPECT_EQ(Candidates({"kindle"}, "\xE2\x84\xAAindle"), std::vector<bool>{true});
  EXPECT_EQ(Candidates({"kindle"}, "\xE2\x84indle"), std::vector<bool>{false});
}

// Random expressions of all that the reader knows, over few letters so that they often match.
class RegexMaker {
 public:
  explicit RegexMaker(uint32_t seed) : random_(seed) {}
  size_t Below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }
  std::string Alternatives(int depth) {
    std::string regex = Sequence(depth);
    while (Below(4) == 0) regex += "|" + (Below(5) == 0 ? "" : Sequence(depth));
    return regex;
  }
  std::string Text(size_t most) {
    static constexpr std::string_view kLetters[] = {"a", "b", "c", "A", "B", "1", ".",
                                                    " ", "k", "K", "s", "S", "é", "\n"};
    std::string text;
    for (size_t left = Below(most + 1); left > 0; --left) text += kLetters[Below(std::size(kLetters))];
    if (Below(30) == 0) text += Below(2) == 0 ? "\xC5\xBF" : "\xE2\x84\xAA";
    if (Below(30) == 0) text += '\xFF';
    return text;
  }

 private:
  std::string Sequence(int depth) {
    std::string regex;
    for (size_t left = 1 + Below(4); left > 0; --left) {
      regex += Atom(depth);
      static constexpr std::string_view kRepeats[] = {"?",    "*",     "+",  "{2}",    "{0,2}",
                                                      "{1,}", "{0,1}", "*?", "{1,3}?", "{0}"};
      if (Below(4) == 0) regex += kRepeats[Below(std::size(kRepeats))];
    }
    return regex;
  }
  std::string Atom(int depth) {
    static constexpr std::string_view kAtoms[] = {
        "a",    "b",    "c",     "A",     "bc",           "abc",    "1",   "\\.", "\\d", "\\w",  ".",
        "[ab]", "[^a]", "[A-z]", "[a-c]", "[]a]",         "[\\d.]", "\\b", "\\s", "é",   "[éa]", "k",
        "s",    "[ks]", "(?:)",  "\\x61", "[[:alpha:]b]", "^",      "$",   "\\ "};
    if (depth < 3 && Below(4) == 0) {
      static constexpr std::string_view kGroups[] = {"(", "(?:", "(?i:"};
      std::string group(kGroups[Below(3)]);
      return group + Alternatives(depth + 1) + ")";
    }
    return std::string(kAtoms[Below(std::size(kAtoms))]);
  }

  std::mt19937 random_;
};

TEST(RegexPrefilter, NeverLeavesOutARandomExpressionThatMatches) {
  RegexMaker make(20240917);
  int matches = 0;
  int left_out = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string source = make.Alternatives(0);
    RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(round % 3 != 0);
    RE2 regex(source, options);
    RegexLiterals literals = FindRegexLiterals(source);
    if (!literals.error.empty()) {
      EXPECT_FALSE(regex.ok()) << source << ": " << literals.error;
    }
    if (!regex.ok()) continue;
    RegexPrefilter prefilter({literals.clauses});
    RegexPrefilter::Hits hits;
    for (int i = 0; i < 30; ++i) {
      std::string text = make.Text(12);
      prefilter.Scan(text, hits);
      bool may_match = prefilter.MayMatch(0, hits);
      left_out += may_match ? 0 : 1;
      if (!RE2::PartialMatch(text, regex)) continue;
      ++matches;
      ASSERT_TRUE(may_match) << source << " matches «" << text << "»";
    }
  }
  EXPECT_GT(matches, 10000);  // or the test says nothing
  EXPECT_GT(left_out, 10000);
}

}  // namespace
}  // namespace millrace
