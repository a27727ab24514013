#include "enrich/regex_piece.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace millrace::regex {
namespace {

constexpr size_t kMaxExact = 16;          // texts of one piece; more become a clause of their own
constexpr size_t kMinLiteral = 2;         // nearly every user agent contains any single character
constexpr size_t kMaxLiteral = 32;        // the beginning of a longer text is as selective
constexpr size_t kMaxExpandedRepeat = 3;  // ` {0,2}` becomes its three texts

size_t ShortestLiteral(const LiteralClause& clause) {
  size_t shortest = kMaxLiteral;
  for (const std::string& text : clause) shortest = std::min(shortest, text.size());
  return shortest;
}

void Deduplicate(std::vector<std::string>& texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

// Appends the texts as a clause, unless it excludes nothing.
void AppendClause(std::vector<std::string> texts, std::vector<LiteralClause>& clauses) {
  for (std::string& text : texts) {
    if (text.size() < kMinLiteral) return;
    if (text.size() > kMaxLiteral) text.resize(kMaxLiteral);
  }
  if (texts.empty()) return;
  Deduplicate(texts);
  clauses.push_back(std::move(texts));
}

}  // namespace

Piece Text(std::string_view text) {
  return {true, {std::string(text)}, {}};
}
Piece Anything() {
  return {false, {}, {}};
}

bool IsBetterClause(const LiteralClause& a, const LiteralClause& b) {
  size_t shortest_a = ShortestLiteral(a);
  size_t shortest_b = ShortestLiteral(b);
  return shortest_a != shortest_b ? shortest_a > shortest_b : a.size() < b.size();
}

void AppendClauses(Piece piece, std::vector<LiteralClause>& clauses) {
  if (piece.exact) {
    AppendClause(std::move(piece.texts), clauses);
  } else {
    std::move(piece.clauses.begin(), piece.clauses.end(), std::back_inserter(clauses));
  }
}

void Sequence::AppendCharacter(char c) {
  for (std::string& text : texts_) text += c;
}

void Sequence::Append(Piece next) {
  if (!next.exact) {
    exact_ = false;
    Flush();
    AppendClauses(std::move(next), clauses_);
    return;
  }
  if (next.texts.size() == 1) {
    for (std::string& text : texts_) text += next.texts[0];
    return;
  }
  if (texts_.size() * next.texts.size() > kMaxExact) {
    exact_ = false;
    Flush();
  }
  std::vector<std::string> product;
  product.reserve(texts_.size() * next.texts.size());
  for (const std::string& head : texts_) {
    for (const std::string& tail : next.texts) product.push_back(head + tail);
  }
  Deduplicate(product);
  texts_ = std::move(product);
}

Piece Sequence::Finish() {
  if (exact_) return {true, std::move(texts_), {}};
  Flush();
  return {false, {}, std::move(clauses_)};
}

void Sequence::Flush() {
  AppendClause(std::move(texts_), clauses_);
  texts_.assign(1, "");
}

Piece Alternatives(std::vector<Piece> branches) {
  if (branches.size() == 1) return std::move(branches[0]);
  size_t texts = 0;
  bool exact = true;
  for (const Piece& branch : branches) {
    exact = exact && branch.exact;
    texts += branch.texts.size();
  }
  exact = exact && texts <= kMaxExact;
  std::vector<std::string> all;
  for (Piece& branch : branches) {
    std::vector<LiteralClause> clauses;
    if (exact) {
      clauses.push_back(std::move(branch.texts));
    } else {
      AppendClauses(std::move(branch), clauses);
    }
    // One clause for all: the best clause of each branch. If a branch has none, there is no clause.
    if (clauses.empty()) return Anything();
    LiteralClause& best = *std::min_element(clauses.begin(), clauses.end(), IsBetterClause);
    std::move(best.begin(), best.end(), std::back_inserter(all));
  }
  Deduplicate(all);
  if (exact) return {true, std::move(all), {}};
  return {false, {}, {std::move(all)}};
}

Piece Repeat(Piece piece, int least, int most) {
  if (piece.exact && most >= 0 && most <= static_cast<int>(kMaxExpandedRepeat) && piece.texts.size() <= 4) {
    std::vector<Piece> branches;
    for (int count = least; count <= most; ++count) {
      Sequence sequence;
      for (int i = 0; i < count; ++i) sequence.Append(piece);
      branches.push_back(sequence.Finish());
    }
    return Alternatives(std::move(branches));
  }
  Piece repeated = Anything();
  if (least > 0) AppendClauses(std::move(piece), repeated.clauses);
  return repeated;
}

}  // namespace millrace::regex
