#include "enrich/regex_prefilter.h"

#include <algorithm>
#include <unordered_map>

#include "core/error.h"
#include "core/letter_case.h"

namespace millrace {
namespace {

constexpr size_t kKeyBytes = 4;

// The two non-ASCII code points that RE2 equates with an ASCII letter if letter case is ignored: long s and the Kelvin
// sign. They are so rare that a text with one of them is simply tried with every expression.
constexpr std::string_view kLongS = "\xC5\xBF";
constexpr std::string_view kKelvin = "\xE2\x84\xAA";

uint32_t Key(const char* text, size_t size) {
  uint32_t key = 0;
  for (size_t i = 0; i < size; ++i) key |= uint32_t{static_cast<unsigned char>(text[i])} << (8 * i);
  return key;
}

}  // namespace

RegexPrefilter::RegexPrefilter(const std::vector<std::vector<LiteralClause>>& expressions) {
  // Expressions share many clauses (` Build`, `) AppleWebKit`): each is searched and recorded once.
  std::unordered_map<std::string, uint32_t> clauses;
  std::string joined;
  for (const auto& expression : expressions) {
    first_needed_.push_back(static_cast<uint32_t>(needed_.size()));
    for (const LiteralClause& clause : expression) {
      joined.clear();
      for (const std::string& literal : clause) joined.append(literal).push_back('\0');
      auto [entry, is_new] = clauses.try_emplace(joined, static_cast<uint32_t>(clauses.size()));
      needed_.push_back(entry->second);
      if (!is_new) continue;
      for (const std::string& literal : clause) AddLiteral(literal, entry->second);
    }
  }
  first_needed_.push_back(static_cast<uint32_t>(needed_.size()));
  clause_count_ = clauses.size();
}

void RegexPrefilter::AddLiteral(const std::string& literal, uint32_t clause) {
  MILLRACE_CHECK(literal.size() >= 2);
  size_t key_size = std::min(literal.size(), kKeyBytes);
  uint32_t key = Key(literal.data(), key_size);
  uint32_t& slot = tables_[key_size - 2].slots[Slot(key)];
  literals_.push_back({key, static_cast<uint32_t>(texts_.size()), static_cast<uint32_t>(literal.size()), clause, slot});
  slot = static_cast<uint32_t>(literals_.size() - 1);
  texts_ += literal;
}

void RegexPrefilter::Search(const Table& table, uint32_t key, std::string_view rest, Hits& hits) const {
  for (uint32_t i = table.slots[Slot(key)]; i != kNone; i = literals_[i].next) {
    const Literal& literal = literals_[i];
    if (literal.key != key || !rest.starts_with(std::string_view(texts_).substr(literal.start, literal.size))) continue;
    hits.clauses_[literal.clause / 64] |= uint64_t{1} << (literal.clause % 64);
  }
}

void RegexPrefilter::Scan(std::string_view text, Hits& hits) const {
  hits.clauses_.assign((clause_count_ + 63) / 64, 0);
  hits.everything_ = text.find(kLongS) != std::string_view::npos || text.find(kKelvin) != std::string_view::npos;
  if (hits.everything_) return;
  hits.lowered_.resize(text.size());
  std::transform(text.begin(), text.end(), hits.lowered_.begin(), LowerAscii);
  std::string_view rest = hits.lowered_;
  for (; rest.size() >= kKeyBytes; rest.remove_prefix(1)) {
    uint32_t key = Key(rest.data(), kKeyBytes);
    Search(tables_[0], key & 0xFFFF, rest, hits);
    Search(tables_[1], key & 0xFFFFFF, rest, hits);
    Search(tables_[2], key, rest, hits);
  }
  for (; rest.size() >= 2; rest.remove_prefix(1)) {
    Search(tables_[0], Key(rest.data(), 2), rest, hits);
    if (rest.size() >= 3) Search(tables_[1], Key(rest.data(), 3), rest, hits);
  }
}

}  // namespace millrace
