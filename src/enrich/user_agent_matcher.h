// Finds the rule of regexes.yaml that matches a user agent (enrichment.md §2.2). An expression is compiled when the
// prefilter returns it for the first time, because compiling all of them takes longer than a small run. Otherwise
// immutable; thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include <re2/re2.h>

#include "enrich/regex_prefilter.h"
#include "enrich/user_agent_file.h"

namespace millrace {

// Capture groups of a match, by number; 0 is the whole match. Null: absent, or it did not participate in the match.
class MatchGroups {
 public:
  static constexpr int kMost = 9;  // `$9` is the last that a rule can name
  std::string_view operator[](int number) const {
    const re2::StringPiece& group = groups_[static_cast<size_t>(number)];
    return {group.data(), group.size()};
  }

 private:
  friend class UserAgentMatcher;
  std::array<re2::StringPiece, kMost + 1> groups_;
};

// A text to match, with the results of a single pass over it. Reused from text to text by one thread.
class PreparedText {
 public:
  std::string_view text() const { return text_; }

 private:
  friend class UserAgentMatcher;
  std::string_view text_;
  RegexPrefilter::Hits hits_;
  bool is_ascii_ = true;
};

class UserAgentMatcher {
 public:
  static constexpr size_t kNoRule = SIZE_MAX;

  // Throws a UserError with file, line and column for an expression that is not RE2 syntax, as far as this can be
  // detected without compiling.
  explicit UserAgentMatcher(UserAgentFile file);
  ~UserAgentMatcher();
  UserAgentMatcher(const UserAgentMatcher&) = delete;
  UserAgentMatcher& operator=(const UserAgentMatcher&) = delete;

  // `text` must stay valid until the last FindRule.
  void Prepare(std::string_view text, PreparedText& prepared) const;

  // The first rule of the list, from `from` on, that matches anywhere in the text, or kNoRule. Throws a UserError for
  // an expression that RE2 cannot compile.
  size_t FindRule(UserAgentList list, size_t from, const PreparedText& prepared, MatchGroups& groups) const;

  const UserAgentRule& rule(UserAgentList list, size_t index) const {
    return file_.lists[static_cast<size_t>(list)][index];
  }
  const UserAgentFile& file() const { return file_; }

  // Compiles every expression; throws like FindRule.
  void CompileAll() const;

 private:
  // One expression, null until it is needed. Two threads may compile it at the same time; then one result is discarded.
  using Compiled = std::atomic<const RE2*>;
  // Nearly every user agent is ASCII. For these, an expression is compiled for bytes: the results are the same, but
  // `.{0,200}` costs a tenth, which matters in a run of a few hundred user agents. And it is searched without an
  // automaton: building the states for a text costs eight times as much as searching it step by step, and too few texts
  // follow to use them again.
  enum class Alphabet : uint8_t { kAscii, kUtf8 };

  const RE2& Regex(UserAgentList list, size_t index, Alphabet alphabet) const;
  size_t Position(UserAgentList list, size_t index) const { return list_start_[static_cast<size_t>(list)] + index; }

  UserAgentFile file_;
  std::array<size_t, kUserAgentLists + 1> list_start_ = {};  // of each list within all expressions
  std::unique_ptr<RegexPrefilter> prefilter_;
  std::unique_ptr<Compiled[]> compiled_;  // two per expression, by alphabet
};

}  // namespace millrace
