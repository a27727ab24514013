// Names that were probably meant: for commands, flags, config keys, columns. Pure functions; thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace millrace {

// The candidate nearest to `word` (edits and swapped neighbours, case ignored), if it is near enough to be a slip; else
// empty. Of two that are as near the first one wins. `word` may also be the last part of a dotted candidate
// (`threads` of `processing.threads`).
std::string_view DidYouMean(std::string_view word, std::span<const std::string_view> candidates);

// `; did you mean NAME?`, or an empty text when no candidate is near.
std::string DidYouMeanHint(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace millrace
