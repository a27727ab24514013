#include "enrich/regex_prefilter.h"

#include <algorithm>
#include <map>

namespace millrace {
namespace {

// The two code points outside ASCII that RE2 takes for a letter of ASCII when letter case is ignored: long s and the
// Kelvin sign. They are rare enough that a text with one is simply tried with every expression.
constexpr std::string_view kLongS = "\xC5\xBF";
constexpr std::string_view kKelvin = "\xE2\x84\xAA";

}  // namespace

RegexPrefilter::RegexPrefilter(const std::vector<std::vector<LiteralClause>>& expressions) {
  // Expressions share many clauses (` Build`, `) AppleWebKit`): each is searched and noted once.
  std::map<LiteralClause, uint32_t> clauses;
  std::vector<std::string_view> literals = {kLongS, kKelvin};
  for (const auto& expression : expressions) {
    first_needed_.push_back(static_cast<uint32_t>(needed_.size()));
    for (const LiteralClause& clause : expression) {
      auto [entry, is_new] = clauses.try_emplace(clause, static_cast<uint32_t>(clauses.size()));
      needed_.push_back(entry->second);
      if (is_new) literals.insert(literals.end(), clause.begin(), clause.end());
    }
  }
  first_needed_.push_back(static_cast<uint32_t>(needed_.size()));
  clause_words_ = (clauses.size() + 63) / 64;

  NumberSymbols(literals);
  next_.assign(symbol_count_, kNone);
  found_at_.assign(1, kNone);
  AddFound(AddLiteral(kLongS), kEverything);
  AddFound(AddLiteral(kKelvin), kEverything);
  for (const auto& [clause, number] : clauses) {
    for (const std::string& literal : clause) AddFound(AddLiteral(literal), number);
  }
  LinkNodes();
}

void RegexPrefilter::NumberSymbols(const std::vector<std::string_view>& literals) {
  for (std::string_view literal : literals) {
    for (char c : literal) {
      uint8_t& symbol = symbols_[static_cast<unsigned char>(c)];
      if (symbol == 0) symbol = static_cast<uint8_t>(symbol_count_++);
    }
  }
  for (int c = 'A'; c <= 'Z'; ++c) symbols_[c] = symbols_[c + 32];
}

uint32_t RegexPrefilter::AddLiteral(std::string_view literal) {
  uint32_t node = 0;
  for (char c : literal) {
    uint32_t edge = node * symbol_count_ + symbols_[static_cast<unsigned char>(c)];
    if (next_[edge] == kNone) {
      next_[edge] = static_cast<uint32_t>(found_at_.size());
      next_.resize(next_.size() + symbol_count_, kNone);
      found_at_.push_back(kNone);
    }
    node = next_[edge];
  }
  return node;
}

void RegexPrefilter::AddFound(uint32_t node, uint32_t clause) {
  found_.push_back({clause, found_at_[node]});
  found_at_[node] = static_cast<uint32_t>(found_.size() - 1);
}

// Turns the tree into an automaton: a missing edge leads where the longest shorter suffix leads.
void RegexPrefilter::LinkNodes() {
  std::vector<uint32_t> suffix(found_at_.size(), 0);
  shorter_.assign(found_at_.size(), kNone);
  std::vector<uint32_t> queue = {0};  // by depth, so that a suffix is complete before it is used
  for (size_t head = 0; head < queue.size(); ++head) {
    uint32_t node = queue[head];
    uint32_t* edges = &next_[size_t{node} * symbol_count_];
    const uint32_t* suffix_edges = &next_[size_t{suffix[node]} * symbol_count_];
    for (uint32_t symbol = 0; symbol < symbol_count_; ++symbol) {
      uint32_t fallback = node == 0 ? 0 : suffix_edges[symbol];
      uint32_t child = edges[symbol];
      if (child == kNone) {
        edges[symbol] = fallback;
        continue;
      }
      suffix[child] = fallback;
      shorter_[child] = found_at_[fallback] != kNone ? fallback : shorter_[fallback];
      queue.push_back(child);
    }
  }
}

void RegexPrefilter::Scan(std::string_view text, Hits& hits) const {
  hits.clauses_.assign(clause_words_, 0);
  hits.everything_ = false;
  uint32_t node = 0;
  for (char c : text) {
    node = next_[size_t{node} * symbol_count_ + symbols_[static_cast<unsigned char>(c)]];
    uint32_t finder = found_at_[node] != kNone ? node : shorter_[node];
    for (; finder != kNone; finder = shorter_[finder]) {
      for (uint32_t i = found_at_[finder]; i != kNone; i = found_[i].next) {
        if (found_[i].clause == kEverything) {
          hits.everything_ = true;
          return;
        }
        hits.clauses_[found_[i].clause / 64] |= uint64_t{1} << (found_[i].clause % 64);
      }
    }
  }
}

}  // namespace millrace
