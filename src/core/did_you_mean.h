// Suggestions for mistyped names of commands, flags, config keys and columns. Pure functions; thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace millrace {

// The candidate most similar to `word` (by edits and transpositions, ignoring case) if the difference may be a typing
// error; otherwise empty. Of equally similar candidates the first wins. `word` may also be the last part of a dotted
// candidate (`threads` of `processing.threads`).
std::string_view DidYouMean(std::string_view word, std::span<const std::string_view> candidates);

// `; did you mean NAME?`, or an empty text if no candidate is similar enough.
std::string DidYouMeanHint(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace millrace
