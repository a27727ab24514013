// The literals that a text must contain so that a regular expression can match. They are extracted from the source of
// the expression without compiling it, which keeps the start short with a thousand rules (enrichment.md, U6).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// At least one of these texts is in every text that matches. Sorted, distinct, in lower case (ASCII).
using LiteralClause = std::vector<std::string>;

struct RegexLiterals {
  // Every clause holds for every match, letter case ignored. Empty: nothing is sure, the expression may match anywhere.
  std::vector<LiteralClause> clauses;
  // Set when the expression is no RE2 syntax: look-around, back-references, brackets that do not close, … This is a
  // cheap check that finds what people write for other engines; only the compiler knows all.
  std::string error;
};

// Reads an expression of RE2's syntax. Whatever it does not know for sure it counts as "may match anything".
RegexLiterals FindRegexLiterals(std::string_view regex);

}  // namespace millrace
