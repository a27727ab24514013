// Determines which of many regular expressions may match a text, in one pass over the text and without compiling any of
// them (enrichment.md, U6): at every position it looks up the literals that begin there by a hash of their first bytes,
// ignoring letter case. The result may include expressions that do not match, but includes all that do. Immutable once
// built, so thread-safe.
//
// A hash table, because it is built at every start: this takes 1 ms, while an automaton (Aho-Corasick) over the same
// 6,600 literals takes more than 10 and does not scan faster.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "enrich/regex_literals.h"

namespace millrace {

class RegexPrefilter {
 public:
  // The result of one scan. Used by one thread, which reuses it for the next scan.
  class Hits {
   private:
    friend class RegexPrefilter;
    std::vector<uint64_t> clauses_;  // one bit per clause
    bool everything_ = false;
    std::string lowered_;
  };

  // One entry per expression: its clauses, as returned by FindRegexLiterals.
  explicit RegexPrefilter(const std::vector<std::vector<LiteralClause>>& expressions);

  void Scan(std::string_view text, Hits& hits) const;

  // Whether expression `index` may match the text that was scanned into `hits`.
  bool MayMatch(size_t index, const Hits& hits) const {
    if (hits.everything_) return true;
    for (uint32_t i = first_needed_[index]; i < first_needed_[index + 1]; ++i) {
      if ((hits.clauses_[needed_[i] / 64] >> (needed_[i] % 64) & 1) == 0) return false;
    }
    return true;
  }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr int kSlotBits = 14;

  struct Literal {
    uint32_t key;     // the first bytes, at most four
    uint32_t start;   // in texts_
    uint32_t size;    // at least two
    uint32_t clause;  // satisfied by this literal
    uint32_t next;    // the next one in the same slot, or kNone
  };

  // There is one table for literals of two bytes, one for those of three, and one for longer ones.
  struct Table {
    std::vector<uint32_t> slots = std::vector<uint32_t>(size_t{1} << kSlotBits, kNone);  // → literals_
  };

  static uint32_t Slot(uint32_t key) { return (key * 0x9E3779B1u) >> (32 - kSlotBits); }
  void AddLiteral(const std::string& literal, uint32_t clause);
  void Search(const Table& table, uint32_t key, std::string_view rest, Hits& hits) const;

  Table tables_[3];
  std::vector<Literal> literals_;
  std::string texts_;
  std::vector<uint32_t> first_needed_;  // expression → its range in needed_
  std::vector<uint32_t> needed_;        // clauses
  size_t clause_count_ = 0;
};

}  // namespace millrace
