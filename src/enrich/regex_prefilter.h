// Says which of many regular expressions may match a text, in one pass over it and without compiling any of them
// (enrichment.md, U6): an automaton (Aho-Corasick) finds the texts that the expressions need, letter case ignored.
// It may name expressions that do not match, but never leaves one out that does. Immutable once built: thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "enrich/regex_literals.h"

namespace millrace {

class RegexPrefilter {
 public:
  // What one scan found; belongs to one thread and is reused from scan to scan.
  class Hits {
   private:
    friend class RegexPrefilter;
    std::vector<uint64_t> clauses_;  // one bit each
    bool everything_ = false;
  };

  // One entry an expression: its clauses, as FindRegexLiterals gives them.
  explicit RegexPrefilter(const std::vector<std::vector<LiteralClause>>& expressions);

  void Scan(std::string_view text, Hits& hits) const;

  // Whether expression `index` may match the text that `hits` came from.
  bool MayMatch(size_t index, const Hits& hits) const {
    if (hits.everything_) return true;
    for (uint32_t i = first_needed_[index]; i < first_needed_[index + 1]; ++i) {
      if ((hits.clauses_[needed_[i] / 64] >> (needed_[i] % 64) & 1) == 0) return false;
    }
    return true;
  }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr uint32_t kEverything = UINT32_MAX - 1;

  struct Found {
    uint32_t clause;
    uint32_t next;  // in found_, or kNone
  };

  void NumberSymbols(const std::vector<std::string_view>& literals);
  uint32_t AddLiteral(std::string_view literal);
  void AddFound(uint32_t node, uint32_t clause);
  void LinkNodes();

  // Bytes that no literal has share symbol 0; a letter and its capital share one, too.
  uint8_t symbols_[256] = {};
  uint32_t symbol_count_ = 1;
  std::vector<uint32_t> next_;          // node * symbol_count_ + symbol → node
  std::vector<uint32_t> found_at_;      // node → first of its chain in found_, or kNone
  std::vector<uint32_t> shorter_;       // node → the longest shorter node on its way that finds something, or kNone
  std::vector<Found> found_;            // chains of the clauses that end at a node
  std::vector<uint32_t> first_needed_;  // expression → its range in needed_
  std::vector<uint32_t> needed_;        // clauses
  size_t clause_words_ = 0;
};

}  // namespace millrace
