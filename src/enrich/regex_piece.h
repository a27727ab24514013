// What is known about the texts that a part of a regular expression matches, and how the parts combine: the operations
// behind FindRegexLiterals (regex_literals.h), without the syntax. Plain values and functions; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "enrich/regex_literals.h"

namespace millrace::regex {

// What is known about a part of an expression: either all texts that it can match (exact), or only clauses.
struct Piece {
  bool exact = true;
  std::vector<std::string> texts;
  std::vector<LiteralClause> clauses;
};

Piece Text(std::string_view text);
Piece Anything();

// Whether one clause excludes more texts than another.
bool IsBetterClause(const LiteralClause& a, const LiteralClause& b);

// Appends the clauses of a piece; of an exact one its texts as a clause, unless that excludes nothing.
void AppendClauses(Piece piece, std::vector<LiteralClause>& clauses);

// A sequence of pieces: adjacent exact pieces are combined into longer texts.
class Sequence {
 public:
  void AppendCharacter(char c);
  void Append(Piece next);
  // The whole sequence. Call this once.
  Piece Finish();

 private:
  void Flush();

  bool exact_ = true;
  std::vector<std::string> texts_{""};
  std::vector<LiteralClause> clauses_;
};

Piece Alternatives(std::vector<Piece> branches);

// `least` to `most` repetitions; `most` < 0: no limit.
Piece Repeat(Piece piece, int least, int most);

}  // namespace millrace::regex
