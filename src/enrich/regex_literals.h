// The literals that a text must contain so that a regular expression can match. They are extracted from the source of
// the expression without compiling it, which keeps the start short with a thousand rules (enrichment.md, U6).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// Every text that matches contains at least one of these texts. Sorted, distinct, in lower case (ASCII).
using LiteralClause = std::vector<std::string>;

struct RegexLiterals {
  // Every match satisfies all clauses, ignoring letter case. Empty: nothing is known; any text may match.
  std::vector<LiteralClause> clauses;
  // Set if the expression is not RE2 syntax: look-around, back-references, unclosed brackets … A cheap check for
  // syntax of other engines; only compiling the expression finds every error.
  std::string error;
};

// Reads an expression in RE2's syntax. Parts that it cannot analyse count as «may match anything».
RegexLiterals FindRegexLiterals(std::string_view regex);

}  // namespace millrace
