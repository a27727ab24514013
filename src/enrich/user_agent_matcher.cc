#include "enrich/user_agent_matcher.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/source_position.h"
#include "enrich/regex_literals.h"

namespace millrace {
namespace {

// RE2 searches without an automaton if it does not get the memory for one. This is enough for the programs of all
// expressions but one of uap-core.
constexpr int64_t kMemoryWithoutAutomaton = 48 << 10;

bool IsAscii(std::string_view text) {
  unsigned char seen = 0;
  for (char c : text) seen |= static_cast<unsigned char>(c);
  return seen < 0x80;
}

}  // namespace

UserAgentMatcher::UserAgentMatcher(UserAgentFile file) : file_(std::move(file)) {
  std::vector<std::vector<LiteralClause>> expressions;
  for (size_t list = 0; list < kUserAgentLists; ++list) {
    for (const UserAgentRule& rule : file_.lists[list]) {
      RegexLiterals literals = FindRegexLiterals(rule.regex);
      if (!literals.error.empty()) {
        throw SourceError(file_.path, file_.text, rule.line, rule.column,
                          "not a valid RE2 expression: " + literals.error);
      }
      expressions.push_back(std::move(literals.clauses));
    }
    list_start_[list + 1] = expressions.size();
  }
  prefilter_ = std::make_unique<RegexPrefilter>(expressions);
  compiled_ = std::make_unique<Compiled[]>(2 * expressions.size());
}

UserAgentMatcher::~UserAgentMatcher() {
  for (size_t i = 0; i < 2 * list_start_[kUserAgentLists]; ++i) delete compiled_[i].load(std::memory_order_relaxed);
}

void UserAgentMatcher::Prepare(std::string_view text, PreparedText& prepared) const {
  prepared.text_ = text;
  prepared.is_ascii_ = IsAscii(text);
  prefilter_->Scan(text, prepared.hits_);
}

size_t UserAgentMatcher::FindRule(UserAgentList list, size_t from, const PreparedText& prepared,
                                  MatchGroups& groups) const {
  const size_t count = file_.lists[static_cast<size_t>(list)].size();
  const re2::StringPiece text(prepared.text_.data(), prepared.text_.size());
  const Alphabet alphabet = prepared.is_ascii_ ? Alphabet::kAscii : Alphabet::kUtf8;
  for (size_t index = from; index < count; ++index) {
    if (!prefilter_->MayMatch(Position(list, index), prepared.hits_)) continue;
    const RE2& regex = Regex(list, index, alphabet);
    int asked = std::min(regex.NumberOfCapturingGroups(), MatchGroups::kMost) + 1;
    if (!regex.Match(text, 0, text.size(), RE2::UNANCHORED, groups.groups_.data(), asked)) continue;
    std::fill(groups.groups_.begin() + asked, groups.groups_.end(), re2::StringPiece());
    return index;
  }
  return kNoRule;
}

const RE2& UserAgentMatcher::Regex(UserAgentList list, size_t index, Alphabet alphabet) const {
  const UserAgentRule& source = rule(list, index);
  if (!IsAscii(source.regex)) alphabet = Alphabet::kUtf8;
  Compiled& slot = compiled_[2 * Position(list, index) + static_cast<size_t>(alphabet)];
  if (const RE2* regex = slot.load(std::memory_order_acquire)) return *regex;
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(!source.ignore_case);
  // In UTF-8 `.` is a code point, and a group never ends within one; invalid bytes match nothing.
  options.set_encoding(alphabet == Alphabet::kAscii ? RE2::Options::EncodingLatin1 : RE2::Options::EncodingUTF8);
  const re2::StringPiece text(source.regex.data(), source.regex.size());
  std::unique_ptr<const RE2> compiled;
  if (alphabet == Alphabet::kAscii) {
    RE2::Options small = options;
    small.set_max_mem(kMemoryWithoutAutomaton);
    compiled = std::make_unique<const RE2>(text, small);
  }
  if (compiled == nullptr || !compiled->ok()) compiled = std::make_unique<const RE2>(text, options);
  if (!compiled->ok()) {
    throw SourceError(file_.path, file_.text, source.line, source.column,
                      "not a valid RE2 expression: " + compiled->error());
  }
  const RE2* winner = nullptr;
  if (slot.compare_exchange_strong(winner, compiled.get(), std::memory_order_acq_rel)) return *compiled.release();
  return *winner;
}

void UserAgentMatcher::CompileAll() const {
  for (size_t list = 0; list < kUserAgentLists; ++list) {
    for (size_t index = 0; index < file_.lists[list].size(); ++index) {
      Regex(static_cast<UserAgentList>(list), index, Alphabet::kUtf8);  // the larger one of the two programs
    }
  }
}

}  // namespace millrace
