// Finds the rule of regexes.yaml that holds for a user agent (enrichment.md §2.2). An expression is compiled when the
// prefilter names it for the first time: compiling all takes longer than a small run may last. Immutable but for that,
// and thread-safe.
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

// Capture groups of a match, by number; 0 is the whole match. Null: absent or without part in the match.
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

// A text that rules are tried on, with what one pass over it told. Reused from text to text by one thread.
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

  // Throws a UserError with file, line and place for an expression that is no RE2 syntax as far as that can be told
  // without compiling.
  explicit UserAgentMatcher(UserAgentFile file);
  ~UserAgentMatcher();
  UserAgentMatcher(const UserAgentMatcher&) = delete;
  UserAgentMatcher& operator=(const UserAgentMatcher&) = delete;

  // `text` must outlive its use in FindRule.
  void Prepare(std::string_view text, PreparedText& prepared) const;

  // The first rule of the list from `from` on that matches somewhere in the text; or kNoRule. Throws a UserError for an
  // expression that RE2 cannot compile.
  size_t FindRule(UserAgentList list, size_t from, const PreparedText& prepared, MatchGroups& groups) const;

  const UserAgentRule& rule(UserAgentList list, size_t index) const {
    return file_.lists[static_cast<size_t>(list)][index];
  }
  const UserAgentFile& file() const { return file_; }

  // Compiles every expression; throws as FindRule does.
  void CompileAll() const;

 private:
  // One expression, null until it is needed. Two threads may compile it at once; the second one's work is thrown away.
  using Compiled = std::atomic<const RE2*>;
  // Nearly every agent is plain ASCII. For those an expression is compiled for bytes: the answers are the same, but
  // `.{0,200}` takes a tenth of the work, which a run of a few hundred agents feels.
  enum class Alphabet : uint8_t { kAscii, kUtf8 };

  const RE2& Regex(UserAgentList list, size_t index, Alphabet alphabet) const;
  size_t Position(UserAgentList list, size_t index) const { return list_start_[static_cast<size_t>(list)] + index; }

  UserAgentFile file_;
  std::array<size_t, kUserAgentLists + 1> list_start_ = {};  // of the lists in the row of all expressions
  std::unique_ptr<RegexPrefilter> prefilter_;
  std::unique_ptr<Compiled[]> compiled_;  // two an expression, by alphabet
};

}  // namespace millrace
